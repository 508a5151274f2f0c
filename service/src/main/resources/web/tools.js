// What the page's parts share: elements, messages, forms.
export const $ = (id) => document.getElementById(id);

const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
export const day = (text) => date.format(new Date(text));

export function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

let toastEnds;
export function toast(text) {
  $("toast").textContent = text;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => ($("toast").textContent = ""), 4000);
}

export function complain(id, error) {
  $(id).textContent = error ? error.message : "";
  $(id).hidden = !error;
}

/** Does something, and says in its place what went wrong. */
export async function guarded(errorId, work) {
  complain(errorId, null);
  try {
    await work();
  } catch (error) {
    if (error.status === 401) document.dispatchEvent(new Event("signed-out"));
    complain(errorId, error);
  }
}

/** Runs a form's work once at a time. */
export function onSubmit(form, errorId, work) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    await guarded(errorId, () => work(new FormData(form)));
    button.disabled = false;
  });
}

/** To the clipboard; without HTTPS browsers have only the old way. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", { value: text, readOnly: true });
    const place = document.querySelector("dialog[open]") ?? document.body;
    const before = document.activeElement;
    place.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    before?.focus();
    if (!copied) {
      prompt("Copy this:", text);
      return;
    }
  }
  toast("Copied");
}

/** A URL as browsers send it: names and paths in Unicode are encoded. */
export function encoded(text) {
  const url = text.trim();
  // URL leaves line breaks and tabs out: "e\rvil.org" would become another host.
  if ([...url].some((c) => c < " " || c === "\u007f")) throw new Error("The link has a control character in it.");
  return /[^!-~]/.test(url) && URL.canParse(url) ? new URL(url).href : url;
}
