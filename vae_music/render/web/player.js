"use strict";
// One clock for all takes of a song: take 0 is the song as it was, the others are what became of it.
const data = JSON.parse(document.getElementById("data").textContent);
const takes = data.takes;
const $ = (id) => document.getElementById(id);
const audio = takes.map((_, index) => $("audio-" + index));
const strength = $("strength");
const motion = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const GUTTER = 46, HEAD = 16; // pixels left of a roll, for the octaves, and above it, for the bars
let chosen = data.start; // the take that the lower roll shows
let heard = data.start;

document.documentElement.classList.add("js");

const now = () => (mixer.rules() ? mixer.now() : audio[heard].currentTime);
const playing = () => (mixer.rules() ? mixer.playing : !audio[heard].paused);
const clock = (seconds) => Math.floor(seconds / 60) + ":" + String(Math.floor(seconds % 60)).padStart(2, "0");

function play() {
  if (mixer.rules()) {
    mixer.start();
    state();
    requestAnimationFrame(tick);
  } else audio[heard].play().catch((error) => { $("status").textContent = "The sound cannot be played: " + error.message; });
}

function pause() {
  if (mixer.rules()) {
    mixer.stop();
    state();
  } else audio[heard].pause();
}

function seek(seconds) {
  const place = Math.min(Math.max(seconds, 0), data.seconds);
  if (mixer.rules()) mixer.seek(place);
  else audio[heard].currentTime = place;
  draw();
}

// Change what is heard, and go on from the very place where it is.
function change(what) {
  const wasPlaying = playing(), at = now();
  pause();
  what();
  seek(at);
  if (wasPlaying) play();
  show();
}

function hear(index) {
  if (index !== heard) change(() => { heard = index; });
}

// Mute an instrument or hear it alone; a second press takes that back.
function toggleIn(set, name) {
  const flip = () => { if (!set.delete(name)) set.add(name); };
  const goesOn = mixer.muted.size + mixer.soloed.size + (set.has(name) ? -1 : 1) > 0;
  if (mixer.rules() && goesOn) {
    flip();
    show();
  } else change(flip);
  mixer.mix();
}

function choose(index) {
  chosen = index;
  hear(index);
  show();
}

function toggle() {
  if (playing()) pause();
  else {
    if (now() >= data.seconds - 0.05) seek(0);
    play();
  }
}

// What the page says of the take that is chosen and of the one that is heard.
function show() {
  const take = takes[chosen];
  for (const [id, index] of [["before", 0], ["after", chosen]]) {
    const card = $(id);
    if (!card) continue;
    card.classList.toggle("heard", heard === index);
    const button = card.querySelector(".listen");
    button.setAttribute("aria-pressed", String(heard === index));
    button.querySelector("span").textContent = heard === index ? "Listening" : "Listen";
    legend(card.querySelector(".legend"), takes[index]);
    card.querySelector("canvas").setAttribute("aria-label", takes[index].alt);
    card.querySelector(".count").textContent = takes[index].count;
  }
  if (strength) {
    strength.value = String(chosen - 1);
    strength.setAttribute("aria-valuetext", "strength " + take.strength);
    $("strength-value").textContent = take.strength;
  }
  styles(take);
  countChanges(take);
  $("status").textContent = (playing() ? "Playing " : "Chosen ") + takes[heard].label;
  measure();
  draw();
}

// The instruments of a take, each with its switches. They are made once a take, so that the focus stays where it is.
function legend(list, take) {
  if (list.take !== take) {
    const tracks = take.tracks.filter((track, i, all) => all.findIndex((other) => other.name === track.name) === i);
    list.take = take;
    list.replaceChildren(...tracks.map((track) => {
      const item = document.createElement("li"), dot = document.createElement("i");
      dot.style.background = track.drums ? "var(--drums)" : track.colour;
      item.append(dot, track.name, ...[["Mute", mixer.muted], ["Solo", mixer.soloed]].map(([does, set]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = does.toLowerCase();
        button.textContent = does[0];
        button.title = does;
        button.setAttribute("aria-label", does + " " + track.name);
        button.addEventListener("click", () => toggleIn(set, track.name));
        button.isOn = () => set.has(track.name);
        return button;
      }));
      return item;
    }));
  }
  for (const button of list.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.isOn()));
}

