// What is typed is never lost: kept on the device as it is typed, put back after a reload or a sign-in, removed when it
// has arrived, on sign-out and after seven days, and so is what waits to be sent (outbox.js). With <body data-keep="nothing">
// nothing is stored: the page warns before it is left. <body data-person> keys the copies, so that nobody finds another
// person's.
//
//   <form data-keep="KEY">        the form whose text is kept
//   [data-counted="KEY"]          anywhere on a page: that text has arrived; or the event "consult:counted" on the
//                                 form, or on the document with {keep}
//   form[data-signout]            removes every copy
//   a[data-leave]                 removes every copy and goes away at once, leaving no way back

const AGE = 7 * 24 * 3600e3, NAME = "consult:draft:", OURS = /^consult:(draft|outbox):/;
const person = document.body.dataset.person || "";
const stores = Boolean(person) && document.body.dataset.keep !== "nothing";
const name = form => `${NAME}${person}:${form.dataset.keep}`;
const fields = form => [...form.elements].filter(field =>
  field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.tagName !== "FIELDSET");
const dirty = new Set();

function kept(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function forget(test) {
  try { Object.keys(localStorage).filter(key => OURS.test(key) && test(key)).forEach(key => localStorage.removeItem(key)); } catch { /* no storage */ }
}

function values(form) {
  return fields(form).map(field => [field.name, field.value, /checkbox|radio/.test(field.type) ? field.checked : null]);
}

const isEmpty = form => fields(form).every(field => !/text/.test(field.type) || field.value === field.defaultValue);

function keep(form) {
  if (isEmpty(form)) { dirty.delete(form); if (stores) forget(key => key === name(form)); return; }
  dirty.add(form);
  if (!stores) return;
  try { localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), values: values(form) })); } catch { /* full: kept in the page */ }
  if (localStorage.getItem(name(form))) dirty.delete(form);
}

function restore(form) {
  const draft = stores && kept(name(form));
  if (!draft || !isEmpty(form)) return;
  const left = [...draft.values];
  for (const field of fields(form)) {
    const at = left.findIndex(([of, value, on]) => of === field.name && (on === null || value === field.value));
    if (at < 0) continue;
    const [[, value, on]] = left.splice(at, 1);
    if (on === null) field.value = value; else field.checked = on;
  }
  form.dispatchEvent(new CustomEvent("consult:restored", { bubbles: true }));
}

function counted(form) {
  dirty.delete(form);
  forget(key => key === name(form));
}

export function start(root = document) {
  for (const mark of root.querySelectorAll("[data-counted]")) forget(key => mark.dataset.counted && key === `${NAME}${person}:${mark.dataset.counted}`);
  root.querySelectorAll("form[data-keep]").forEach(restore);
}

forget(key => !(Date.now() - (kept(key)?.at ?? 0) < AGE));
start();
const kin = event => event.target.closest?.("form[data-keep]");
document.addEventListener("input", event => kin(event) && keep(kin(event)));
document.addEventListener("change", event => kin(event) && keep(kin(event)));
document.addEventListener("consult:counted", event => {
  if (kin(event)) counted(kin(event));
  else if (event.detail?.keep) forget(key => key === `${NAME}${person}:${event.detail.keep}`);
});
document.addEventListener("htmx:afterSwap", event => start(event.target));
document.addEventListener("submit", event => {
  if (event.target.matches("[data-signout]")) { forget(() => true); dirty.clear(); }
  if (event.target.matches("[data-keep]")) dirty.delete(event.target);
});
document.addEventListener("click", event => {
  const way = event.target.closest?.("a[data-leave]");
  if (!way) return;
  event.preventDefault();
  forget(() => true);
  dirty.clear();
  location.replace(way.href);
});
addEventListener("beforeunload", event => { if (dirty.size) event.preventDefault(); });
