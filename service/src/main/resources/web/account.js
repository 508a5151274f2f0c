// Keys of one's own and, for admins, users: two dialogs over the interface.
import * as api from "/assets/api.js";
import { $, complain, copy, day, element, guarded, onSubmit, toast } from "/assets/tools.js";

function remove(name, work) {
  const button = element("button", { type: "button", className: "danger", textContent: "Revoke" });
  button.setAttribute("aria-label", `Revoke ${name}`);
  button.addEventListener("click", () => guarded("keys-error", work));
  return button;
}

async function showKeys() {
  const { keys } = await api.keys();
  $("keys-list").replaceChildren(
    ...keys.map((key) =>
      element(
        "li",
        {},
        element("span", { textContent: `${key.name} (${key.scopes.join(", ")})` }),
        element("small", { textContent: key.expiresAt ? `until ${day(key.expiresAt)}` : "no end" }),
        remove(key.name, async () => {
          await api.revoke(key.id);
          await showKeys();
        }),
      ),
    ),
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
  const { ended, left } = changed.keys;
  toast(`Saved; sign in again. Keys ended: ${ended}, going on: ${left}.`);
  document.dispatchEvent(new Event("signed-out"));
  $("keys").close();
});

let next = null;
async function showUsers() {
  const page = await api.users(next);
  if (!next) $("users-list").replaceChildren();
  next = page.next ?? null;
  $("users-more").hidden = !next;
  $("users-list").append(
    ...page.users.map((user) => {
      const rights = [user.admin && "admin", !user.active && "off"].filter(Boolean).join(", ");
      const onOff = element("button", { type: "button", textContent: user.active ? "Switch off" : "Switch on" });
      onOff.setAttribute("aria-label", `${onOff.textContent} ${user.name}`);
      onOff.addEventListener("click", () =>
        guarded("users-error", async () => {
          await api.changeUser(user.id, { active: !user.active });
          next = null;
          await showUsers();
        }),
      );
      const reset = element("button", { type: "button", textContent: "Reset" });
      reset.setAttribute("aria-label", `Reset the password of ${user.name}`);
      reset.addEventListener("click", () =>
        guarded("users-error", async () => {
          const { code } = await api.reset(user.id);
          $("reset-code").hidden = false;
          $("reset-code").textContent = `Code for ${user.name}, good for an hour: ${code}`;
        }),
      );
      return element("li", {}, element("span", { textContent: rights ? `${user.name} (${rights})` : user.name }), onOff, reset);
    }),
  );
}

$("users-open").addEventListener("click", () => {
  next = null;
  complain("users-error", null);
  $("reset-code").hidden = true;
  $("users").showModal();
  guarded("users-error", showUsers);
});
$("users-more").addEventListener("click", () => guarded("users-error", showUsers));
onSubmit($("user-form"), "users-error", async (form) => {
  await api.makeUser({ name: form.get("name"), password: form.get("password"), admin: form.has("admin") });
  $("user-form").reset();
  next = null;
  await showUsers();
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
