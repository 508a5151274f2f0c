// The service's interface, as far as this page needs it. The access token lives as long as the tab.
const TOKEN = "shortener.token";
const NAME = "shortener.name";
const ADMIN = "shortener.admin";
const MADE = "shortener.made";

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export const signedIn = () => sessionStorage.getItem(NAME);
export const isAdmin = () => sessionStorage.getItem(ADMIN) === "true";

/** Who is signed in has changed; the page follows. */
function tell(why) {
  document.dispatchEvent(new CustomEvent("who", { detail: why }));
}

export function signOut(why) {
  for (const item of [TOKEN, NAME, ADMIN]) sessionStorage.removeItem(item);
  tell(why);
}

// Links that this tab made without signing in, with what they are changed by.
const kept = () => JSON.parse(sessionStorage.getItem(MADE) ?? "{}");
const keep = (all) => sessionStorage.setItem(MADE, JSON.stringify(all));

async function call(method, path, body) {
  const headers = { Accept: "application/json" };
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  const secret = kept()[decodeURIComponent(path.match(/^\/api\/links\/([^/?]+)/)?.[1] ?? "")];
  if (secret && !token) headers["X-Edit-Secret"] = secret;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused(0, "The service cannot be reached. Try again in a moment.");
  }
  if (answer.status === 204) return null;
  if (answer.status === 401 && token && token === sessionStorage.getItem(TOKEN)) {
    signOut("Your sign-in has ended. Sign in again.");
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, json.detail ?? `The service answered ${answer.status}.`);
  return json;
}

export async function signIn(name, password) {
  const { token } = await call("POST", "/api/tokens", { name, password });
  sessionStorage.setItem(TOKEN, token);
  try {
    await refreshMe();
  } catch (error) {
    signOut(); // half of it is nothing
    throw error;
  }
}

/** Asks who is signed in: somebody may have been renamed, or be an admin no longer. */
export async function refreshMe() {
  const me = await call("GET", "/api/users/me");
  sessionStorage.setItem(NAME, me.name);
  sessionStorage.setItem(ADMIN, String(me.admin));
  tell();
}

const at = (code) => `/api/links/${encodeURIComponent(code)}`;

export async function create(link) {
  const made = await call("POST", "/api/links", link);
  if (made.editSecret) keep({ ...kept(), [made.code]: made.editSecret });
  return made;
}
export const change = (code, link) => call("PATCH", at(code), link);
export async function remove(code) {
  await call("DELETE", at(code));
  const all = kept();
  delete all[code];
  keep(all);
}
export const keys = () => call("GET", "/api/keys");
export const makeKey = (key) => call("POST", "/api/keys", key);
export const revoke = (id) => call("DELETE", `/api/keys/${id}`);
export const users = (cursor) => call("GET", `/api/users?limit=50${cursor ? `&cursor=${cursor}` : ""}`);
export const makeUser = (user) => call("POST", "/api/users", user);
export const removeUser = (id) => call("DELETE", `/api/users/${id}`);
export const changeUser = (id, user) => call("PATCH", `/api/users/${id}`, user);
export const reset = (id) => call("POST", `/api/users/${id}/reset`);
export const setPassword = (wanted) => call("POST", "/api/passwords", wanted);
export const stats = (code, by) => call("GET", `${at(code)}/stats?by=${by}`);
export const allStats = (by) => call("GET", `/api/stats?by=${by}`);

export async function list({ text, cursor }) {
  if (!signedIn()) {
    const codes = Object.keys(kept()).reverse();
    const begin = cursor ?? 0;
    const end = begin + 20;
    const links = await Promise.allSettled(codes.slice(begin, end).map((code) => call("GET", at(code))));
    const there = links.filter((link) => link.status === "fulfilled").map((link) => link.value);
    return { links: there, next: end < codes.length ? end : undefined };
  }
  const query = new URLSearchParams({ limit: "20", clicks: "true" });
  if (text.startsWith("#")) query.set("tag", text.slice(1));
  else if (text) query.set("target", text);
  if (cursor) query.set("cursor", cursor);
  return call("GET", `/api/links?${query}`);
}
