// The choice of a song: a file that is dropped anywhere on the page or chosen, or one that comes along.
import { $, make } from "./dom.js";

/** Args: model: what the server says of itself. file, embedded, refused: called with what was chosen, or with why not. */
export function start(model, { file, embedded, refused }) {
  const take = (files) => {
    if (files.length !== 1) return void refused("One song at a time, please.");
    if (files[0].size > model.max_bytes) return void refused(`${files[0].name} is larger than a MIDI file can be here.`);
    file(files[0]);
  };
  $("file").addEventListener("change", (event) => {
    if (event.target.files.length) take(event.target.files);
    event.target.value = "";
  });
  const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!carriesFile(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  const byStyle = new Map();
  for (const song of model.embedded) byStyle.set(song.style, [...(byStyle.get(song.style) ?? []), song.name]);
  $("embedded").replaceChildren(...[...byStyle].map(([style, names]) =>
    make("optgroup", { label: style }, ...names.map((name) => make("option", { value: name, textContent: name })))));
  $("open").addEventListener("click", () => embedded($("embedded").value));
}
