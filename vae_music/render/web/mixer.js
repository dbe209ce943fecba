"use strict";
// The band of the page, for what a mixed recording cannot do: without some instruments, or with one alone. It plays the
// notes of a take with the samples of their instruments, shaped as the recording shapes them.
const mixer = {
  muted: new Set(), soloed: new Set(), // names of instruments, in all takes
  context: null, timer: 0, began: 0, from: 0, next: [], buffers: new Map(), sources: new Set(), gains: new Map(),
  rules() { return this.muted.size + this.soloed.size > 0; },
  sounds(name) { return this.soloed.size ? this.soloed.has(name) : !this.muted.has(name); },
  playing: false,
  now() { return this.playing ? Math.max(this.from, this.from + this.context.currentTime - this.began) : this.from; },
};
const AHEAD = 0.35, EVERY = 80, SILENCE_DB = 60; // seconds scheduled ahead, milliseconds between, what fades to nothing
const ROOM = { seconds: 1.2, decibels: -13, low: 200, high: 6000 };

const factor = (decibels) => 10 ** (decibels / 20);

// What all takes are played through: a small hall and a limiter.
mixer.open = function () {
  if (this.context) return this.context.resume();
  const context = (this.context = new AudioContext()), rate = context.sampleRate;
  const bytes = Uint8Array.from(atob(data.instruments.samples), (letter) => letter.charCodeAt(0));
  this.samples = new Int16Array(bytes.buffer);
  this.output = context.createGain();
  this.output.gain.value = factor(-1.7); // what the limiter adds by itself
  const limiter = context.createDynamicsCompressor();
  for (const [name, value] of Object.entries({ threshold: -3, knee: 0, ratio: 20, attack: 0.003, release: 0.1 }))
    limiter[name].value = value;
  const low = context.createBiquadFilter(), high = context.createBiquadFilter(), hall = context.createConvolver();
  low.type = "highpass";
  low.frequency.value = ROOM.low;
  high.type = "lowpass";
  high.frequency.value = ROOM.high;
  hall.normalize = false;
  hall.buffer = context.createBuffer(2, Math.round(ROOM.seconds * rate), rate);
  for (const side of [0, 1]) {
    const answer = hall.buffer.getChannelData(side);
    let energy = 0;
    for (let i = 0; i < answer.length; i++) {
      answer[i] = (Math.random() + Math.random() + Math.random() - 1.5) * factor((-60 * i) / answer.length);
      energy += answer[i] ** 2;
    }
    const scale = factor(ROOM.decibels) / Math.sqrt(energy);
    for (let i = 0; i < answer.length; i++) answer[i] *= scale;
  }
  this.output.connect(limiter).connect(context.destination);
  this.output.connect(low).connect(high).connect(hall).connect(limiter);
};

// The sample of a zone, at the context's own rate: its true one is part of how fast it is played.
mixer.buffer = function (zone) {
  if (!this.buffers.has(zone)) {
    const buffer = this.context.createBuffer(1, zone.length, this.context.sampleRate), to = buffer.getChannelData(0);
    for (let i = 0; i < zone.length; i++) to[i] = this.samples[zone.at + i] / 32768;
    this.buffers.set(zone, buffer);
  }
  return this.buffers.get(zone);
};

// The gains of an instrument's sides; those of one that is silent are 0, so that it can come in at once.
mixer.channel = function (track, zone) {
  const key = track.name + "/" + zone.pan + "/" + zone.cutoff;
  if (!this.gains.has(key)) {
    const context = this.context, entry = context.createBiquadFilter(), merger = context.createChannelMerger(2);
    const gain = context.createGain(), angle = (Math.PI / 2) * (zone.pan + 0.5);
    entry.type = "lowpass";
    entry.frequency.value = Math.min(zone.cutoff, context.sampleRate / 2);
    entry.Q.value = -3;
    [Math.min(1, 1 - track.seat) * Math.cos(angle), Math.min(1, 1 + track.seat) * Math.sin(angle)].forEach((share, side) => {
      const way = context.createGain();
      way.gain.value = share;
      entry.connect(way).connect(merger, 0, side);
    });
    merger.connect(gain).connect(this.output);
    gain.gain.value = this.sounds(track.name) ? 1 : 0;
    this.gains.set(key, { entry, gain, name: track.name });
  }
  return this.gains.get(key).entry;
};

mixer.mix = function () {
  if (!this.context) return;
  for (const { gain, name } of this.gains.values())
    gain.gain.setTargetAtTime(this.sounds(name) ? 1 : 0, this.context.currentTime, 0.01); // without a click
};

