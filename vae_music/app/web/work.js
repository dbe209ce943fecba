// The work on a song: three versions, each with its plan, and the steps that can be taken back.
export const LETTERS = ["A", "B", "C"];
const STEPS = 30;
const KEPT = 150_000; // letters of the steps that outlive a reload
const ONE_STEP = 1200; // milliseconds within which changes of one kind are one step

export class Work extends EventTarget {
  song = null;
  slots = {}; // by letter: {plan, version: id or null, made: the plan of that version as JSON}
  active = "A";
  heard = "song"; // or a letter
  section = 0; // the chosen one
  #past = [];
  #future = [];
  #last = { kind: null, at: 0 };

  /** Takes what the server holds: a new song, or the work before a reload. */
  open({ song, plan, versions, page }) {
    this.song = song;
    const kept = page?.slots && page.name === song.name && page.bars === song.bars ? page : {};
    const last = versions.at(-1);
    const first = { plan: last?.plan ?? plan, version: last?.id ?? null, made: last ? JSON.stringify(last.plan) : null };
    this.slots = kept.slots ?? { A: first };
    this.active = kept.active ?? "A";
    this.heard = kept.heard ?? (last ? "A" : "song");
    this.section = 0;
    this.#past = kept.past ?? [];
    this.#future = kept.future ?? [];
    this.#tell("song");
  }

  get slot() {
    return this.slots[this.active];
  }

  get plan() {
    return this.slot.plan;
  }

  /** Whether the version of a letter was made by the plan that it has now. */
  isMade(letter = this.active) {
    const slot = this.slots[letter];
    return Boolean(slot?.version) && slot.made === JSON.stringify(slot.plan);
  }

  /** Changes the plan. Changes of one kind in quick succession, as those of a slider, are one step. */
  edit(change, kind = null) {
    const before = JSON.stringify(this.plan), step = this.#snapshot();
    change(this.plan);
    if (JSON.stringify(this.plan) === before) return;
    const now = performance.now();
    if (!kind || kind !== this.#last.kind || now - this.#last.at > ONE_STEP) this.#remember(step);
    this.#last = { kind, at: now };
    this.section = Math.min(this.section, this.plan.sections.length - 1);
    this.#tell("plan");
  }

  /** Begins another version as a copy of the one that is worked on. */
  copyTo(letter) {
    this.#remember(this.#snapshot());
    this.slots[letter] = structuredClone(this.slot);
    this.choose(letter);
  }

  /** Works on a version, and hears it. */
  choose(letter) {
    this.active = letter;
    this.section = Math.min(this.section, this.plan.sections.length - 1);
    this.heard = this.slot.version ? letter : "song";
    this.#tell("plan");
  }

  hear(what) {
    if (what !== "song" && !this.slots[what]?.version) return;
    this.heard = what;
    if (what !== "song") this.active = what;
    this.section = Math.min(this.section, this.plan.sections.length - 1);
    this.#tell("heard");
  }

  select(section) {
    this.section = section;
    this.#tell("section");
  }

  /** A version is there. */
  made(letter, version, plan) {
    Object.assign(this.slots[letter], { version, made: JSON.stringify(plan) });
    if (letter === this.active) this.heard = letter;
    this.#tell("made");
  }

  /** A version is there no longer; its plan stays, to make it again. */
  lose(version) {
    for (const slot of Object.values(this.slots)) if (slot.version === version) Object.assign(slot, { version: null, made: null });
    if (this.heard !== "song" && !this.slots[this.heard]?.version) this.heard = "song";
    this.#tell("plan");
  }

  /** Whether the last change was of a kind of which more may come, as those of a slider. */
  get changing() {
    return this.#last.kind !== null;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  undo() {
    this.#go(this.#past, this.#future);
  }

  redo() {
    this.#go(this.#future, this.#past);
  }

  /** What the server keeps for the page. */
  get page() {
    const { name, bars } = this.song, { slots, active, heard } = this;
    const past = this.#past.slice(-10), future = this.#future.slice(-10);
    while (past.length + future.length && JSON.stringify([past, future]).length > KEPT) (past.length ? past : future).shift();
    const keep = [...new Set([this, ...past, ...future].flatMap((step) => Object.values(step.slots).map((slot) => slot.version)))];
    return { name, bars, slots, active, heard, past, future, keep: keep.filter(Boolean) };
  }

  #go(from, to) {
    if (!from.length) return;
    to.push(this.#snapshot());
    const { slots, active } = structuredClone(from.pop());
    this.slots = slots;
    this.active = active;
    this.section = Math.min(this.section, this.plan.sections.length - 1);
    this.heard = this.slot.version ? active : "song";
    this.#last = { kind: null, at: 0 };
    this.#tell("plan");
  }

  #snapshot() {
    return structuredClone({ slots: this.slots, active: this.active });
  }

  #remember(step) {
    this.#past.push(step);
    this.#past.splice(0, this.#past.length - STEPS);
    this.#future = [];
  }

  #tell(what) {
    this.dispatchEvent(new CustomEvent("change", { detail: what }));
  }
}
