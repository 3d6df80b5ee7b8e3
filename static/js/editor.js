// The report editor: what is being typed in one paragraph stays while others are saved, moved, split or joined; keys;
// splitting at the cursor. Without this script every act is a form that loads the page anew.
//
//   <div data-editor>                         holds the paragraphs; htmx puts new ones in their place
//     <form data-paragraph="7" data-keep="paragraph-7-3">   revision, textarea, [data-changed hidden] "not saved yet"
//     <form data-split="7" data-nowhere="..." hidden>       revision, first, rest
//
// A text that was typed on an older revision is sent as one: the server puts both together by words.

const KEPT = "consult:draft:", person = document.body.dataset.person || "";
const stores = Boolean(person) && document.body.dataset.keep !== "nothing";
const typed = new Map(); // paragraph -> {text, revision, keep} that was not saved
const forms = () => document.querySelectorAll("form[data-paragraph]");
const field = form => form.elements.text;
const others = new Map(); // id of another field -> what stands in it unsent
let after = null, focused = ""; // what has the focus once the page stands again
let stood = null; // the paragraph or section that was acted on, and how far down the window it stood

function note(form) {
  const isChanged = field(form).value !== field(form).defaultValue;
  form.querySelector("[data-changed]").hidden = !isChanged;
  if (isChanged) typed.set(form.dataset.paragraph, { text: field(form).value, revision: form.elements.revision.value, keep: form.dataset.keep });
  else typed.delete(form.dataset.paragraph);
}

function put(form, { text, revision, keep }) {
  if (text === field(form).defaultValue) { typed.delete(form.dataset.paragraph); return; }
  field(form).value = text;
  form.elements.revision.value = revision;
  form.dataset.keep = keep;
  note(form);
}

/** What was typed before, on this page or on this device, stands in its field again. */
function restore() {
  for (const form of forms()) {
    const left = typed.get(form.dataset.paragraph) ?? older(form);
    if (left) put(form, left);
    else note(form);
  }
  for (const [id, text] of others) {
    const one = document.getElementById(id);
    if (one && !one.value) { one.value = text; opened(one); }
  }
  document.querySelectorAll("[data-split]").forEach(form => { form.hidden = false; });
}

function opened(element) {
  for (let one = element.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  return element;
}

function older(form) {
  if (!stores) return null;
  const start = `${KEPT}${person}:paragraph-${form.dataset.paragraph}-`, now = Number(form.elements.revision.value);
  try {
    for (const key of Object.keys(localStorage)) {
      const revision = Number(key.slice(start.length));
      if (!key.startsWith(start) || !(revision < now)) continue;
      const [, text] = JSON.parse(localStorage.getItem(key)).values.find(([name]) => name === "text") ?? [];
      if (text === field(form).defaultValue) localStorage.removeItem(key);
      else if (text) return { text, revision: String(revision), keep: key.slice(KEPT.length + person.length + 1) };
    }
  } catch { /* no storage, or not ours */ }
  return null;
}

function arrived(form) {
  typed.delete(form.dataset.paragraph);
  for (const one of form.elements) others.delete(one.id);
  document.dispatchEvent(new CustomEvent("consult:counted", { detail: { keep: form.dataset.keep } }));
}

document.addEventListener("input", event => {
  const form = event.target.form;
  if (form?.dataset.paragraph) note(form);
  else if (form?.dataset.keep && event.target.matches("textarea[id]")) others.set(event.target.id, event.target.value);
});
document.addEventListener("consult:restored", event => event.target.dataset?.paragraph && note(event.target));

document.addEventListener("htmx:beforeSwap", event => {
  const form = event.detail.requestConfig?.elt;
  focused = document.activeElement?.id ?? "";
  const part = form?.closest?.(".para-edit, .part");
  stood = part && { id: part.id, top: part.getBoundingClientRect().top };
  if (form?.dataset?.keep && event.detail.xhr.status < 300) arrived(form);
  if (form?.dataset?.split && event.detail.xhr.status < 300) {
    const edited = document.querySelector(`form[data-paragraph="${form.dataset.split}"]`);
    if (edited) arrived(edited);
    after = () => document.getElementById(`paragraph-${form.dataset.split}`)?.nextElementSibling?.querySelector("textarea");
  }
  if (event.detail.xhr.status === 403) { event.detail.shouldSwap = false; refuse(form, event.detail.xhr.responseText); }
});

/** A refusal says why beside what was tried, and nothing of the page is lost. */
function refuse(form, page) {
  const reason = new DOMParser().parseFromString(page, "text/html").querySelector("#main .refusal p, #main p")?.textContent.trim();
  const place = form?.isConnected ? form : document.getElementById("messages");
  if (!place || !reason) return;
  const words = document.createElement("p");
  words.className = "error";
  words.setAttribute("role", "alert");
  words.textContent = reason;
  place.querySelector(":scope > .error")?.remove();
  place.append(words);
  words.scrollIntoView({ block: "nearest" });
}

/** What was acted on stands where it stood in the window, wherever the page scrolled while it was put in. */
function hold() {
  const part = stood && document.getElementById(stood.id);
  if (part) window.scrollBy({ top: part.getBoundingClientRect().top - stood.top, behavior: "instant" });
}

document.addEventListener("htmx:afterSwap", hold);

document.addEventListener("htmx:afterSettle", () => {
  restore();
  hold();
  stood = null;
  if (after) after()?.focus();
  else if (focused && (!document.activeElement || document.activeElement === document.body)) {
    const again = document.getElementById(focused);
    if (again) opened(again).focus({ preventScroll: true });
  }
  after = null;
});

document.addEventListener("submit", event => {
  const form = event.target;
  if (!form.dataset.split) return;
  const text = document.getElementById(`text-${form.dataset.split}`), at = text.selectionStart;
  const first = text.value.slice(0, at).trim(), rest = text.value.slice(at).trim();
  if (!first || !rest) {
    event.preventDefault();
    event.stopImmediatePropagation();
    document.dispatchEvent(new CustomEvent("consult:announce", { detail: { text: form.dataset.nowhere, topic: "split" } }));
    text.setCustomValidity(form.dataset.nowhere);
    text.reportValidity();
    text.setCustomValidity("");
    return;
  }
  form.elements.first.value = first;
  form.elements.rest.value = rest;
  form.elements.revision.value = text.form.elements.revision.value;
}, true);

const press = (form, name) => document.getElementById(`${name}-${form.dataset.paragraph}`)?.click();

document.addEventListener("keydown", event => {
  if (event.key === "F6" && !event.ctrlKey && !event.altKey) {
    const contents = document.querySelector("#contents a"), isThere = document.activeElement?.closest("#contents");
    (isThere ? document.querySelector(`${document.activeElement.hash || "#main"} textarea`) ?? document.getElementById("main") : contents)?.focus();
    event.preventDefault();
    return;
  }
  const form = event.target.closest?.("form[data-paragraph]");
  if (!form || event.isComposing) return;
  const act = event.key === "Enter" && (event.ctrlKey || event.metaKey) ? "save"
    : event.altKey && { ArrowUp: "up", ArrowDown: "down", Enter: "split" }[event.key];
  if (!act) return;
  event.preventDefault();
  press(form, act);
});

restore();