function bar(id, share, text) {
  $(id).style.width = (100 * share).toFixed(1) + "%";
  if (text !== undefined) $(id + "-text").textContent = text;
}

function styles(take) {
  for (const [name, shares] of [["before", takes[0].styles], ["after", take.styles]]) {
    (shares || []).forEach((share, index) => {
      if ($(name + "-style-" + index)) bar(name + "-style-" + index, share, Math.round(100 * share) + "%");
    });
  }
}

function countChanges(take) {
  if (!take.changes) return;
  const whole = Math.max(1, Object.values(take.changes).reduce((sum, count) => sum + count, 0));
  for (const [name, count] of Object.entries(take.changes)) {
    bar("share-" + name, count / whole);
    $("count-" + name).textContent = count.toLocaleString("en");
  }
  $("share").setAttribute("aria-label", take.changesAlt);
}

// ---- drawing

const colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["sheet", "keys", "rule", "ruleStrong", "ink", "faint", "cursor", "drums", "loop"])
    colours[name] = style.getPropertyValue("--" + name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase())).trim();
}

// What the drum lanes take of a roll's height, in rows of a pitch.
const drumRows = () => (data.lanes ? data.lanes * 1.4 + 1.5 : 0);

function fit(canvas) {
  if (canvas.closest(".roll")) {
    const rows = data.high - data.low + 1 + drumRows(), most = innerWidth < 740 ? 250 : 380;
    canvas.style.height = Math.round(Math.min(Math.max(rows * 5.5, 180), most)) + HEAD + "px";
  }
  const ratio = Math.min(devicePixelRatio || 1, 2), box = canvas.getBoundingClientRect();
  canvas.width = Math.max(1, Math.round(box.width * ratio));
  canvas.height = Math.max(1, Math.round(box.height * ratio));
  canvas.ratio = ratio;
}

function measure() {
  readColours();
  document.querySelectorAll("canvas").forEach(fit);
  overview();
}

// Seconds at the left edge and seconds across, for a roll of some width.
function view(width) {
  const across = Math.min(data.seconds, Math.max(6, (width - GUTTER) / data.pixelsPerSecond)), at = now();
  const last = Math.max(0, data.seconds - across);
  const left = motion.matches ? Math.floor(at / across) * across : at - across * 0.3;
  return [Math.min(Math.max(left, 0), last), across];
}