// Seconds from a note to the next one that ends it, as a closed hi-hat ends an open one.
function choked(track, index, zone, zones) {
  if (!zone.choke) return Infinity;
  const onset = track.notes[index];
  for (let i = index + 4; i < track.notes.length && track.notes[i] < onset + 8000; i += 4) {
    const pitch = track.keys ? track.keys[i / 4] : track.notes[i + 2];
    if (track.notes[i] > onset && zones.some((other) => other.choke === zone.choke && holds(other, pitch)))
      return (track.notes[i] - onset) / 1000;
  }
  return Infinity;
}

const holds = (zone, pitch) => pitch >= zone.keys[0] && pitch <= zone.keys[1];

// One note by each of the zones that have it: attack, hold, decibels straight down, and again from where it is let go.
mixer.note = function (track, index, at, skipped) {
  const [onset, length, row, velocity] = track.notes.slice(index, index + 4);
  const pitch = track.keys ? track.keys[index / 4] : row, zones = data.instruments.zones[track.instrument] || [];
  for (const zone of zones) {
    if (!holds(zone, pitch) || velocity < zone.velocities[0] || velocity > zone.velocities[1]) continue;
    const context = this.context, source = context.createBufferSource(), gain = context.createGain();
    const end = choked(track, index, zone, zones), release = Math.min(zone.release, end < length / 1000 ? 0.15 : Infinity);
    const held = Math.max(0.01, Math.min(length / 1000, end, 30) - skipped);
    const peak = zone.gain * (velocity / 127) ** 2 * takes[heard].gain;
    const hold = zone.attack + zone.hold * 2 ** ((60 - pitch) * zone.hold_by_key);
    const decay = zone.decay * 2 ** ((60 - pitch) * zone.decay_by_key), fallen = hold + (decay * zone.sustain) / 100;
    const level = (time) =>
      time < zone.attack ? (peak * time) / zone.attack : peak * factor((-100 * Math.max(0, Math.min(time, fallen) - hold)) / decay);
    source.buffer = this.buffer(zone);
    source.playbackRate.value =
      (zone.rate / context.sampleRate) * 2 ** (((pitch - zone.root) * zone.scale + zone.tuning) / 12);
    if (zone.loop) {
      source.loop = true;
      [source.loopStart, source.loopEnd] = zone.loop.map((frame) => frame / context.sampleRate);
    }
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(level(Math.min(zone.attack, held)), at + Math.min(zone.attack, held));
    if (held > hold) {
      gain.gain.setValueAtTime(peak, at + hold);
      gain.gain.exponentialRampToValueAtTime(Math.max(level(held), 1e-6), at + Math.min(held, fallen));
    }
    const last = Math.max(level(held), 1e-6), gone = (release * SILENCE_DB) / 100;
    gain.gain.setValueAtTime(last, at + held);
    gain.gain.exponentialRampToValueAtTime(Math.max(last * factor(-SILENCE_DB), 1e-7), at + held + gone);
    source.connect(gain).connect(this.channel(track, zone));
    source.start(at);
    source.stop(at + held + gone);
    source.onended = () => { this.sources.delete(source); gain.disconnect(); };
    this.sources.add(source);
  }
};

// Schedules what is about to sound; a note that has begun already is heard from where it is.
mixer.pulse = function () {
  const at = this.now(), until = at + AHEAD;
  takes[heard].tracks.forEach((track, number) => {
    const notes = track.notes;
    let i = this.next[number];
    for (; i < notes.length && notes[i] / 1000 < until; i += 4) {
      const onset = notes[i] / 1000, skipped = Math.max(0, at - onset);
      if (skipped && (track.drums || skipped >= notes[i + 1] / 1000)) continue;
      this.note(track, i, this.began + Math.max(onset, at) - this.from, skipped);
    }
    this.next[number] = i;
  });
  if (at >= data.seconds) { this.stop(); state(); draw(); }
};

mixer.start = function () {
  this.open();
  this.next = takes[heard].tracks.map(() => 0);
  this.began = this.context.currentTime + 0.05;
  this.playing = true;
  this.pulse();
  this.timer = setInterval(() => this.pulse(), EVERY);
};

mixer.stop = function () {
  this.from = Math.min(this.now(), data.seconds);
  this.playing = false;
  clearInterval(this.timer);
  for (const source of this.sources) source.stop();
  this.sources.clear();
};

mixer.seek = function (seconds) {
  const goesOn = this.playing;
  if (goesOn) this.stop();
  this.from = seconds;
  if (goesOn) this.start();
};
