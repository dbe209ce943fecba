// The server's answers; what it refuses is an Error with a plain sentence.
async function send(method, path, options) {
  let reply;
  try {
    reply = await fetch(path, { method, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("vae-music does not answer. Is it still running in the terminal?");
  }
  if (reply.ok) return reply;
  const said = await reply.json().catch(() => null);
  throw Object.assign(new Error(said?.error ?? `vae-music could not do that (${reply.status}).`), { status: reply.status });
}

async function ask(method, path, body, type) {
  const reply = await send(method, path, { body, headers: type ? { "Content-Type": type } : {} });
  return (reply.headers.get("Content-Type") ?? "").includes("json") ? reply.json() : null;
}

const json = (method, path, body) => ask(method, path, JSON.stringify(body), "application/json");

export const api = {
  model: () => ask("GET", "/api/model"),
  work: () => ask("GET", "/api/work"),
  save: (body) => json("PUT", "/api/work", body),
  upload: (file) => ask("POST", `/api/song?name=${encodeURIComponent(file.name)}`, file, "application/octet-stream"),
  embedded: (name) => ask("POST", `/api/song?embedded=${encodeURIComponent(name)}`),
  make: (body) => json("POST", "/api/versions", body),
  job: (id) => ask("GET", `/api/jobs/${id}`),
  cancel: (id) => ask("DELETE", `/api/jobs/${id}`),
  notes: (id) => ask("GET", id ? `/api/versions/${id}/notes` : "/api/source/notes"),
  file: async (address, signal) => (await send("GET", address, { signal })).blob(),
  soundfont: async () => (await send("GET", "/api/soundfont")).arrayBuffer(),
};

/** The address of a file of a version, which is named by its letter. */
export const fileOf = (id, suffix, letter) => `/api/versions/${id}.${suffix}?letter=${letter}`;