function roll(canvas, take, audible) {
  const g = canvas.getContext("2d"), width = canvas.width / canvas.ratio, height = canvas.height / canvas.ratio;
  const [left, across] = view(width), right = left + across, at = now();
  const rows = data.high - data.low + 1, lanes = data.lanes;
  const row = (height - HEAD - 3) / (rows + drumRows()), floor = HEAD + (rows + 1.5) * row;
  const x = (seconds) => GUTTER + ((seconds - left) / across) * (width - GUTTER);
  const y = (pitch) => HEAD + (data.high - pitch) * row;
  g.setTransform(canvas.ratio, 0, 0, canvas.ratio, 0, 0);
  g.fillStyle = colours.sheet;
  g.fillRect(0, 0, width, height);
  g.fillStyle = colours.keys;
  for (let pitch = data.low; pitch <= data.high; pitch++)
    if ([1, 3, 6, 8, 10].includes(pitch % 12)) g.fillRect(GUTTER, y(pitch), width - GUTTER, row);
  g.textBaseline = "middle";
  g.font = "10px system-ui, sans-serif";
  take.bars.forEach((seconds, index) => {
    if (seconds < left - 0.01 || seconds > right + 0.01) return;
    g.fillStyle = index % 4 ? colours.rule : colours.ruleStrong;
    g.fillRect(x(seconds), HEAD, 1, height);
    if (index < take.bars.length - 1) {
      g.fillStyle = colours.faint;
      g.fillText(String(index + 1), x(seconds) + 2, 7);
    }
  });
  g.save();
  g.beginPath();
  g.rect(GUTTER, 0, width - GUTTER, height);
  g.clip();
  if (loop) {
    g.fillStyle = colours.loop;
    g.fillRect(x(loop.start), 0, x(loop.end) - x(loop.start), height);
  }
  for (const track of take.tracks) {
    g.fillStyle = track.drums ? colours.drums : track.colour;
    const notes = track.notes, audibly = audible && mixer.sounds(track.name), pale = mixer.sounds(track.name) ? 1 : 0.2;
    for (let i = 0; i < notes.length; i += 4) {
      const start = notes[i] / 1000, end = start + notes[i + 1] / 1000;
      if (start > right) break;
      if (end < left) continue;
      const lit = audibly && at >= start && at < end && playing();
      g.globalAlpha = lit ? 1 : pale * (0.4 + (0.5 * notes[i + 3]) / 127);
      const w = track.drums ? Math.max(3, row) : Math.max(2, x(end) - x(start) - 1);
      const top = track.drums ? floor + (data.lanes - 1 - notes[i + 2]) * 1.4 * row : y(notes[i + 2]);
      const grow = lit ? 1 : 0;
      g.beginPath();
      g.roundRect(x(start), top - grow, w, Math.max(2, row * (track.drums ? 1.1 : 0.9)) + 2 * grow, Math.min(2.5, row / 2));
      g.fill();
    }
  }
  g.globalAlpha = 1;
  g.restore();
  g.fillStyle = colours.sheet;
  g.fillRect(0, 0, GUTTER - 1, height);
  g.fillStyle = colours.faint;
  for (let pitch = Math.ceil(data.low / 12) * 12; pitch <= data.high; pitch += 12)
    g.fillText("C" + (pitch / 12 - 1), 8, y(pitch) + row / 2);
  if (lanes) g.fillText("drums", 8, floor + lanes * 0.7 * row);
  g.fillStyle = colours.cursor;
  g.globalAlpha = audible ? 1 : 0.45;
  g.fillRect(x(at) - 1, 0, 2, height);
  g.globalAlpha = 1;
}

