// The energy of the bars: the song's own as steps, what is drawn over it as a filled curve.
import { colour, sheet } from "./dom.js";

const LEAST = 1, MOST = 4, STEP = 0.5;
const WORDS = { 1: "thin and soft", 2: "light", 3: "full", 4: "everybody, loud" };

export class EnergyCurve {
  bar = 1; // the one that the keyboard changes

  constructor(canvas, work) {
    Object.assign(this, { canvas, work });
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.#paint(event);
    });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    for (const name of ["focus", "blur"]) canvas.addEventListener(name, () => this.draw());
  }

  level(bar) {
    return this.work.plan.energy?.[bar - 1] ?? this.work.song.energy[bar - 1] ?? LEAST;
  }

  /** Gives all bars the energy of the song again. */
  reset() {
    this.work.edit((plan) => { plan.energy = null; });
  }

  #set(bar, level, kind) {
    this.work.edit((plan) => {
      plan.energy ??= Array(this.work.song.bars).fill(null);
      plan.energy[bar - 1] = level === null ? null : Math.min(Math.max(level, LEAST), MOST);
      if (plan.energy.every((one) => one === null)) plan.energy = null;
    }, kind);
  }

  #begin(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus();
    this.at = null;
    this.#paint(event);
    event.preventDefault();
  }

  // A stroke paints all bars between two events.
  #paint(event) {
    const box = this.canvas.getBoundingClientRect(), { bars } = this.work.song;
    const bar = Math.min(Math.max(Math.ceil(((event.clientX - box.left) / box.width) * bars), 1), bars);
    const raw = MOST - ((event.clientY - box.top - 6) / (box.height - 12)) * (MOST - LEAST);
    const level = Math.min(Math.max(Math.round(raw / STEP) * STEP, LEAST), MOST), from = this.at ?? bar;
    for (let one = Math.min(from, bar); one <= Math.max(from, bar); one++) this.#set(one, level, "energy");
    this.at = this.bar = bar;
    this.draw();
  }

  #key(event) {
    const { bars } = this.work.song, level = this.level(this.bar);
    const to = { ArrowLeft: this.bar - 1, ArrowRight: this.bar + 1, Home: 1, End: bars }[event.key];
    if (to !== undefined) this.bar = Math.min(Math.max(to, 1), bars);
    else if (event.key === "ArrowUp") this.#set(this.bar, level + STEP, "energy");
    else if (event.key === "ArrowDown") this.#set(this.bar, level - STEP, "energy");
    else if (event.key === "Delete" || event.key === "Backspace") this.#set(this.bar, null, "energy");
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }

  draw() {
    const { bars, energy: own } = this.work.song, { g, width, height } = sheet(this.canvas), drawn = this.work.plan.energy;
    this.bar = Math.min(this.bar, bars);
    const x = (bar) => ((bar - 1) / bars) * width, y = (level) => 6 + ((MOST - level) / (MOST - LEAST)) * (height - 12);
    g.fillStyle = colour("--rule");
    for (const level of [1, 2, 3, 4]) g.fillRect(0, y(level), width, 1);
    g.fillStyle = colour("--accent");
    for (let bar = 1; bar <= bars; bar++) {
      g.globalAlpha = drawn?.[bar - 1] == null ? 0.22 : 0.75;
      const top = y(this.level(bar));
      g.fillRect(x(bar) + 0.5, top, Math.max(1, width / bars - 1), height - top);
    }
    g.globalAlpha = 1;
    g.strokeStyle = colour("--faint");
    g.lineWidth = 1.5;
    g.beginPath();
    own.forEach((level, index) => {
      g.lineTo(x(index + 1), y(level));
      g.lineTo(x(index + 2), y(level));
    });
    g.stroke();
    if (document.activeElement === this.canvas) {
      g.strokeStyle = colour("--ink");
      g.strokeRect(x(this.bar) + 0.5, 1, Math.max(3, width / bars - 1), height - 2);
    }
    const level = this.level(this.bar);
    this.canvas.setAttribute("aria-valuenow", level);
    const whose = drawn?.[this.bar - 1] == null ? ", as in your song" : "";
    this.canvas.setAttribute("aria-valuetext", `bar ${this.bar} of ${bars}: ${level} of 4, ${WORDS[Math.round(level)]}${whose}`);
  }
}
