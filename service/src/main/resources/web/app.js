import * as api from "/assets/api.js";
import "/assets/account.js";
import { clicks } from "/assets/clicks.js";
import { $, button, complain, confirmed, copy, day, element, encoded, instant, local, onSubmit, toast } from "/assets/tools.js";

const view = { text: "", cursor: null, link: null };
const words = (text) => text.split(/[\s,]+/).filter(Boolean);
const bare = (url) => url.replace(/^https?:\/\//, "");
const shown = (shortUrl) => decodeURI(bare(shortUrl)); // codes may be of any script
const count = (number) => number.toLocaleString();

function state(link) {
  if (!link.active) return "off";
  if (link.validSince && new Date(link.validSince) > new Date()) return "not yet";
  if (link.expiresAt && new Date(link.expiresAt) <= new Date()) return "expired";
  if (link.maxVisits && link.visits >= link.maxVisits) return "used up";
  return null;
}

// ---- what a link has besides its code, in the form of a new one and of one that is edited

for (const place of document.querySelectorAll("[data-options]")) {
  const fields = $("options").content.cloneNode(true);
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const node of fields.querySelectorAll(`[${name}]`)) {
      node.setAttribute(name, `${place.dataset.options}-${node.getAttribute(name)}`);
    }
  }
  place.replaceWith(fields);
}

const CHECKS = ["active", "crawlable", "forwardQuery"];
const TIMES = ["validSince", "expiresAt"];

/** What a form says, for a link that is as told. */
function properties(form, link) {
  const wanted = {
    target: encoded(form.get("target")),
    status: Number(form.get("status")),
    maxVisits: form.get("maxVisits") ? Number(form.get("maxVisits")) : null,
    title: form.get("title").trim() || null,
    tags: words(form.get("tags")),
  };
  for (const name of CHECKS) wanted[name] = form.has(name);
  // A time that was not touched, be it in the past, is not sent: it may stay as it is.
  for (const name of TIMES) {
    if (form.get(name) !== local(link[name])) wanted[name] = instant(form.get(name));
  }
  return wanted;
}

function write(fields, link) {
  fields.target.value = link.target;
  fields.status.value = String(link.status);
  fields.maxVisits.value = link.maxVisits ?? "";
  fields.title.value = link.title ?? "";
  fields.tags.value = link.tags.join(" ");
  for (const name of CHECKS) fields[name].checked = Boolean(link[name]);
  for (const name of TIMES) fields[name].value = local(link[name]);
}

// ---- create

onSubmit($("create"), "create-error", async (form) => {
  const stored = await api.create({ ...properties(form, {}), alias: form.get("alias") || null });
  $("create").reset();
  $("made").hidden = false;
  $("made-url").textContent = shown(stored.shortUrl);
  $("made-url").href = stored.shortUrl;
  $("made-copy").focus();
  await reload();
});
$("made-copy").addEventListener("click", () => copy($("made-url").href));

// ---- list

const tags = (link) => link.tags.map((tag) => element("li", { textContent: tag }));
const details = (code) => `Details of ${code}`;

/** A cell keeps its role where a phone shows the table as blocks. */
function cell(className, ...children) {
  const node = element("td", { className }, ...children);
  node.setAttribute("role", "cell");
  return node;
}

function row(link) {
  const list = element("ul", { className: "tags" }, ...tags(link));
  list.setAttribute("aria-label", "Tags");
  const code = cell("code", element("a", { href: link.shortUrl, target: "_blank", rel: "noopener noreferrer", textContent: link.code }));
  const why = state(link);
  if (why) code.append(element("span", { className: "badge off", textContent: why }));
  const visits = cell("clicks");
  if (link.clicks !== undefined) visits.append(element("span", { className: "number", textContent: count(link.clicks) }));
  if (link.maxVisits) visits.append(element("small", { textContent: `${count(link.visits)} of ${count(link.maxVisits)} allowed` }));
  const title = link.title ? [element("strong", { className: "url", textContent: link.title })] : [];
  const node = element(
    "tr",
    {},
    code,
    cell("where", ...title, element("span", { className: "url", title: link.target, textContent: bare(link.target) }), list),
    visits,
    cell("made-on", day(link.createdAt)),
    cell("do", button("Copy", `Copy ${link.code}`, () => copy(link.shortUrl)), button("Details", details(link.code), () => open(link))),
  );
  node.setAttribute("role", "row");
  return node;
}

