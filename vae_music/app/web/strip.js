// The song as a strip of sections whose edges can be moved, by the pointer and by the keyboard.
import { barsOf, make } from "./dom.js";

const LEAST = 50; // pixels of the shortest section on a narrow screen, where the strip scrolls

export class Strip {
  /** Args: root: where the sections go. name: tells the name of a section. */
  constructor(root, work, name) {
    Object.assign(this, { root, work, name, parts: [], edges: [] });
  }

  draw() {
    const { sections } = this.work.plan, { bars } = this.work.song;
    const shortest = Math.min(...sections.map(({ start, end }) => end - start + 1));
    this.root.parentElement.style.setProperty("--strip", `${Math.min(Math.max((LEAST * bars) / shortest, 540), 2400)}px`);
    this.#fill(this.parts, sections.length, () => this.#part());
    this.#fill(this.edges, sections.length - 1, () => this.#edge());
    sections.forEach((section, index) => {
      const part = this.parts[index], style = section.style ?? "as it is";
      part.style.left = `${(100 * (section.start - 1)) / bars}%`;
      part.style.width = `${(100 * (section.end - section.start + 1)) / bars}%`;
      part.dataset.hue = section.style === null ? "none" : String(this.work.styles.findIndex((one) => one.name === section.style) % 12);
      part.setAttribute("aria-pressed", String(index === this.work.section));
      part.title = `${this.name(section)}, ${barsOf(section)}: ${style}. Press to change this section.`;
      part.firstChild.textContent = this.name(section);
      part.lastChild.textContent = style;
    });
    this.edges.forEach((edge, index) => {
      const { end } = sections[index], { start } = sections[index];
      edge.style.left = `${(100 * end) / bars}%`;
      edge.setAttribute("aria-label", `Edge between sections ${index + 1} and ${index + 2}`);
      edge.setAttribute("aria-valuemin", start);
      edge.setAttribute("aria-valuemax", sections[index + 1].end - 1);
      edge.setAttribute("aria-valuenow", end);
      edge.setAttribute("aria-valuetext", `after bar ${end}`);
    });
  }

  #fill(list, count, create) {
    while (list.length > count) list.pop().remove();
    while (list.length < count) {
      const index = list.length, element = create();
      element.index = index;
      list.push(element);
      this.root.append(element);
    }
  }

  #part() {
    const part = make("button", { type: "button", className: "part" }, make("b"), " ", make("span"));
    part.addEventListener("click", () => this.work.select(part.index));
    return part;
  }

  #edge() {
    const edge = make("div", { className: "edge", tabIndex: 0, role: "slider", title: "Drag to move the edge of these sections; or use the keys ← and →" });
    edge.addEventListener("pointerdown", (event) => {
      edge.setPointerCapture(event.pointerId);
      event.preventDefault();
      edge.focus();
    });
    edge.addEventListener("pointermove", (event) => {
      if (!edge.hasPointerCapture(event.pointerId)) return;
      const box = this.root.getBoundingClientRect();
      this.#move(edge.index, Math.round(((event.clientX - box.left) / box.width) * this.work.song.bars));
    });
    edge.addEventListener("keydown", (event) => {
      const { end } = this.work.plan.sections[edge.index];
      const to = { ArrowLeft: end - 1, ArrowRight: end + 1, PageDown: end - 4, PageUp: end + 4, Home: 0, End: Infinity }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#move(edge.index, to);
    });
    return edge;
  }

  // Moves the end of a section; each of the two keeps a bar at least.
  #move(index, bar) {
    this.work.edit(({ sections }) => {
      const [left, right] = [sections[index], sections[index + 1]];
      left.end = Math.min(Math.max(bar, left.start), right.end - 1);
      right.start = left.end + 1;
    }, `edge ${index}`);
  }
}
