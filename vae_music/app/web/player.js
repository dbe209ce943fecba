// Playing: what is due is sent to the synthesizer a moment ahead. Takes are changed, looped and slowed on the way.
const AHEAD = 0.18; // seconds of sound that are sent ahead
const EVERY = 30; // milliseconds between two looks at what is due
const WORTH_CATCHING = 0.15; // seconds that a note must still have for it to be struck late

/** The take of no song. */
export const SILENCE = { tracks: [], seconds: 0.1, bars: [0, 0.1] };

export class Player extends EventTarget {
  /** The take that is heard: {tracks: [{key, drums, notes: [[onset, duration, pitch, velocity]]}], bars, seconds}. */
  take = SILENCE;
  loop = null; // {start, end} in seconds
  rate = 1;
  playing = false;
  #place = 0;
  #spans = []; // pieces of the way: {at: seconds of the context, from: seconds of the song, rate}
  #next = []; // index of the next note of each track
  #held = []; // {key, pitch, end: seconds of the song}
  #timer = 0;

  constructor(synth) {
    super();
    this.synth = synth;
  }

  /** Seconds of the song that are heard now. */
  get now() {
    if (!this.playing) return this.#place;
    const time = this.synth.context.currentTime;
    const span = this.#spans.findLast((one) => one.at <= time) ?? this.#spans[0];
    return Math.min(span.from + Math.max(0, time - span.at) * span.rate, this.take.seconds);
  }

  async play() {
    if (this.playing || !this.synth.ready) return;
    await this.synth.context.resume();
    if (this.playing) return;
    if (this.#place >= this.take.seconds - 0.05) this.#place = 0;
    this.playing = true;
    this.#start(this.#place);
    this.#timer = setInterval(() => this.#pulse(), EVERY);
    this.#tell();
  }

  pause() {
    if (!this.playing) return;
    this.#place = this.now;
    this.playing = false;
    clearInterval(this.#timer);
    this.synth.synth.stopAll();
    this.#held = [];
    this.#tell();
  }

  toggle() {
    return this.playing ? this.pause() : this.play();
  }

  seek(seconds) {
    const place = Math.min(Math.max(seconds, 0), this.take.seconds);
    if (this.playing) {
      this.synth.synth.stopAll();
      this.#held = [];
      this.#start(place);
    } else this.#place = place;
    this.#tell();
  }

  /** Goes over to another take where the song is. What was sent ahead still sounds, so there is no hole. */
  change(take) {
    const span = this.#spans.at(-1);
    this.take = take;
    if (this.playing) {
      this.#release(this.#sentTo);
      this.#point(span.from + (this.#sentTo - span.at) * span.rate, this.#sentTo, true);
    } else this.#place = Math.min(this.#place, take.seconds);
    this.#tell();
  }

  /** Plays faster or slower; the pitch stays. */
  setRate(rate) {
    if (this.playing) {
      const span = this.#spans.at(-1);
      this.#spans.push({ at: this.#sentTo, from: span.from + (this.#sentTo - span.at) * span.rate, rate });
    }
    this.rate = rate;
  }

  setLoop(loop) {
    this.loop = loop;
    if (loop && (this.now < loop.start || this.now >= loop.end)) this.seek(loop.start);
    this.#tell();
  }

  #sentTo = 0; // seconds of the context

  #start(place) {
    this.#sentTo = this.synth.context.currentTime + 0.03;
    this.#spans = [{ at: this.#sentTo, from: place, rate: this.rate }];
    this.#point(place, this.#sentTo, true);
    this.#pulse();
  }

  // Finds the next notes after a place, and strikes those that sound there already.
  #point(place, at, strike) {
    this.#next = this.take.tracks.map((track) => {
      const index = track.notes.findIndex((note) => note[0] >= place - 1e-6);
      const next = index < 0 ? track.notes.length : index;
      if (strike && !track.drums)
        for (const [onset, duration, pitch, velocity] of track.notes.slice(Math.max(0, next - 64), next))
          if (onset + duration - place > WORTH_CATCHING) this.#strike(track.key, pitch, velocity, at, onset + duration);
      return next;
    });
  }

  #strike(key, pitch, velocity, at, end) {
    const again = this.#held.findIndex((note) => note.key === key && note.pitch === pitch);
    if (again >= 0) {
      this.synth.off(key, pitch, at - 0.002);
      this.#held.splice(again, 1);
    }
    this.synth.on(key, pitch, velocity, at);
    this.#held.push({ key, pitch, end });
  }

  #release(at) {
    for (const { key, pitch } of this.#held) this.synth.off(key, pitch, at);
    this.#held = [];
  }

  #pulse() {
    const until = this.synth.context.currentTime + AHEAD;
    while (this.playing && this.#sentTo < until) {
      const span = this.#spans.at(-1), place = span.from + (this.#sentTo - span.at) * span.rate;
      const stop = this.loop && place < this.loop.end ? this.loop.end : this.take.seconds;
      const end = Math.min(place + (until - this.#sentTo) * span.rate, stop);
      this.#send(span, end);
      this.#sentTo = Math.max(this.#sentTo, span.at + (end - span.from) / span.rate);
      if (end < stop) break;
      if (stop === this.loop?.end) this.#again(this.loop.start);
      else return this.#finish();
    }
    const heard = this.#spans.findLastIndex((one) => one.at <= this.synth.context.currentTime);
    if (heard > 0) this.#spans.splice(0, heard);
  }

  #again(place) {
    this.#release(this.#sentTo);
    this.#spans.push({ at: this.#sentTo, from: place, rate: this.rate });
    this.#point(place, this.#sentTo, true);
  }

  // Sends what begins or ends before a place of the song.
  #send(span, end) {
    const when = (place) => span.at + (place - span.from) / span.rate;
    this.take.tracks.forEach((track, number) => {
      for (; this.#next[number] < track.notes.length; this.#next[number]++) {
        const [onset, duration, pitch, velocity] = track.notes[this.#next[number]];
        if (onset >= end) break;
        this.#strike(track.key, pitch, velocity, when(onset), onset + duration);
      }
    });
    this.#held = this.#held.filter(({ key, pitch, end: over }) => {
      if (over > end) return true;
      this.synth.off(key, pitch, when(over));
      return false;
    });
  }

  // The song is over: it goes back to its beginning when the last sound has been heard.
  #finish() {
    if (this.synth.context.currentTime < this.#sentTo) return;
    this.pause();
    this.#place = 0;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