function said() {
  if ($("links").tBodies[0].rows.length) return "";
  if (view.text) return "Nothing found.";
  return api.signedIn()
    ? "No links yet: make the first one above."
    : "Sign in to see your links. What you make without is listed here until you close this tab.";
}

let latest = 0;
async function load() {
  const mine = ++latest;
  try {
    const page = await api.list(view);
    if (mine !== latest) return; // a newer question is on its way
    const body = $("links").tBodies[0];
    const rows = page.links.map(row);
    if (view.cursor) {
      body.append(...rows);
      rows[0]?.querySelector("a").focus(); // for the button may go
    } else {
      body.replaceChildren(...rows);
    }
    view.cursor = page.next ?? null;
    $("links").hidden = body.rows.length === 0;
    $("more").hidden = !view.cursor;
    $("list-status").textContent = said();
    $("search").hidden = !api.signedIn();
  } catch (error) {
    if (mine === latest) $("list-status").textContent = error.message;
  }
}

function reload() {
  view.cursor = null;
  $("more").hidden = true; // of what is shown now, there is no more
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
        element("span", { textContent: count(entry.clicks) }),
        meter,
      );
    }),
  );
  $(id).parentElement.hidden = entries.length === 0;
}

const showClicks = clicks(
  $("link-clicks"),
  async (by) => {
    const { link } = view;
    const stats = await api.stats(link.code, by);
    return view.link.code === link.code ? stats : null;
  },
  (stats) => {
    $("visitors").textContent = count(stats.uniqueVisitors);
    shares("referrers", stats.referrers, (entry) => entry.host);
    shares("agents", stats.userAgents, (entry) => entry.family);
  },
);

function open(link) {
  view.link = link;
  $("link-title").textContent = shown(link.shortUrl);
  $("link-target").textContent = link.target;
  $("link-target").href = link.target;
  $("link-tags").replaceChildren(...tags(link));
  write($("edit").elements, link);
  complain("edit-error", null);
  if ($("link").open) return;
  $("visitors").textContent = "–";
  shares("referrers", [], null);
  shares("agents", [], null);
  $("link").showModal();
  showClicks();
}

$("link").addEventListener("close", () => {
  // Its row may be another one since.
  const back = [...$("links").querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === details(view.link.code));
  (back ?? $("links-title")).focus();
});

onSubmit($("edit"), "edit-error", async (form) => {
  const { link } = view;
  const changed = await api.change(link.code, properties(form, link));
  toast("Saved");
  open(changed);
  await reload();
});

$("delete").addEventListener("click", async () => {
  const { link } = view;
  const text = `Whoever follows ${shown(link.shortUrl)} finds nothing from now on, and its clicks are forgotten.`;
  if (!(await confirmed("Delete this link?", text, "Delete"))) return;
  try {
    await api.remove(link.code);
  } catch (error) {
    complain("edit-error", error);
    return;
  }
  await reload(); // first, for closing gives the keyboard back to the link's row, if there is one
  $("link").close();
  toast("Deleted");
});

for (const closing of document.querySelectorAll("[data-close]")) {
  closing.addEventListener("click", () => closing.closest("dialog").close());
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

// ---- all links together, and who sees what

const showAllClicks = clicks($("overview"), (by) => (api.signedIn() ? api.allStats(by) : null));

function show() {
  const name = api.signedIn();
  $("who").textContent = name ?? "";
  $("who").hidden = !name;
  $("sign-out").hidden = !name;
  $("sign-in").hidden = Boolean(name);
  $("keys-open").hidden = !name;
  $("users-open").hidden = !api.isAdmin();
  $("overview").hidden = !name;
  $("overview-title").textContent = api.isAdmin() ? "Clicks of all links" : "Clicks of your links";
  if (name) showAllClicks();
  return reload();
}

document.addEventListener("who", ({ detail }) => {
  show();
  if (detail) toast(detail);
});
$("sign-in").addEventListener("click", () => {
  complain("sign-in-error", null);
  $("sign-in-dialog").showModal();
});
onSubmit($("sign-in-form"), "sign-in-error", async (form) => {
  await api.signIn(form.get("name").trim(), form.get("password"));
  $("sign-in-form").reset();
  $("sign-in-dialog").close();
  $("keys-open").focus();
});
$("sign-out").addEventListener("click", () => {
  api.signOut();
  $("sign-in").focus();
});

show();
