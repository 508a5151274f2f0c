import * as api from "/assets/api.js";
import "/assets/account.js";
import { draw } from "/assets/chart.js";
import { $, complain, copy, day, element, encoded, onSubmit, toast } from "/assets/tools.js";

const view = { text: "", cursor: null, shown: 0, link: null, by: "day" };
const words = (text) => text.split(/[\s,]+/).filter(Boolean);
const instant = (local) => (local ? new Date(local).toISOString() : null);

function local(text) {
  if (!text) return "";
  const date = new Date(text);
  return new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function state(link) {
  if (!link.active) return "off";
  if (link.expiresAt && new Date(link.expiresAt) <= new Date()) return "expired";
  if (link.maxVisits && link.visits >= link.maxVisits) return "used up";
  return null;
}

const bare = (url) => url.replace(/^https?:\/\//, "");

// ---- create

onSubmit($("create"), "create-error", async (form) => {
  const link = { target: encoded(form.get("target")), status: Number(form.get("status")) };
  if (form.get("alias")) link.alias = form.get("alias");
  if (form.get("tags")) link.tags = words(form.get("tags"));
  if (form.get("expiresAt")) link.expiresAt = instant(form.get("expiresAt"));
  if (form.get("maxVisits")) link.maxVisits = Number(form.get("maxVisits"));
  const stored = await api.create(link);
  $("create").reset();
  $("made").hidden = false;
  $("made-url").textContent = bare(stored.shortUrl);
  $("made-url").href = stored.shortUrl;
  $("made-copy").focus();
  await reload();
});
$("made-copy").addEventListener("click", () => copy($("made-url").href));

// ---- list

function row(link) {
  const tags = element("ul", { className: "tags" }, ...link.tags.map((tag) => element("li", { textContent: tag })));
  tags.setAttribute("aria-label", "Tags");
  const code = element("td", { className: "code" }, element("a", { href: link.shortUrl, target: "_blank", rel: "noopener noreferrer", textContent: link.code }));
  const why = state(link);
  if (why) code.append(element("span", { className: "badge off", textContent: why }));
  const copying = element("button", { type: "button", textContent: "Copy", onclick: () => copy(link.shortUrl) });
  copying.setAttribute("aria-label", `Copy ${link.code}`);
  const opening = element("button", { type: "button", textContent: "Details", onclick: () => open(link) });
  opening.setAttribute("aria-label", `Details of ${link.code}`);
  return element(
    "tr",
    {},
    code,
    element("td", { className: "where" }, element("span", { className: "url", title: link.target, textContent: bare(link.target) }), tags),
    element("td", { className: "clicks", textContent: link.clicks === undefined ? "" : link.clicks.toLocaleString() }),
    element("td", { className: "made-on", textContent: day(link.createdAt) }),
    element("td", { className: "do" }, copying, opening),
  );
}

let latest = 0;
async function load() {
  const mine = ++latest;
  try {
    const page = await api.list(view);
    if (mine !== latest) return; // a newer question is on its way
    const body = $("links").tBodies[0];
    if (!view.cursor) body.replaceChildren();
    body.append(...page.links.map(row));
    view.shown = body.rows.length;
    view.cursor = page.next ?? null;
    $("links").hidden = view.shown === 0;
    $("more").hidden = !view.cursor;
    $("list-status").textContent = view.shown ? "" : view.text
      ? "Nothing found."
      : api.signedIn()
        ? "No links yet: make the first one above."
        : "Sign in to see your links. What you make without is listed here until you close this tab.";
    $("search").hidden = !api.signedIn();
  } catch (error) {
    if (error.status === 401 && api.signedIn()) document.dispatchEvent(new Event("signed-out"));
    if (mine === latest) $("list-status").textContent = error.message;
  }
}

function reload() {
  view.cursor = null;
  return load();
}

$("more").addEventListener("click", load);
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("query").value.trim();
  if (text && !text.startsWith("#") && text.length < 3) {
    $("list-status").textContent = "Type at least 3 characters.";
    return;
  }
  view.text = text;
  reload();
});
$("query").addEventListener("input", () => {
  if (!$("query").value && view.text) $("search").requestSubmit(); // the field's own × was used
});

// ---- one link

