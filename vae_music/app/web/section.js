// The settings of the chosen section: style, variant, strength; made anew, split, joined, looped.
import { barsOf, make, renew } from "./dom.js";

const AS_IT_IS = "";

export class SectionPanel {
  /** Args: name: tells the name of a section. anew, loop, from: what the buttons do with the index of the section. */
  constructor(root, work, { name, anew, loop, from }) {
    Object.assign(this, { work, name });
    this.heading = make("h3", { id: "part-title" });
    this.style = this.#field("select", "Style", "style", "The music that this section shall sound like.");
    this.variant = this.#field("select", "Band", "variant", "Who plays: each style has several bands.");
    this.strength = this.#field("input", "Strength", "strength", "Low stays near your song, high goes all the way to the style.");
    Object.assign(this.strength, { type: "range", min: 0, max: 1, step: 0.05 });
    this.output = make("output", { htmlFor: "strength" });
    this.strength.after(this.output);
    this.style.addEventListener("change", () => this.#change((section) => {
      section.style = this.style.value === AS_IT_IS ? null : this.style.value;
      section.variant = null;
    }));
    this.variant.addEventListener("change", () => this.#change((section) => { section.variant = Number(this.variant.value) || null; }));
    this.strength.addEventListener("input", () => this.#change((section) => { section.strength = Number(this.strength.value); }, `strength ${this.work.section}`));
    const button = (text, title, act) => {
      const element = make("button", { type: "button", title, textContent: text });
      element.addEventListener("click", act);
      return element;
    };
    this.anew = button("Make anew", "Another performance of this section; all others stay as they are", () => anew(this.work.section));
    this.join = button("Join with next", "Make one section of this and the next", () => this.#join());
    this.split = button("Split", "Make two sections of this one, to give each its own style", () => this.#split());
    root.append(
      this.heading,
      make("div", { className: "fields" }, this.style.parentElement, this.variant.parentElement, this.strength.parentElement),
      make("div", { className: "row" }, this.anew,
        button("Play from here", "Go to the beginning of this section", () => from(this.work.section)),
        button("Loop section", "Hear this section again and again", () => loop(this.work.section)), this.split, this.join),
    );
    root.setAttribute("role", "group");
    root.setAttribute("aria-labelledby", "part-title");
  }

  #field(tag, label, id, hint) {
    const control = make(tag, { id, title: hint, "aria-describedby": `${id}-hint` });
    make("div", { className: "field" }, make("label", { htmlFor: id, textContent: label }), control, make("p", { id: `${id}-hint`, className: "hint", textContent: hint }));
    return control;
  }

  #change(change, kind) {
    this.work.edit((plan) => change(plan.sections[this.work.section]), kind);
  }

  #split() {
    this.work.edit(({ sections }) => {
      const section = sections[this.work.section], half = (section.end - section.start + 1) >> 1;
      const first = Math.max(1, half - (half % 4 && half > 4 ? half % 4 : 0)); // phrases are of four bars
      sections.splice(this.work.section + 1, 0, { ...section, start: section.start + first });
      section.end = section.start + first - 1;
    });
  }

  #join() {
    this.work.edit(({ sections }) => {
      const [next] = sections.splice(this.work.section + 1, 1);
      sections[this.work.section].end = next.end;
    });
  }

  draw() {
    const { sections } = this.work.plan, section = sections[this.work.section], { styles } = this.work;
    this.heading.textContent = `Section ${this.work.section + 1}: ${this.name(section)}, ${barsOf(section)}`;
    renew(this.style, styles.length, () => [
      make("option", { value: AS_IT_IS, textContent: "as it is in your song" }),
      ...styles.map(({ name }) => make("option", { value: name, textContent: name })),
    ]);
    this.style.value = section.style ?? AS_IT_IS;
    const bands = styles.find((style) => style.name === section.style)?.variants ?? [];
    renew(this.variant, `${section.style} ${bands.map((band) => band.instruments)}`, () => [
      make("option", { value: "", textContent: "the one that suits the metre" }),
      ...bands.map(({ number, instruments }) =>
        make("option", { value: String(number), textContent: [number, (instruments ?? []).join(", ")].filter(Boolean).join(": ") })),
    ]);
    this.variant.value = String(section.variant ?? "");
    this.strength.value = String(section.strength);
    this.output.textContent = `${Math.round(section.strength * 100)}%`;
    this.strength.setAttribute("aria-valuetext", this.output.textContent);
    const untouched = section.style === null;
    this.variant.disabled = this.strength.disabled = this.anew.disabled = untouched;
    this.join.disabled = this.work.section === sections.length - 1;
    this.split.disabled = section.end === section.start;
  }
}
