// The tracks of the song as it was: which has the tune, which stay, which are left out.
import { $, make, renew } from "./dom.js";

export class Tracks {
  constructor(work) {
    this.work = work;
    $("keep-melody").addEventListener("change", (event) => work.edit((plan) => { plan.keep_melody = event.target.checked; }));
  }

  draw() {
    const { song, plan } = this.work;
    $("keep-melody").checked = plan.keep_melody;
    renew($("tracks"), song, () => [this.#head(), make("tbody", {}, this.#byItself(), ...song.tracks.map((track) => this.#row(track)))]);
    for (const input of $("tracks").querySelectorAll("input")) input.checked = input.isOn(this.work.plan);
  }

  #head() {
    const column = (text, title) => make("th", { scope: "col", textContent: text, title });
    return make("thead", {}, make("tr", {}, column("Track"), column("Tune", "The track whose melody the listener should recognise"),
      column("Keep", "This track stays exactly as it is"), column("Leave out", "This track is not in the new version")));
  }

  #byItself() {
    const input = this.#input("radio", "Find the tune by itself", (plan) => plan.melody === null, (plan) => { plan.melody = null; });
    return make("tr", {}, make("td", {}, "Find the tune by itself"), make("td", {}, input), make("td"), make("td"));
  }

  #row(track) {
    const name = track.name || track.instrument || (track.is_drum ? "Drums" : `Track ${track.index + 1}`);
    const flip = (list) => (plan, on) => {
      plan[list] = plan[list].filter((index) => index !== track.index).concat(on ? [track.index] : []).sort((a, b) => a - b);
      const other = list === "keep" ? "mute" : "keep";
      if (on) plan[other] = plan[other].filter((index) => index !== track.index);
    };
    const has = (list) => (plan) => plan[list].includes(track.index);
    const tune = this.#input("radio", `${name} has the tune`, (plan) => plan.melody === track.index, (plan) => { plan.melody = track.index; });
    const about = [track.instrument && track.instrument !== name ? track.instrument : null, `${track.notes.toLocaleString("en")} notes`, track.tune ? "sounds like the tune" : null];
    return make("tr", {},
      make("td", {}, name, make("small", { textContent: about.filter(Boolean).join(", ") })),
      make("td", {}, track.is_drum ? "" : tune),
      make("td", {}, this.#input("checkbox", `Keep ${name} as it is`, has("keep"), flip("keep"))),
      make("td", {}, this.#input("checkbox", `Leave ${name} out`, has("mute"), flip("mute"))));
  }

  #input(type, label, isOn, change) {
    const input = make("input", { type, title: label, "aria-label": label, name: type === "radio" ? "tune" : "" });
    input.isOn = isOn;
    input.addEventListener("change", () => this.work.edit((plan) => change(plan, input.checked)));
    return input;
  }
}