function open(link) {
  view.link = link;
  $("link-title").textContent = bare(link.shortUrl);
  $("link-target").textContent = link.target;
  $("link-target").href = link.target;
  $("link-tags").replaceChildren(...link.tags.map((tag) => element("li", { textContent: tag })));
  $("edit-target").value = link.target;
  $("edit-tags").value = link.tags.join(" ");
  $("edit-expires").value = local(link.expiresAt);
  $("edit-status").value = String(link.status);
  $("edit-max-visits").value = link.maxVisits ?? "";
  $("edit-active").checked = link.active;
  complain("edit-error", null);
  if (!$("link").open) $("link").showModal();
  showClicks();
}

function shares(id, entries, name) {
  const most = Math.max(1, ...entries.map((entry) => entry.clicks));
  $(id).replaceChildren(
    ...entries.slice(0, 5).map((entry) => {
      const meter = element("meter", { min: 0, max: most, value: entry.clicks });
      meter.setAttribute("aria-hidden", "true");
      return element(
        "li",
        {},
        element("span", { textContent: name(entry), title: name(entry) }),
        element("span", { textContent: entry.clicks.toLocaleString() }),
        meter,
      );
    }),
  );
  $(id).parentElement.hidden = entries.length === 0;
}

async function showClicks() {
  const { link, by } = view;
  for (const button of document.querySelectorAll("[data-by]")) {
    button.setAttribute("aria-pressed", String(button.dataset.by === by));
  }
  $("chart-status").textContent = "Loading…";
  try {
    const stats = await api.stats(link.code, by);
    if (view.link !== link || view.by !== by) return;
    $("total").textContent = stats.total.toLocaleString();
    $("visitors").textContent = stats.uniqueVisitors.toLocaleString();
    $("chart").replaceChildren(draw(stats.series, by, $("chart").parentElement.clientWidth));
    $("chart-status").textContent = stats.total ? "" : "No clicks in this time.";
    shares("referrers", stats.referrers, (entry) => entry.host);
    shares("agents", stats.userAgents, (entry) => entry.family);
  } catch (error) {
    if (error.status === 401 && api.signedIn()) document.dispatchEvent(new Event("signed-out"));
    if (view.link !== link) return;
    $("chart").replaceChildren();
    $("chart-status").textContent = error.message;
  }
}

for (const button of document.querySelectorAll("[data-by]")) {
  button.addEventListener("click", () => {
    view.by = button.dataset.by;
    showClicks();
  });
}

onSubmit($("edit"), "edit-error", async (form) => {
  const { link } = view;
  const wanted = {
    target: encoded(form.get("target")),
    status: Number(form.get("status")),
    maxVisits: form.get("maxVisits") ? Number(form.get("maxVisits")) : null,
    tags: words(form.get("tags")),
    active: form.has("active"),
  };
  // An expiry that was not touched, be it in the past, is not sent: it may stay as it is.
  if (form.get("expiresAt") !== local(link.expiresAt)) wanted.expiresAt = instant(form.get("expiresAt"));
  const changed = await api.change(link.code, wanted);
  toast("Saved");
  open(changed);
  await reload();
});

$("delete").addEventListener("click", () => {
  $("confirm-code").textContent = bare(view.link.shortUrl);
  $("confirm").returnValue = "no";
  $("confirm").showModal();
});
$("confirm").addEventListener("close", async () => {
  if ($("confirm").returnValue !== "yes") return;
  try {
    await api.remove(view.link.code);
    $("link").close();
    toast("Deleted");
    await reload();
  } catch (error) {
    if (error.status === 401 && api.signedIn()) document.dispatchEvent(new Event("signed-out"));
    complain("edit-error", error);
  }
});

for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && outside(dialog, event)) dialog.close();
  });
}

function outside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

// ---- signing in

function showWho() {
  const name = api.signedIn();
  $("who").textContent = name ?? "";
  $("who").hidden = !name;
  $("sign-out").hidden = !name;
  $("sign-in").hidden = Boolean(name);
  $("keys-open").hidden = !name;
  $("users-open").hidden = !api.isAdmin();
}

document.addEventListener("signed-out", () => {
  api.signOut();
  showWho();
  reload();
});

$("sign-in").addEventListener("click", () => {
  complain("sign-in-error", null);
  $("sign-in-dialog").showModal();
});
onSubmit($("sign-in-form"), "sign-in-error", async (form) => {
  await api.signIn(form.get("name").trim(), form.get("password"));
  $("sign-in-form").reset();
  $("sign-in-dialog").close();
  showWho();
  await reload();
});
$("sign-out").addEventListener("click", () => {
  api.signOut();
  showWho();
  reload();
});

showWho();
reload();
