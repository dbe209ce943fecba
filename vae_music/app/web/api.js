// The server's answers; what it refuses is an Error with a plain sentence.
async function ask(method, path, body, type) {
  let reply;
  try {
    reply = await fetch(path, { method, body, headers: type ? { "Content-Type": type } : {} });
  } catch {
    throw new Error("vae-music does not answer. Is it still running in the terminal?");
  }
  const said = (reply.headers.get("Content-Type") ?? "").includes("json") ? await reply.json() : null;
  if (reply.ok) return said;
  throw Object.assign(new Error(said?.error ?? `vae-music could not do that (${reply.status}).`), { status: reply.status });
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
};

/** The address of a file of a version, or of the song as it was. */
export const fileOf = (id, suffix) => (id ? `/api/versions/${id}.${suffix}` : `/api/source.${suffix}`);
