// The page: it ties its parts together. The work changes, and what depends on it is drawn, made and heard.
import { api } from "./api.js";
import { $, clock, make } from "./dom.js";
import { EnergyCurve } from "./energy.js";
import { Files } from "./files.js";
import { Maker } from "./maker.js";
import { Mixer } from "./mixer.js";
import { Player } from "./player.js";
import { SectionPanel } from "./section.js";
import { Stage } from "./stage.js";
import { start } from "./start.js";
import { Strip } from "./strip.js";
import { Synth } from "./synth.js";
import { Tracks } from "./tracks.js";
import { Transport } from "./transport.js";
import { Versions } from "./versions.js";
import { Work } from "./work.js";

const SAVED_AFTER = 400, BANDS_AFTER = 3000; // milliseconds

const work = new Work(), synth = new Synth(), player = new Player(synth), maker = new Maker(work);
const model = await api.model().catch((error) => void refuse(error.message));
work.styles = model?.styles ?? [];
const mixer = new Mixer(synth, () => { stage.draw(); save(); });
const stage = new Stage(work, player, synth, mixer);
const transport = new Transport(player, work, {
  0: () => work.hear("song"), n: () => work.hear(work.active),
  "Ctrl+z": () => work.undo(), "Ctrl+y": () => work.redo(), "Ctrl+Shift+z": () => work.redo(),
});
const versions = new Versions(work), files = new Files(work, model?.files ?? []), tracks = new Tracks(work), energy = new EnergyCurve($("energy"), work);
const strip = new Strip($("parts"), work, nameOf);
const panel = new SectionPanel($("part-panel"), work, {
  name: nameOf,
  anew: (index) => {
    work.edit(({ sections }) => { sections[index].seed += 1; });
    maker.make(work.slot.version ? index : null);
  },
  loop: (index) => transport.toggleLoop(index),
  from: (index) => player.seek(transport.spanOf(index).start),
});

globalThis.vaeMusic = { work, player, synth }; // for the console, and for tests

// The name of a section: that of the song's own in which it begins.
function nameOf(section) {
  const own = work.song.sections.find(({ start, end }) => start <= section.start && section.start <= end);
  return own?.name || `Part ${work.plan.sections.indexOf(section) + 1}`;
}

function refuse(sentence) {
  $("error").firstElementChild.textContent = sentence;
  $("error").hidden = false;
}

function say(sentence) {
  $("status").textContent = sentence;
}

let saving = 0;
function save() {
  clearTimeout(saving);
  saving = setTimeout(() => api.save({ plan: work.plan, page: { ...work.page, mix: mixer.kept } }).catch((error) => refuse(error.message)), SAVED_AFTER);
}

// ---- what is drawn

function drawPlan() {
  strip.draw();
  energy.draw();
  $("energy-reset").disabled = work.plan.energy === null;
  panel.draw();
  tracks.draw();
  versions.draw();
  files.draw();
  $("undo").disabled = !work.canUndo;
  $("redo").disabled = !work.canRedo;
  $("make").hidden = maker.atOnce || work.isMade();
  for (const button of $("whole").children) button.setAttribute("aria-pressed", String(work.plan.sections.every((section) => section.style === button.textContent)));
}

work.addEventListener("change", async ({ detail: what }) => {
  if (what === "song") return; // opened by `open`
  drawPlan();
  if (what === "plan") maker.soon();
  if (what !== "section") {
    save();
    await stage.refresh();
    transport.follow();
  }
  if (what === "made") say(`Version ${work.active} is ready.`);
});

// What takes long: a version, or a file of one.
function drawState() {
  const state = maker.state ?? files.state;
  $("making").hidden = !state;
  if (!state) return;
  if (state.progress) $("progress").value = state.progress;
  else $("progress").removeAttribute("value");
  const waits = state.ahead ? `Waiting; ${state.ahead} before this one.` : "";
  $("making-text").textContent = waits || state.message || "Making the new version…";
}
for (const one of [maker, files]) {
  one.addEventListener("state", drawState);
  one.addEventListener("refused", ({ detail }) => refuse(detail));
}
stage.addEventListener("tick", () => transport.move());
stage.addEventListener("lost", ({ detail }) => {
  maker.lost(detail);
  work.lose(detail);
});

