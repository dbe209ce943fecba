// The song and its versions A, B and C side by side: heard, worked on, copied.
import { $, make, renew } from "./dom.js";
import { LETTERS } from "./work.js";

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
  }
}

/** A plan in words: its styles in the order in which they come. */
export function said({ sections }) {
  const styles = [...new Set(sections.map((section) => section.style ?? "as it is"))];
  return styles.length > 3 ? `${styles.slice(0, 3).join(", ")} and more` : styles.join(", ");
}
