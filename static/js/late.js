// What was sent and came too late: its words, why it was not counted, and what to do. It stands on each page until its author
// takes it away, over reloads too, unless <body data-keep="nothing">.
//
//   <section data-late hidden><template>         one for each; in it [data-title data-closed data-stale data-refused],
//     [data-reason], [data-words], button[data-take] (copies the words, hidden where the browser cannot), button[data-gone]
//
// Rows are outbox.js's, with {answer, isLate}: by the event "consult:late" {row}, or from the device.

const list = document.querySelector("[data-late]"), person = document.body.dataset.person || "", NAME = `consult:outbox:${person}:`;
const shown = new Map();

function show(row) {
  if (!list || shown.has(row.id)) return;
  const part = list.querySelector("template").content.firstElementChild.cloneNode(true), put = (name, text) => { part.querySelector(name).textContent = text; };
  const title = part.querySelector("[data-title]").dataset[row.answer.answer] ?? "";
  put("[data-title]", title);
  put("[data-reason]", row.answer.reason);
  put("[data-words]", row.words);
  const take = part.querySelector("[data-take]");
  take.hidden = !navigator.clipboard;
  take.addEventListener("click", async () => {
    await navigator.clipboard.writeText(row.words);
    take.textContent = take.dataset.done;
  });
  part.querySelector("[data-gone]").addEventListener("click", () => {
    try { localStorage.removeItem(NAME + row.id); } catch { /* no storage */ }
    remove(row.id);
    document.getElementById("main")?.focus({ preventScroll: true });
  });
  shown.set(row.id, { part, isKept: Boolean(row.isKept) });
  list.append(part);
  list.hidden = false;
  document.dispatchEvent(new CustomEvent("consult:announce", { detail: { text: `${title}. ${row.answer.reason}`, topic: "late" } }));
}

function remove(id) {
  shown.get(id)?.part.remove();
  shown.delete(id);
  if (list) list.hidden = !shown.size;
}

function kept(text) {
  try { const row = JSON.parse(text); if (row?.isLate) show({ ...row, isKept: true }); } catch { /* not ours */ }
}

document.addEventListener("consult:late", event => show(event.detail.row));
addEventListener("storage", event => {
  if (!person || !event.key?.startsWith(NAME)) return;
  event.newValue ? kept(event.newValue) : remove(event.key.slice(NAME.length));
});
document.addEventListener("submit", event => { if (event.target.matches("[data-signout]")) shown.clear(); });
document.addEventListener("click", event => { if (event.target.closest?.("a[data-leave]")) shown.clear(); });
addEventListener("beforeunload", event => { if ([...shown.values()].some(({ isKept }) => !isKept)) event.preventDefault(); });
if (person && document.body.dataset.keep !== "nothing") try {
  Object.keys(localStorage).filter(key => key.startsWith(NAME)).forEach(key => kept(localStorage.getItem(key)));
} catch { /* no storage */ }