// ---- a song

async function open(asked, name) {
  $("error").hidden = true;
  document.body.classList.add("busy");
  say(`Opening ${name}.`);
  try {
    await show(await asked());
  } catch (error) {
    refuse(error.message);
  } finally {
    document.body.classList.remove("busy");
  }
}

async function show(held) {
  player.pause();
  player.setLoop(null);
  maker.forgetAll();
  stage.clear();
  work.open(held);
  const { song } = work, mix = new Map(held.page?.mix ?? []);
  $("title").textContent = song.name;
  document.title = `${song.name} – vae-music`;
  $("lead").textContent = `${clock(song.seconds)} · ${song.bars.toLocaleString("en")} bars · ${song.tracks.length} tracks`;
  $("remarks").replaceChildren(...song.warnings.map((text) => make("li", { textContent: text })));
  $("start").hidden = true;
  for (const id of ["studio", "tools", "bar"]) $(id).hidden = false;
  drawPlan();
  await stage.refresh();
  for (const [key, kept] of mix) Object.assign(synth.instruments.get(key) ?? {}, kept);
  synth.mix();
  stage.draw();
  maker.soon();
  say(`${song.name} is open. Press Space to hear it.`);
  $("play").focus({ preventScroll: true });
}

function choose() {
  player.pause();
  for (const id of ["studio", "tools", "bar"]) $(id).hidden = true;
  $("start").hidden = false;
  $("back").hidden = !work.song;
  $("title").textContent = "A new version of your song";
  $("lead").textContent = "Drop a MIDI file, choose a style, and hear it at once. Everything stays on this computer.";
}

for (const { name } of work.styles) {
  const button = make("button", { type: "button", textContent: name, title: `Make the whole song ${name}; single sections can differ afterwards` });
  button.addEventListener("click", () => work.edit(({ sections }) => {
    for (const section of sections) Object.assign(section, { style: name, variant: null });
  }));
  $("whole").append(button);
}
$("undo").addEventListener("click", () => work.undo());
$("redo").addEventListener("click", () => work.redo());
$("another").addEventListener("click", choose);
$("back").addEventListener("click", () => api.work().then(show).catch((error) => refuse(error.message)));
$("energy-reset").addEventListener("click", () => energy.reset());
$("cancel").addEventListener("click", () => (maker.state ? maker : files).stop());
$("make").addEventListener("click", () => maker.make());
$("at-once").addEventListener("change", (event) => {
  maker.atOnce = event.target.checked;
  drawPlan();
  maker.soon();
});
$("error").querySelector("button").addEventListener("click", () => { $("error").hidden = true; });

if (model) {
  $("credit").textContent = model.credit ?? "";
  start(model, {
    file: (file) => open(() => api.upload(file), file.name),
    embedded: (name) => open(() => api.embedded(name), name),
    refused: refuse,
  });
  const sound = synth.open().catch((error) => refuse(error.message));
  const held = await api.work().catch((error) => void refuse(error.message));
  if (held) await show(held).catch((error) => refuse(error.message));
  else choose();
  await sound;
  document.body.classList.add("ready");
  hearBands();
}

// The bands of the styles are heard once, when the app is first begun: until then they have numbers only.
async function hearBands() {
  if (work.styles.every(({ variants }) => variants.every(({ instruments }) => instruments.length))) return;
  await new Promise((resolve) => setTimeout(resolve, BANDS_AFTER));
  work.styles = (await api.model().catch(() => null))?.styles ?? work.styles;
  if (work.song) panel.draw();
  hearBands();
}
new ResizeObserver(() => {
  if (!work.song || $("studio").hidden) return;
  energy.draw();
  stage.draw();
}).observe(document.body);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (!work.song) return;
  energy.draw();
  stage.draw();
});
