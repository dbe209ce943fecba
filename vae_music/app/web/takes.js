// Takes: the song as it was and its versions, as notes to be drawn and played.
import { api } from "./api.js";
import { colour } from "./dom.js";

const COLOURS = 12;
const programs = new Map(); // an instrument keeps its colour in all takes
const takes = new Map(); // by id; the song as it was is ""

/** The colour of a track. */
export const inkOf = (track) => colour(track.drums ? "--drums" : `--instrument-${track.hue}`);

/** Forgets all takes, for another song comes. */
export function forgetTakes() {
  takes.clear();
  programs.clear();
}

/** The take of a version, or of the song as it was: {id, seconds, bars, tracks, low, high, count}. */
export function takeOf(id) {
  const key = id ?? "";
  if (!takes.has(key)) {
    const coming = api.notes(id).then((notes) => readTake(id, notes));
    coming.catch(() => takes.delete(key));
    takes.set(key, coming);
  }
  return takes.get(key);
}

function readTake(id, { tracks, bars, seconds }) {
  const times = new Map(), played = tracks.filter((track) => track.notes.length);
  const read = played.map(({ instrument, program, is_drum: drums, notes }) => {
    const kind = instrument ?? (drums ? "Drums" : `Instrument ${program + 1}`);
    times.set(kind, (times.get(kind) ?? 0) + 1);
    const name = times.get(kind) > 1 ? `${kind} ${times.get(kind)}` : kind;
    if (!drums && !programs.has(program)) programs.set(program, programs.size % COLOURS);
    return { key: name, name, program, drums, hue: programs.get(program), notes: notes.sort((a, b) => a[0] - b[0]) };
  });
  const pitches = read.filter((track) => !track.drums).flatMap((track) => track.notes.map((note) => note[2]));
  const [low, high] = pitches.reduce(([least, most], p) => [Math.min(least, p), Math.max(most, p)], [127, 0]);
  const count = read.reduce((sum, track) => sum + track.notes.length, 0);
  return { id, seconds: Math.max(seconds, 0.1), bars, tracks: read, count, low: Math.min(low, high), high };
}

/** The bar, counted from 1, that sounds at some second. */
export function barAt(take, seconds) {
  const next = take.bars.findIndex((start) => start > seconds + 0.005);
  return Math.max(1, next < 0 ? take.bars.length - 1 : next);
}

/** The tracks that sound at some second. */
export const soundingAt = (take, seconds) =>
  take.tracks.filter((track) => track.notes.some(([onset, duration]) => onset <= seconds && seconds < onset + Math.max(duration, 0.12)));
