// Keys of one's own and, for admins, users: dialogs over the interface.
import * as api from "/assets/api.js";
import { $, button, complain, confirmed, copy, day, element, fill, guarded, instant, onSubmit, toast } from "/assets/tools.js";

const item = (text, ...children) => element("li", {}, element("span", { textContent: text }), ...children);

async function showKeys() {
  const { keys } = await api.keys();
  fill(
    $("keys-list"),
    ...keys.map((key) => {
      const revoking = button("Revoke", `Revoke ${key.name}`, () =>
        guarded("keys-error", async () => {
          await api.revoke(key.id);
          await showKeys();
        }),
      );
      revoking.className = "danger";
      const until = element("small", { textContent: key.expiresAt ? `until ${day(key.expiresAt)}` : "no end" });
      return item(`${key.name} (${key.scopes.join(", ")})`, until, revoking);
    }),
  );
}

$("keys-open").addEventListener("click", () => {
  $("key-made").hidden = true;
  complain("keys-error", null);
  $("keys").showModal();
  guarded("keys-error", showKeys);
});

onSubmit($("key-form"), "keys-error", async (form) => {
  const { key } = await api.makeKey({
    name: form.get("name"),
    password: form.get("password"),
    scopes: form.getAll("scope"),
    expiresAt: instant(form.get("expiresAt")),
  });
  $("key-form").reset();
  $("key-made").hidden = false;
  $("key-value").textContent = key;
  await showKeys();
});
$("key-copy").addEventListener("click", () => copy($("key-value").textContent));

onSubmit($("password-form"), "password-error", async (form) => {
  const changed = await api.changeUser("me", {
    currentPassword: form.get("current"),
    password: form.get("wanted"),
    endKeys: form.has("endKeys"),
  });
  $("password-form").reset();
  $("keys").close();
  const { ended, left } = changed.keys;
  api.signOut(`Saved; sign in again. Keys ended: ${ended}, going on: ${left}.`);
  $("sign-in").focus();
});

// ---- users

let next = null;
let edited = null;

async function showUsers() {
  const page = await api.users(next);
  const rows = page.users.map((user) => {
    const rights = [user.admin && "admin", !user.active && "off"].filter(Boolean).join(", ");
    return item(rights ? `${user.name} (${rights})` : user.name, button("Edit", `Edit ${user.name}`, () => edit(user)));
  });
  fill($("users-list"), ...(next ? $("users-list").children : []), ...rows);
  next = page.next ?? null;
  $("users-more").hidden = !next;
}

function refresh() {
  next = null;
  return guarded("users-error", showUsers);
}

$("users-open").addEventListener("click", () => {
  $("users").showModal();
  refresh();
});
$("users-more").addEventListener("click", () => guarded("users-error", showUsers));
onSubmit($("user-form"), "users-error", async (form) => {
  await api.makeUser({ name: form.get("name"), password: form.get("password"), admin: form.has("admin") });
  $("user-form").reset();
  await refresh();
});

function edit(user) {
  edited = user;
  $("user-title").textContent = `User ${user.name}`;
  $("edit-user-name").value = user.name;
  $("edit-user-admin").checked = user.admin;
  $("edit-user-active").checked = user.active;
  $("reset-made").hidden = true;
  complain("user-error", null);
  $("user").showModal();
}

onSubmit($("user-edit"), "user-error", async (form) => {
  const wanted = { name: form.get("name").trim(), admin: form.has("admin"), active: form.has("active") };
  for (const member of Object.keys(wanted)) {
    if (wanted[member] === edited[member]) delete wanted[member];
  }
  await api.changeUser(edited.id, wanted);
  $("user").close();
  toast("Saved");
  if (edited.name === api.signedIn()) await api.refreshMe();
  if (!api.isAdmin()) return $("users").close();
  await refresh();
});
$("user-reset").addEventListener("click", () =>
  guarded("user-error", async () => {
    const { code } = await api.reset(edited.id);
    $("reset-made").hidden = false;
    $("reset-value").textContent = code;
  }),
);
$("reset-copy").addEventListener("click", () => copy($("reset-value").textContent));
$("user-delete").addEventListener("click", async () => {
  const text = `${edited.name} cannot sign in any more, and their keys end. Their links stay.`;
  if (!(await confirmed("Delete this user?", text, "Delete"))) return;
  await guarded("user-error", async () => {
    await api.removeUser(edited.id);
    $("user").close();
    toast("Deleted");
    await refresh();
  });
});

onSubmit($("reset-form"), "reset-error", async (form) => {
  await api.setPassword({ name: form.get("name").trim(), code: form.get("code").trim(), password: form.get("password") });
  $("reset-form").reset();
  $("reset-dialog").close();
  toast("Saved; sign in with the new password.");
});
$("reset-open").addEventListener("click", () => {
  $("sign-in-dialog").close();
  complain("reset-error", null);
  $("reset-dialog").showModal();
});
