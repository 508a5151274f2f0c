// The service's interface, as far as this page needs it. The access token lives as long as the tab.
const TOKEN = "shortener.token";
const NAME = "shortener.name";

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export const signedIn = () => sessionStorage.getItem(NAME);

export function signOut() {
  sessionStorage.removeItem(TOKEN);
  sessionStorage.removeItem(NAME);
}

async function call(method, path, body) {
  const headers = { Accept: "application/json" };
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused(0, "The service cannot be reached. Try again in a moment.");
  }
  if (answer.status === 204) return null;
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, json.detail ?? `The service answered ${answer.status}.`);
  return json;
}

export async function signIn(name, password) {
  signOut();
  const { token } = await call("POST", "/api/tokens", { name, password });
  sessionStorage.setItem(TOKEN, token);
  sessionStorage.setItem(NAME, name);
}

export const create = (link) => call("POST", "/api/links", link);
export const change = (code, link) => call("PATCH", `/api/links/${code}`, link);
export const remove = (code) => call("DELETE", `/api/links/${code}`);
export const stats = (code, by) => call("GET", `/api/links/${code}/stats?by=${by}`);

export function list({ text, cursor }) {
  const query = new URLSearchParams({ limit: "20" });
  if (text.startsWith("#")) query.set("tag", text.slice(1));
  else if (text) query.set("target", text);
  if (cursor) query.set("cursor", cursor);
  return call("GET", `/api/links?${query}`);
}
