// What the page's parts share: elements, messages, forms.
export const $ = (id) => document.getElementById(id);

const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
export const day = (text) => date.format(new Date(text));

/** A field's local time as the interface has it, and back. */
export const instant = (local) => (local ? new Date(local).toISOString() : null);
export function local(text) {
  if (!text) return "";
  const date = new Date(text);
  return new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

export function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/** A button with a name of its own, also for those who do not see what it stands beside. */
export function button(text, name, work) {
  const node = element("button", { type: "button", textContent: text, onclick: work });
  node.setAttribute("aria-label", name);
  return node;
}

/** Replaces what is in a list; whose keyboard was on one of its buttons finds the same one again, or the list. */
export function fill(list, ...rows) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.getAttribute("aria-label");
  list.replaceChildren(...rows);
  if (focused) ([...list.querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === name) ?? list).focus();
}

// What is behind an open dialog is neither seen nor read out.
const inFront = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;

let toastEnds;
export function toast(text) {
  inFront().append($("toast"));
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
    complain(errorId, error);
  }
}

/** Runs a form's work once at a time. */
export function onSubmit(form, errorId, work) {
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true"; // a button that is disabled loses the keyboard
    await guarded(errorId, () => work(new FormData(form)));
    button.ariaDisabled = "false";
  });
}

/** Whether somebody means it; whoever closes the question otherwise leaves it unanswered. */
export function confirmed(title, text, action) {
  const dialog = $("confirm");
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  $("confirm-yes").textContent = action;
  dialog.showModal();
  return new Promise((resolve) => {
    // The event "close" comes late: it would be that of the question before, when this one follows at once.
    dialog.querySelector("form").onsubmit = ({ submitter }) => resolve(submitter.value === "yes");
  });
}

/** To the clipboard; without HTTPS browsers have only the old way. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", { value: text, readOnly: true, className: "unseen" });
    const before = document.activeElement;
    inFront().append(field);
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
