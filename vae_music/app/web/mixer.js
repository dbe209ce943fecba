// The instruments that are heard: silenced, alone, louder, softer, while they play.
import { $, make, renew } from "./dom.js";
import { inkOf } from "./takes.js";

export class Mixer {
  /** Args: changed: called after a switch or a volume. */
  constructor(synth, changed) {
    Object.assign(this, { synth, changed });
  }

  draw(take) {
    renew($("mixer"), take, () => take.tracks.map((track) => this.#row(track)));
    for (const row of $("mixer").children) row.show();
  }

  /** Lights those that sound. */
  light(sounding) {
    const keys = new Set(sounding.map((track) => track.key));
    for (const row of $("mixer").children) row.classList.toggle("lit", keys.has(row.track.key));
  }

  /** Switches and volumes, as the page keeps them. */
  get kept() {
    return [...this.synth.instruments].map(([key, { muted, solo, volume }]) => [key, { muted, solo, volume }])
      .filter(([, { muted, solo, volume }]) => muted || solo || volume !== 1);
  }

  #row(track) {
    const instrument = this.synth.instruments.get(track.key), dot = make("i");
    dot.style.background = inkOf(track);
    const flip = (name, letter, does) => {
      const button = make("button", { type: "button", textContent: letter, title: `${does} ${track.name}`, "aria-label": `${does} ${track.name}`, "data-focus": name + track.key });
      button.addEventListener("click", () => this.#set(instrument, name, !instrument[name]));
      button.show = () => button.setAttribute("aria-pressed", String(instrument[name]));
      return button;
    };
    const volume = make("input", { type: "range", min: 0, max: 1.5, step: 0.05, title: `Volume of ${track.name}`, "aria-label": `Volume of ${track.name}`, "data-focus": `volume ${track.key}` });
    volume.addEventListener("input", () => this.#set(instrument, "volume", Number(volume.value)));
    volume.show = () => {
      volume.value = String(instrument.volume);
      volume.setAttribute("aria-valuetext", `${Math.round(100 * instrument.volume)}%`);
    };
    const controls = [flip("muted", "M", "Mute"), flip("solo", "S", "Solo"), volume];
    const row = make("li", {}, dot, make("span", { textContent: track.name }), ...controls);
    row.track = track;
    row.show = () => {
      for (const control of controls) control.show();
      row.classList.toggle("silent", !this.synth.sounds(track.key));
    };
    return row;
  }

  #set(instrument, name, value) {
    instrument[name] = value;
    this.synth.mix();
    for (const row of $("mixer").children) row.show();
    this.changed();
  }
}
