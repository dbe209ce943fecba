// The song and its versions A, B and C side by side: heard, worked on, copied; and the files of each.
import { $, make, renew } from "./dom.js";
import { fileOf } from "./api.js";
import { LETTERS } from "./work.js";

const FILES = [
  ["mid", "MIDI", "The notes, for any music program; drag it there or press to save"],
  ["zip", "Stems", "A zip with a MIDI and a WAV file of each instrument"],
  ["wav", "WAV", "The sound in full quality"],
  ["mp3", "MP3", "The sound in a small file, to share"],
  ["dawproject", "DAWproject", "A project that Bitwig, Studio One, Cubase and others open"],
  ["html", "Report", "A page that plays the song before and after, to share"],
];

export class Versions {
  constructor(work) {
    this.work = work;
    renew($("versions"), "once", () => [this.#card("song"), ...LETTERS.map((letter) => this.#card(letter))]);
  }

  #card(what) {
    const title = make("h3", { textContent: what === "song" ? "Your song" : `Version ${what}` }), about = make("p", { className: "about" });
    const button = (text, title, act) => {
      const element = make("button", { type: "button", textContent: text, title });
      element.addEventListener("click", act);
      return element;
    };
    const name = what === "song" ? "your song" : `version ${what}`;
    const listen = button("Listen", `Hear ${name} from the same place`, () => this.work.hear(what));
    const work = button("Work on it", `Change ${name} with the settings below`, () => this.work.choose(what));
    const copy = button("Copy here", `Begin version ${what} as a copy of the one you work on`, () => this.work.copyTo(what));
    const card = make("article", { className: "version", "aria-label": name }, make("div", {}, title, about), make("div", { className: "row" }, listen, work, copy));
    Object.assign(card, { what, about, listen, work, copy });
    listen.setAttribute("aria-label", `Listen to ${name}`);
    work.setAttribute("aria-label", `Work on it, ${name}`);
    copy.setAttribute("aria-label", `Copy here, to version ${what}`);
    return card;
  }

  draw() {
    const { slots, active, heard } = this.work;
    for (const card of $("versions").children) {
      const { what } = card, slot = slots[what], here = what === "song" || slot;
      card.about.textContent = what === "song" ? "As it was." : slot ? said(slot.plan) : "Empty.";
      card.listen.hidden = !here;
      card.listen.disabled = what !== "song" && !slot?.version;
      card.listen.setAttribute("aria-pressed", String(heard === what));
      card.work.hidden = what === "song" || !slot || what === active;
      card.copy.hidden = what === "song" || what === active || Boolean(slot);
      card.classList.toggle("active", what === active);
      card.classList.toggle("empty", !here);
    }
    this.#drawFiles();
  }

  // The links of each version; a drag of the MIDI link carries the file itself.
  #drawFiles() {
    const there = LETTERS.filter((letter) => this.work.slots[letter]?.version);
    const key = JSON.stringify([this.work.song.name, there.map((letter) => this.work.slots[letter].version)]);
    renew($("files"), key, () => there.length ? [make("ul", { className: "files" }, ...there.map((letter) => this.#links(letter)))]
      : [make("p", { className: "hint", textContent: "As soon as there is a version, its files are here." })]);
  }

  #links(letter) {
    const { version, plan } = this.work.slots[letter];
    const links = FILES.map(([suffix, text, title]) => {
      const name = `${this.work.song.name.replace(/\.\w{3,4}$/, "").replace(/[^\p{L}\p{N} _.,-]/gu, "_")} ${letter}.${suffix}`;
      const link = make("a", { className: "button", href: fileOf(version, suffix), download: name, textContent: text, title, "aria-label": `${text} of version ${letter}` });
      if (suffix === "mid") {
        link.draggable = true;
        link.addEventListener("dragstart", (event) => event.dataTransfer.setData("DownloadURL", `audio/midi:${name}:${link.href}`));
      }
      return link;
    });
    return make("li", {}, make("strong", {}, `Version ${letter} `, make("small", { textContent: said(plan) })), ...links);
  }
}

/** A plan in words: its styles in the order in which they come. */
export function said({ sections }) {
  const styles = [...new Set(sections.map((section) => section.style ?? "as it is"))];
  return styles.length > 3 ? `${styles.slice(0, 3).join(", ")} and more` : styles.join(", ");
}
