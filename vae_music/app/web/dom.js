// Small helpers around elements.
export const $ = (id) => document.getElementById(id);

/** An element with properties (`on*` and `aria-*` too) and children; text never becomes markup. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Replaces what is in an element only where a key has changed, so that the focus stays where it is. */
export function renew(element, key, build) {
  if (element.renewedBy === key) return;
  element.renewedBy = key;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  element.replaceChildren(...build());
  if (focused) element.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** The bars of a section in words. */
export const barsOf = ({ start, end }) => (start === end ? `bar ${start}` : `bars ${start}–${end}`);

/** What a canvas is drawn on: its context in CSS pixels, cleared; with the colours of the page. */
export function sheet(canvas) {
  const ratio = Math.min(devicePixelRatio || 1, 2), { width, height } = canvas.getBoundingClientRect();
  const [across, down] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height };
}

const read = new Map();
/** The value of a colour of the stylesheet, such as `--ink`. */
export function colour(name) {
  if (!read.has(name)) read.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return read.get(name);
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => read.clear());
