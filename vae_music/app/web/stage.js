// What is seen and heard of two takes at one playhead: the song as it was, and the version that is worked on.
import { $ } from "./dom.js";
import { SILENCE } from "./player.js";
import { drawOverview, drawRoll, frameOf, secondAt } from "./rolls.js";
import { forgetTakes, soundingAt, takeOf } from "./takes.js";

export class Stage extends EventTarget {
  #asked = 0;

  constructor(work, player, synth, mixer) {
    super();
    Object.assign(this, { work, player, synth, mixer });
    for (const [id, what] of [["before", () => "song"], ["after", () => work.active]]) {
      const card = $(id);
      card.querySelector(".listen").addEventListener("click", () => work.hear(what()));
      card.querySelector("canvas").addEventListener("click", ({ target, clientX }) => {
        const place = secondAt(target, clientX, player.now, this.seconds);
        work.hear(what());
        player.seek(place);
      });
    }
    player.addEventListener("change", () => {
      this.draw();
      this.#tick();
    });
  }

  get seconds() {
    return Math.max(this.before?.seconds ?? 0.1, this.after?.seconds ?? 0);
  }

  /** Forgets all takes and instruments, for another song comes. */
  clear() {
    this.#asked++;
    this.before = this.after = null;
    this.player.take = SILENCE;
    this.player.seek(0);
    forgetTakes();
    this.synth.clear();
  }

  /** Fetches what the work now shows, and goes over to what it lets hear. */
  async refresh() {
    const asked = ++this.#asked, { version } = this.work.slot;
    let takes;
    try {
      takes = await Promise.all([takeOf(null), version ? takeOf(version) : null]);
    } catch (error) {
      if (error.status !== 404 || !version) throw error;
      this.dispatchEvent(new CustomEvent("lost", { detail: version }));
      return;
    }
    if (asked !== this.#asked) return;
    [this.before, this.after] = takes;
    this.work.before = this.before;
    for (const take of takes.filter(Boolean))
      for (const track of take.tracks) this.synth.add(track.key, track.program, track.drums);
    this.synth.mix();
    this.frame = frameOf(takes.filter(Boolean));
    const heard = this.work.heard === "song" ? this.before : this.after ?? this.before;
    $("after").classList.toggle("absent", !this.after);
    if (this.player.take !== heard) this.player.change(heard);
    this.show();
  }

  /** What is said of both takes. */
  show() {
    const { work, before, after } = this, heardBefore = this.player.take === before;
    $("after-title").textContent = `After: version ${work.active}`;
    $("before-title").textContent = "Before: your song";
    for (const [id, take, heard] of [["before", before, heardBefore], ["after", after, !heardBefore]]) {
      const card = $(id), button = card.querySelector(".listen");
      card.classList.toggle("heard", heard);
      button.setAttribute("aria-pressed", String(heard));
      button.disabled = !take;
      button.setAttribute("aria-label", `Listen to ${id === "before" ? "your song" : `version ${work.active}`}`);
      card.querySelector(".count").textContent = take ? `${take.count.toLocaleString("en")} notes` : "choose a style above, and it is here";
      const names = take?.tracks.map((track) => track.name).join(", ");
      card.querySelector("canvas").setAttribute("aria-label", take ? `Piano roll ${id}: ${take.count.toLocaleString("en")} notes by ${names}` : "No version yet");
    }
    this.mixer.draw(this.player.take);
    this.draw();
  }

  draw() {
    const { before, after, player, seconds } = this;
    if (!before || $("studio").hidden) return;
    const at = player.now, heard = player.take;
    for (const [id, take] of [["before", before], ["after", after]]) {
      if (!take) continue;
      const card = $(id), looks = { at, seconds, loop: player.loop, heard: take === heard, playing: player.playing };
      drawRoll(card.querySelector("canvas"), take, this.frame, { ...looks, sounds: (key) => this.synth.sounds(key) });
      const sounding = soundingAt(take, at);
      const names = sounding.map((track) => track.name).join(", ");
      card.querySelector(".sounding").textContent = `At this place: ${names || "silence"}`;
      if (take === heard) this.mixer.light(player.playing ? sounding : []);
    }
    const key = heard;
    if (this.overview !== key || this.width !== innerWidth) drawOverview($("overview"), heard, this.frame, heard.seconds);
    Object.assign(this, { overview: key, width: innerWidth });
    $("lane-head").style.left = `${(100 * this.#barPlace(at)).toFixed(3)}%`;
  }

  // The place of a second on the strip, on which all bars are of one width, 0 to 1.
  #barPlace(second) {
    const { bars } = this.before, last = bars.length - 1;
    const index = Math.min(Math.max(bars.findLastIndex((start) => start <= second), 0), last - 1);
    return Math.min(1, (index + (second - bars[index]) / (bars[index + 1] - bars[index])) / last);
  }

  #tick() {
    if (!this.player.playing || this.ticking) return;
    this.ticking = true;
    requestAnimationFrame(() => {
      this.ticking = false;
      if (!this.player.playing) return;
      this.draw();
      this.dispatchEvent(new Event("tick"));
      this.#tick();
    });
  }
}
