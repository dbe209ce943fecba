// The bar below: play, place, loop of a section, tempo; and the keys that do the same.
import { $, clock } from "./dom.js";
import { barAt } from "./takes.js";

export class Transport {
  /** Args: actions of the keys that belong to other parts, by key. */
  constructor(player, work, actions) {
    Object.assign(this, { player, work });
    $("play").addEventListener("click", () => player.toggle());
    $("place").addEventListener("input", (event) => player.seek(Number(event.target.value)));
    $("loop").addEventListener("click", () => this.toggleLoop());
    $("tempo").addEventListener("input", (event) => {
      player.setRate(Number(event.target.value) / 100);
      $("tempo-value").textContent = `${event.target.value}%`;
    });
    player.addEventListener("change", () => this.show());
    const keys = { " ": () => player.toggle(), ArrowLeft: () => player.seek(player.now - 5), ArrowRight: () => player.seek(player.now + 5), Home: () => player.seek(0), l: () => this.toggleLoop(), ...actions };
    document.addEventListener("keydown", (event) => this.#key(event, keys));
  }

  #key(event, keys) {
    if (event.altKey || this.work.song === null || $("studio").hidden) return;
    const control = event.target.closest("button, a, input, select, summary, [role=slider]");
    const name = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.shiftKey && event.key.length === 1 ? "Shift+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    const moves = event.key.startsWith("Arrow") || event.key === "Home" || event.key === " ";
    if (!keys[name] || (control && moves) || control?.matches("select")) return;
    event.preventDefault();
    keys[name]();
  }

  get bars() {
    return this.work.before.bars;
  }

  /** The seconds at which a section begins and ends. */
  spanOf(index) {
    const { start, end } = this.work.plan.sections[index];
    return { start: this.bars[start - 1], end: Math.min(this.bars[end], this.player.take.seconds) };
  }

  /** Loops a section, or the chosen one; a second time plays on. */
  toggleLoop(index = this.work.section) {
    const again = this.player.loop !== null && this.loops === index;
    this.loops = index;
    this.player.setLoop(again ? null : this.spanOf(index));
  }

  /** The loop follows its section when the edges move. */
  follow() {
    if (this.player.loop === null) return;
    if (this.loops < this.work.plan.sections.length) this.player.loop = this.spanOf(this.loops);
    else this.player.setLoop(null);
  }

  show() {
    const { playing, loop, take } = this.player;
    $("play").classList.toggle("on", playing);
    $("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    $("loop").setAttribute("aria-pressed", String(loop !== null));
    $("place").max = String(take.seconds);
    $("length").textContent = clock(take.seconds);
    this.move();
  }

  /** Brings the place of the song to the bar. */
  move() {
    const { now, take } = this.player, place = $("place");
    $("time").textContent = clock(now);
    place.value = String(now);
    place.setAttribute("aria-valuetext", `${clock(now)} of ${clock(take.seconds)}, bar ${barAt(take, now)}`);
    $("played").style.width = `${(100 * Math.min(1, now / take.seconds)).toFixed(2)}%`;
  }
}
