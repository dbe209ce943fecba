// Making versions: one at a time, for the plan as it is when the hand rests; a newer wish takes the place of an older.
import { api } from "./api.js";

const REST = 250; // milliseconds without a change before a version is made, where changes come in a row
const EVERY = 120; // milliseconds between two questions about a job

export class Maker extends EventTarget {
  state = null; // {progress, ahead, message} while a version is made
  atOnce = true;
  #timer = 0;
  #wish = 0; // number of the newest
  #job = null;
  #known = new Map(); // versions by their plan, so that what was made is not made again

  constructor(work) {
    super();
    this.work = work;
  }

  /** Makes the active version anew soon, if its plan has changed. */
  soon() {
    clearTimeout(this.#timer);
    this.stop();
    if (this.atOnce && this.#wanted()) this.#timer = setTimeout(() => this.make(), this.work.changing ? REST : 0);
  }

  #wanted() {
    const { plan, slot } = this.work;
    return !this.work.isMade() && (slot.version !== null || plan.sections.some((section) => section.style !== null));
  }

  /** Makes the active version. Args: only: the one section that is made anew while the rest stays. */
  async make(only = null) {
    clearTimeout(this.#timer);
    this.stop();
    const wish = ++this.#wish, letter = this.work.active, plan = structuredClone(this.work.plan), key = JSON.stringify(plan);
    const known = this.#known.get(key);
    if (known) return this.work.made(letter, known, plan);
    this.#show({ progress: 0, ahead: 0, message: "" });
    try {
      let job = await api.make({ plan, only, of: only === null ? null : this.work.slot.version });
      const id = job.job;
      this.#job = id;
      if (wish !== this.#wish) return void api.cancel(id).catch(() => {});
      while (job.state !== "done") {
        if (job.state === "failed") throw new Error(job.message);
        if (job.state === "cancelled") return;
        if (job.state) await new Promise((resolve) => setTimeout(resolve, EVERY));
        job = await api.job(id);
        if (wish !== this.#wish) return;
        this.#show(job);
      }
      this.#known.set(key, job.version);
      this.work.made(letter, job.version, plan);
    } catch (error) {
      if (wish === this.#wish) this.dispatchEvent(new CustomEvent("refused", { detail: error.message }));
    } finally {
      if (wish === this.#wish) {
        this.#job = null;
        this.#show(null);
      }
    }
  }

  /** Cancels what is being made. */
  stop() {
    if (!this.state) return;
    this.#wish++;
    if (this.#job) api.cancel(this.#job).catch(() => {});
    this.#job = null;
    this.#show(null);
  }

  /** Forgets a version that the server has no longer. */
  lost(version) {
    for (const [plan, id] of this.#known) if (id === version) this.#known.delete(plan);
  }

  forgetAll() {
    this.stop();
    this.#known.clear();
  }

  #show(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