// The whole song in a strip: drawn once a take, the cursor by an element above it.
function overview() {
  const canvas = $("overview"), g = canvas.getContext("2d"), width = canvas.width / canvas.ratio;
  const height = canvas.height / canvas.ratio, scale = width / data.seconds;
  g.setTransform(canvas.ratio, 0, 0, canvas.ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  for (const track of takes[heard].tracks) {
    if (track.drums) continue;
    g.fillStyle = track.colour;
    g.globalAlpha = 0.55;
    for (let i = 0; i < track.notes.length; i += 4) {
      const top = ((data.high - track.notes[i + 2]) / (data.high - data.low + 1)) * (height - 4) + 2;
      g.fillRect((track.notes[i] / 1000) * scale, top, Math.max(1, (track.notes[i + 1] / 1000) * scale), 2);
    }
  }
  g.globalAlpha = 1;
}

function draw() {
  const at = now();
  if ($("before")) roll($("before").querySelector("canvas"), takes[0], heard === 0);
  if ($("after")) roll($("after").querySelector("canvas"), takes[chosen], heard === chosen);
  $("time").textContent = clock(at);
  const place = $("place");
  place.value = String(at);
  place.setAttribute("aria-valuetext", clock(at) + " of " + clock(data.seconds));
  $("played").style.width = (100 * Math.min(1, at / data.seconds)).toFixed(2) + "%";
}

function tick() {
  if (!playing()) return;
  if (loop && now() >= loop.end) seek(loop.start);
  draw();
  requestAnimationFrame(tick);
}

// ---- hands

for (const element of audio) {
  element.addEventListener("play", () => { if (element === audio[heard]) { state(); requestAnimationFrame(tick); } });
  element.addEventListener("pause", state);
  element.addEventListener("ended", () => { state(); draw(); });
  element.addEventListener("seeked", draw);
}
function state() {
  const button = $("play");
  button.classList.toggle("on", playing());
  button.setAttribute("aria-label", playing() ? "Pause" : "Play");
  $("status").textContent = (playing() ? "Playing " : "Paused ") + takes[heard].label;
}
$("play").addEventListener("click", toggle);

// ---- a loop of bars

let loop = null; // seconds at which it starts and ends
const bars = takes[0].bars, barAt = (seconds) => Math.max(1, bars.filter((bar) => bar <= seconds + 0.01).length);

// The bars that the fields name, as seconds; the fields are put right.
function setLoop(on) {
  const last = bars.length - 1, within = (value) => Math.min(Math.max(Math.round(value) || 1, 1), last);
  const from = within($("loop-from").value), to = Math.max(from, within($("loop-to").value));
  $("loop-from").value = from;
  $("loop-to").value = to;
  loop = on ? { start: bars[from - 1], end: Math.min(bars[to], data.seconds) } : null;
  $("loop").setAttribute("aria-pressed", String(on));
  if (on && (now() < loop.start || now() >= loop.end)) seek(loop.start);
  draw();
}
function toggleLoop() {
  if (!loop && !$("loop-to").value) {
    $("loop-from").value = barAt(now());
    $("loop-to").value = barAt(now()) + 3;
  }
  setLoop(!loop);
}
$("loop").addEventListener("click", toggleLoop);
for (const id of ["loop-from", "loop-to"]) $(id).addEventListener("change", () => setLoop(true));
setInterval(() => { if (loop && playing() && now() >= loop.end) seek(loop.start); }, 60); // also where nothing is drawn
$("place").addEventListener("input", (event) => seek(Number(event.target.value)));
if (strength) strength.addEventListener("input", () => choose(Number(strength.value) + 1));
for (const [id, index] of [["before", () => 0], ["after", () => chosen]]) {
  const card = $(id);
  if (!card) continue;
  card.querySelector(".listen").addEventListener("click", () => hear(index()));
  card.querySelector("canvas").addEventListener("click", (event) => {
    const box = event.target.getBoundingClientRect(), [left, across] = view(box.width);
    hear(index());
    seek(left + ((event.clientX - box.left - GUTTER) / (box.width - GUTTER)) * across);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inControl = event.target.closest("button, a");
  const slider = event.target.closest("input");
  if (slider && slider.type === "number") return;
  if (event.key === " " && !inControl) toggle();
  else if (event.key === "ArrowLeft" && !slider) seek(now() - 5);
  else if (event.key === "ArrowRight" && !slider) seek(now() + 5);
  else if (event.key === "Home" && !slider) seek(0);
  else if (event.key.toLowerCase() === "b" && takes.length > 1) hear(0);
  else if (event.key.toLowerCase() === "a" && takes.length > 1) hear(chosen);
  else if (event.key.toLowerCase() === "l") toggleLoop();
  else if ("+=".includes(event.key) && strength && chosen < takes.length - 1) choose(chosen + 1);
  else if (event.key === "-" && strength && chosen > 1) choose(chosen - 1);
  else return;
  event.preventDefault();
});
document.querySelectorAll("a[data-sound]").forEach((link) => { link.href = audio[Number(link.dataset.sound)].src; });
for (const query of [motion, dark]) query.addEventListener("change", () => { measure(); draw(); });
new ResizeObserver(() => { measure(); draw(); }).observe(document.body);
show();
// page.html#t=12 begins at the twelfth second, any other at the bar in which the music does.
const from = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
const firsts = takes[chosen].tracks.map((track) => track.notes[0] / 1000);
seek(from ? Number(from[1]) : firsts.length ? bars[barAt(Math.min(...firsts)) - 1] : 0);
