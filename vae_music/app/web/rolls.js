// Piano rolls: a window of the song that moves with the playhead, the same for before and after.
import { colour, sheet } from "./dom.js";
import { inkOf } from "./takes.js";

const GUTTER = 46, HEAD = 16; // pixels left of a roll, for the octaves, and above it, for the bars
const PIXELS_A_SECOND = 65;
const BLACK = [1, 3, 6, 8, 10];
const LANE = 1.4, GAP = 1.5; // height of a drum lane, and of what is above them, in rows of a pitch
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** What both rolls share: the range of pitches and the drum keys in use. */
export function frameOf(takes) {
  const keys = takes.flatMap((take) => take.tracks.filter((track) => track.drums).flatMap((track) => track.notes.map((note) => note[2])));
  const lanes = [...new Set(keys)].sort((a, b) => a - b);
  return { low: Math.min(...takes.map((take) => take.low)) - 1, high: Math.max(...takes.map((take) => take.high)) + 1, lanes };
}

/** Seconds at the left edge of a roll and seconds across. */
export function viewOf(width, at, seconds) {
  const across = Math.min(seconds, Math.max(5, (width - GUTTER) / PIXELS_A_SECOND));
  const left = still.matches ? Math.floor(at / across) * across : at - across * 0.3;
  return [Math.min(Math.max(left, 0), Math.max(0, seconds - across)), across];
}

/** The second of a song at a place of a roll. */
export function secondAt(canvas, clientX, at, seconds) {
  const box = canvas.getBoundingClientRect(), [left, across] = viewOf(box.width, at, seconds);
  return left + (Math.max(0, clientX - box.left - GUTTER) / (box.width - GUTTER)) * across;
}

/** Draws a roll. Args: heard: whether this is what sounds; sounds: whether a track is not silenced. */
export function drawRoll(canvas, take, frame, { at, seconds, loop, heard, playing, sounds }) {
  const { g, width, height } = sheet(canvas), [left, across] = viewOf(width, at, seconds), right = left + across;
  const rows = frame.high - frame.low + 1, lanes = frame.lanes.length;
  const row = (height - HEAD - 3) / (rows + (lanes ? lanes * LANE + GAP : 0)), floor = HEAD + (rows + GAP) * row;
  const x = (second) => GUTTER + ((second - left) / across) * (width - GUTTER);
  const y = (pitch) => HEAD + (frame.high - pitch) * row;
  g.font = "10px system-ui, sans-serif";
  g.textBaseline = "middle";
  drawPaper();
  g.save();
  g.beginPath();
  g.rect(GUTTER, 0, width - GUTTER, height);
  g.clip();
  if (loop) {
    g.fillStyle = colour("--loop");
    g.fillRect(x(loop.start), 0, x(loop.end) - x(loop.start), height);
  }
  for (const track of take.tracks) drawTrack(track);
  g.globalAlpha = 1;
  g.restore();
  drawNames();
  g.fillStyle = colour("--cursor");
  g.globalAlpha = heard ? 1 : 0.45;
  g.fillRect(x(at) - 1, 0, 2, height);
  g.globalAlpha = 1;

  function drawPaper() {
    g.fillStyle = colour("--keys");
    for (let pitch = frame.low; pitch <= frame.high; pitch++)
      if (BLACK.includes(pitch % 12)) g.fillRect(GUTTER, y(pitch), width - GUTTER, row);
    take.bars.forEach((second, index) => {
      if (second < left - 0.01 || second > right + 0.01) return;
      g.fillStyle = colour(index % 4 ? "--rule" : "--rule-strong");
      g.fillRect(x(second), HEAD, 1, height);
      if (index === take.bars.length - 1) return;
      g.fillStyle = colour("--faint");
      g.fillText(String(index + 1), x(second) + 2, 7);
    });
  }

  function drawTrack(track) {
    g.fillStyle = inkOf(track);
    const audible = sounds(track.key);
    for (const [onset, duration, pitch, velocity] of track.notes) {
      const end = onset + duration;
      if (onset > right) break;
      if (end < left) continue;
      const lit = heard && playing && audible && at >= onset && at < end, grow = lit ? 1 : 0;
      g.globalAlpha = lit ? 1 : (audible ? 1 : 0.2) * (0.4 + (0.5 * velocity) / 127);
      const top = track.drums ? floor + (lanes - 1 - frame.lanes.indexOf(pitch)) * LANE * row : y(pitch);
      const across = track.drums ? Math.max(3, Math.min(row, 6)) : Math.max(2, x(end) - x(onset) - 1);
      const tall = Math.max(2, row * (track.drums ? 1.1 : 0.9));
      g.beginPath();
      g.roundRect(x(onset), top - grow, across, tall + 2 * grow, Math.min(2.5, row / 2));
      g.fill();
    }
  }

  function drawNames() {
    g.fillStyle = colour("--sheet");
    g.fillRect(0, 0, GUTTER - 1, height);
    g.fillStyle = colour("--faint");
    for (let pitch = Math.ceil(frame.low / 12) * 12; pitch <= frame.high; pitch += 12)
      g.fillText(`C${pitch / 12 - 1}`, 8, y(pitch) + row / 2);
    if (lanes) g.fillText("drums", 8, floor + lanes * (LANE / 2) * row);
  }
}

/** Draws a whole song in a strip. */
export function drawOverview(canvas, take, frame, seconds) {
  const { g, width, height } = sheet(canvas), scale = width / seconds;
  g.globalAlpha = 0.55;
  for (const track of take.tracks) {
    if (track.drums) continue;
    g.fillStyle = inkOf(track);
    for (const [onset, duration, pitch] of track.notes) {
      const top = ((frame.high - pitch) / (frame.high - frame.low + 1)) * (height - 4) + 2;
      g.fillRect(onset * scale, top, Math.max(1, duration * scale), 2);
    }
  }
  g.globalAlpha = 1;
}
