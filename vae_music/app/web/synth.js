// The synthesizer: one channel for each instrument that sounds, with its switches and its volume.
import { api } from "./api.js";
import { WorkletSynthesizer } from "./spessasynth.js";

const DRUM_CHANNEL = 9;
const CHANNELS = 64; // of which MIDI has 16; if a song has more instruments, some share one
const BEFORE_ANY_SOUND = { muted: false, solo: false, volume: 1 };

export class Synth {
  /** Instruments by key, as `key` names them: {channel, program, drums, muted, solo, volume}. */
  instruments = new Map();
  #free = 0; // the next channel that no instrument has

  /** Loads the worklet and the soundfont; the context stays suspended until the first gesture. */
  async open() {
    this.context = new AudioContext({ latencyHint: "interactive" });
    const [font] = await Promise.all([
      api.soundfont(),
      this.context.audioWorklet.addModule("/web/spessasynth_processor.js"),
    ]);
    this.synth = new WorkletSynthesizer(this.context);
    this.synth.setLogLevel(false, false, false);
    await this.synth.soundBankManager.addSoundBank(font, "main");
    await this.synth.isReady;
    for (let channel = 16; channel < CHANNELS; channel++) this.synth.addNewChannel();
    this.synth.reset(); // gives the new channels their volume
    this.analyser = this.context.createAnalyser();
    const limiter = new DynamicsCompressorNode(this.context, { threshold: -4, knee: 0, ratio: 20, attack: 0.003, release: 0.1 });
    this.synth.connect(limiter).connect(this.analyser).connect(this.context.destination);
    for (const instrument of this.instruments.values()) this.#set(instrument);
    this.mix();
    return this;
  }

  get ready() {
    return Boolean(this.analyser);
  }

  /** Gives an instrument its channel, once. */
  add(key, program, drums) {
    if (this.instruments.has(key)) return;
    if (this.#free % CHANNELS === DRUM_CHANNEL) this.#free++;
    const channel = drums && program === 0 ? DRUM_CHANNEL : this.#free++ % CHANNELS;
    const instrument = { channel, program, drums, ...BEFORE_ANY_SOUND };
    this.instruments.set(key, instrument);
    if (this.ready) this.#set(instrument);
  }

  /** Forgets all instruments, for another song comes. */
  clear() {
    this.instruments.clear();
    this.#free = 0;
  }

  #set({ channel, program, drums }) {
    this.synth.midiChannels[channel].setDrums(drums);
    this.synth.programChange(channel, program);
  }

  on(key, pitch, velocity, time) {
    this.synth.noteOn(this.instruments.get(key).channel, pitch, velocity, { time });
  }

  off(key, pitch, time) {
    this.synth.noteOff(this.instruments.get(key).channel, pitch, { time });
  }

  /** Whether an instrument can be heard: the switches of all others have a say in it. */
  sounds(key) {
    const soloed = [...this.instruments.values()].some((other) => other.solo);
    const instrument = this.instruments.get(key);
    return soloed ? instrument.solo : !instrument.muted;
  }

  /** Brings switches and volumes to the channels; notes that sound obey at once. */
  mix() {
    if (!this.ready) return;
    for (const [key, { channel, volume }] of this.instruments)
      this.synth.midiChannels[channel].setSystemParameter("gain", this.sounds(key) ? volume : 0);
  }

  /** The loudest of the last frames, 0 to 1. */
  level() {
    if (!this.ready) return 0;
    const frames = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(frames);
    return frames.reduce((most, frame) => Math.max(most, Math.abs(frame)), 0);
  }
}
