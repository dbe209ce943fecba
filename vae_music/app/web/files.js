// The files of the versions. Sound takes a while to be made: that is shown, and can be stopped.
import { api, fileOf } from "./api.js";
import { $, make, renew } from "./dom.js";
import { said } from "./versions.js";
import { LETTERS } from "./work.js";

const KINDS = [
  { suffix: "mid", text: "MIDI", title: "The notes, for any music program; drag it there or press to save" },
  { suffix: "zip", text: "Stems", title: "A zip with a MIDI and a WAV file of each instrument" },
  { suffix: "wav", text: "WAV", title: "The sound in full quality" },
  { suffix: "mp3", text: "MP3", title: "The sound in a small file, to share" },
  { suffix: "dawproject", text: "DAWproject", title: "A project that Bitwig, Studio One, Cubase and others open" },
  { suffix: "html", text: "Report", title: "A page that plays the song before and after, to share" },
];

export class Files extends EventTarget {
  state = null; // {message} while a file is made
  #stop = null;

  /** Args: kinds: the suffixes of the files that the server can make. */
  constructor(work, kinds) {
    super();
    this.work = work;
    this.kinds = KINDS.filter(({ suffix }) => kinds.includes(suffix));
  }

  draw() {
    const there = LETTERS.filter((letter) => this.work.slots[letter]?.version);
    const key = JSON.stringify([this.work.song.name, there.map((letter) => this.work.slots[letter])]);
    renew($("files"), key, () => there.length ? [make("ul", { className: "files" }, ...there.map((letter) => this.#row(letter)))]
      : [make("p", { className: "hint", textContent: "As soon as there is a version, its files are here." })]);
  }

  /** Stops what is being made. */
  stop() {
    this.#stop?.abort();
  }

  #row(letter) {
    const { version, plan } = this.work.slots[letter];
    const links = this.kinds.map(({ suffix, text, title }) => {
      const name = `${this.work.song.name.replace(/[^\p{L}\p{N} _.,-]/gu, "_")} ${letter}.${suffix}`;
      const link = make("a", { className: "button", href: fileOf(version, suffix, letter), download: name, textContent: text, title, "aria-label": `${text} of version ${letter}`, "data-focus": letter + suffix });
      if (suffix === "mid") this.#carries(link, name);
      else link.addEventListener("click", (event) => this.#fetch(event, link, name));
      return link;
    });
    return make("li", {}, make("strong", {}, `Version ${letter} `, make("small", { textContent: said(plan) })), ...links);
  }

  // A drag of the link carries the file itself, out of the browser.
  #carries(link, name) {
    link.draggable = true;
    link.addEventListener("dragstart", ({ dataTransfer }) => {
      dataTransfer.effectAllowed = "copy";
      dataTransfer.setData("DownloadURL", `audio/midi:${name}:${link.href}`);
    });
  }

  async #fetch(event, link, name) {
    event.preventDefault();
    this.stop();
    const stop = new AbortController();
    this.#stop = stop;
    this.#show({ message: `Making ${name}…` });
    try {
      const address = URL.createObjectURL(await api.file(link.href, stop.signal));
      make("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      if (!stop.signal.aborted) this.dispatchEvent(new CustomEvent("refused", { detail: error.message }));
    } finally {
      if (this.#stop === stop) this.#show(null);
    }
  }

  #show(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
