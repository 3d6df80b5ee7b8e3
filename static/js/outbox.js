// Forms that are answered in place, and wait for the connection when there is none.
//
//   <form data-outbox method="post" action>      posted by fetch with a command id, so that sent twice counts once
//     <p data-outbox-state data-saved data-sending data-received data-counted data-held hidden>    the state, in the page's words
//   <form data-outbox="vote">                    of several answers that wait only the last is sent
//
// Each command is a row, kept on the device under its author's name (<body data-person>) until it has been answered: a
// reload, or another tab or page of theirs, sends what waits, under the same id. With <body data-keep="nothing"> it is in
// memory alone, and the page warns before it is left. What came too late is shown by late.js; sign-out and age remove rows
// (unsaved.js). Of several tabs one sends at a time; the others read the answer from the row. Without this script, and with
// files, the same forms post normally.
// Events: "consult:answered" {form, answer}, "consult:outbox" {waiting} and "consult:late" {row} on the document,
// "consult:counted" on the form, or on the document with {keep} where that form is on another page.

const person = document.body.dataset.person || "", NAME = `consult:outbox:${person}:`, LEASE = "consult:sending";
const stores = Boolean(person) && document.body.dataset.keep !== "nothing";
const PATIENCE = 30e3, LEASED = 10e3, TELLING = 500; // milliseconds: until another tab is told how a row was answered
let queue = [], sending = null, retry = 0, failures = 0;
let isBehind = false; // something waited here; until all of it has been answered the page says how much is left

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const pause = ms => new Promise(done => setTimeout(done, ms));
const changed = () => {
  isBehind = queue.length > 0 && (isBehind || failures > 0);
  tell("consult:outbox", { waiting: isBehind ? queue.length : 0 });
};
const isVote = form => form?.dataset.outbox === "vote";
const isText = field => /^(text|search|textarea)$/.test(field.type);

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // a page without TLS has no randomUUID
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// --- rows: {id, at, url, keep, body, words}, and {answer, isLate} once answered --------------------------------------

function write(row) {
  const { form, isKept, ...plain } = row;
  if (stores) try { localStorage.setItem(NAME + row.id, JSON.stringify(plain)); row.isKept = true; } catch { /* full: in memory */ }
}

function erase(row) {
  try { localStorage.removeItem(NAME + row.id); } catch { /* no storage */ }
}

function read(text) {
  try { return JSON.parse(text); } catch { return null; }
}

function isErased(row) {
  try { return row.isKept && !localStorage.getItem(NAME + row.id); } catch { return false; }
}

/** Another page's row, or one of before a reload: it waits here too, in its form where that is on this page. */
function adopt(row) {
  if (!row?.id || row.answer || queue.some(({ id }) => id === row.id)) return;
  queue.push({ ...row, isKept: true });
  queue.sort((one, other) => one.at - other.at);
  const form = formOf(queue.find(({ id }) => id === row.id));
  if (!form) return;
  fill(form, new URLSearchParams(row.body));
  lock(form, true);
  show(form, "saved");
}

// --- forms ----------------------------------------------------------------------------------------------------------

/** The row's form as it is now: its region can have been brought anew. */
function formOf(row) {
  if (!row.form?.isConnected) row.form = [...document.querySelectorAll("form[data-outbox]")].find(form =>
    new URL(form.action).pathname === row.url && (form.dataset.keep ?? "") === row.keep);
  return row.form ?? null;
}

function fill(form, body) {
  for (const field of form.elements) {
    if (!body.has(field.name)) continue;
    if (field.type === "checkbox") field.checked = true;
    else if (field.tagName === "SELECT" || isText(field) && !field.value) field.value = body.get(field.name);
  }
}

function show(form, state, text) {
  const place = form?.querySelector("[data-outbox-state]");
  if (!place) return;
  const words = text ?? place.dataset[state] ?? "";
  place.hidden = !words;
  place.textContent = words;
  place.dataset.state = state;
  place.classList.toggle("refusal", state === "refused");
}

function lock(form, on) {
  if (!form) return;
  form.toggleAttribute("data-busy", on);
  form.setAttribute("aria-busy", String(on));
  if (!isVote(form)) for (const field of form.elements) if (isText(field)) field.readOnly = on;
}

function clear(form) {
  if (isVote(form)) { form.reset(); return; }
  for (const field of form.elements) {
    if (isText(field)) field.value = "";
    if (field.type === "checkbox") field.checked = field.defaultChecked;
  }
  form.dispatchEvent(new CustomEvent("consult:counted", { bubbles: true }));
}

// --- sending --------------------------------------------------------------------------------------------------------

/** The form's key expired (a sign-in elsewhere): the page as it is now has a new one, if it is still its author's. */
async function newKey() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const key = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!key || page.body.dataset.person !== person) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = key;
  return true;
}

/** The server's answer, or null when there is none yet and the command is to be sent again. */
async function post(row, isRepeat = false) {
  const body = new URLSearchParams(row.body), headers = { Accept: "application/json", "Written-By": person };
  body.set("id", row.id);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  const answer = await fetch(row.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  const isJSON = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.status === 403 && !isJSON && !isRepeat && await newKey()) return post(row, true);
  if (answer.status >= 500 || answer.status === 429 || answer.redirected || (answer.ok && !isJSON)) return null;
  if (!isJSON) return { answer: "refused", reason: `${answer.status} ${answer.statusText}` };
  const told = await answer.json();
  return told.answer === "slow down" ? null : told;
}

/** One tab at a time. Without locks (a page without TLS) whoever wrote last has a short lease. */
function exclusively(work) {
  if (!stores) return work();
  const asked = Date.now();
  if (!navigator.locks) return leased(work);
  // Another tab was sending: what it tells us of our rows is on its way.
  return navigator.locks.request(LEASE, async () => { if (Date.now() - asked > 20) await pause(TELLING); await work(); });
}

async function leased(work) {
  const own = uuid(), holder = () => read(localStorage.getItem(LEASE));
  const take = () => localStorage.setItem(LEASE, JSON.stringify({ own, until: Date.now() + LEASED }));
  let hasWaited = false;
  while (holder()?.own !== own) {
    if (holder()?.until > Date.now()) hasWaited = true;
    else take();
    await pause(100 + Math.random() * 200);
  }
  const renewing = setInterval(take, LEASED / 3);
  try {
    if (hasWaited) await pause(TELLING);
    await work();
  } finally { clearInterval(renewing); localStorage.removeItem(LEASE); }
}

function send() {
  clearTimeout(retry);
  retry = 0;
  sending ??= exclusively(sendAll).catch(() => later()).finally(() => {
    sending = null;
    if (queue.length && !retry) send();
  });
}

async function sendAll() {
  while (queue.length) {
    const row = queue[0];
    // Answered in another tab, which is telling us; should it not, sent again it counts once.
    for (let n = 0; n < 10 && row === queue[0] && isErased(row); n += 1) await pause(300);
    if (row !== queue[0]) continue;
    if (navigator.onLine) show(formOf(row), "sending");
    const answer = await post(row).catch(() => null);
    if (row !== queue[0]) continue;
    if (!answer || answer.answer === "sign in") { later(answer?.reason); return; }
    failures = 0;
    // Whoever else waits with this row reads the answer from it.
    row.answer = answer;
    row.isLate = /^(closed|stale)$/.test(answer.answer) || answer.answer !== "ok" && !formOf(row);
    write(row);
    if (!row.isLate) erase(row);
    settle(row);
  }
}

function later(reason) {
  failures += 1;
  for (const row of queue) show(formOf(row), "saved", reason);
  changed();
  clearTimeout(retry);
  retry = setTimeout(send, Math.min(30e3, 1000 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()));
}

// --- answers --------------------------------------------------------------------------------------------------------

function settle(row) {
  const { answer } = row, form = formOf(row);
  forgo(row);
  if (answer.answer === "ok" || row.isLate && isVote(form)) {
    if (form) clear(form);
    else tell("consult:counted", { keep: row.keep });
    tell("consult:answered", { form, answer });
  }
  if (row.isLate) tell("consult:late", { row });
  if (answer.answer === "ok") follow(form, answer);
  else {
    show(form, "refused", answer.reason);
    tell("consult:announce", { text: answer.reason, topic: "refused" });
  }
}

/** It no longer waits here. */
function forgo(row) {
  const form = formOf(row);
  queue = queue.filter(({ id }) => id !== row.id);
  if (!queue.some(other => formOf(other) === form)) lock(form, false);
  changed();
}

/** Received; counted once it stands on the page. */
function follow(form, answer) {
  show(form, answer.state ?? "received");
  if (answer.state) return;
  const counted = () => {
    if (answer.contribution && !document.getElementById(`contribution-${answer.contribution}`)) return;
    document.removeEventListener("consult:placed", counted);
    show(form, "counted");
  };
  document.addEventListener("consult:placed", counted);
  counted();
}

// --- events ---------------------------------------------------------------------------------------------------------

document.addEventListener("submit", event => {
  const form = event.target;
  if (form.matches("[data-signout]")) { queue = []; return; }
  if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
  if ([...form.elements].some(field => field.files?.length)) return; // files go by the form itself, with the connection
  event.preventDefault();
  if (form.hasAttribute("data-busy") && !isVote(form)) return;
  const fields = new FormData(form), button = event.submitter;
  if (button?.name) fields.append(button.name, button.value);
  fields.delete("csrfmiddlewaretoken");
  const body = new URLSearchParams([...fields].filter(([, value]) => typeof value === "string"));
  const words = isVote(form) ? [button?.textContent.trim(), body.get("reason")].filter(Boolean).join(": ") : body.get("text");
  const row = { id: uuid(), at: Date.now(), url: new URL(form.action).pathname, keep: form.dataset.keep ?? "", body: String(body), words, form };
  // What is on its way stays first.
  if (isVote(form)) for (const old of queue.slice(sending ? 1 : 0).filter(({ url }) => url === row.url)) { erase(old); forgo(old); }
  write(row);
  queue.push(row);
  lock(form, true);
  if (!navigator.onLine) failures ||= 1;
  show(form, navigator.onLine ? "sending" : "saved");
  changed();
  send();
});

addEventListener("storage", event => {
  if (!stores || !event.key?.startsWith(NAME)) return;
  const known = queue.find(({ id }) => event.key === NAME + id), row = read(event.newValue);
  if (!known && row && !row.answer) { adopt(row); send(); }
  else if (known && row?.answer) settle(Object.assign(known, { answer: row.answer, isLate: row.isLate }));
  else if (known && !row) forgo(known); // signed out
});

const wake = () => { if (queue.length) send(); };
addEventListener("online", wake);
addEventListener("focus", wake);
document.addEventListener("consult:connection", event => { if (event.detail.state === "live") wake(); });
document.addEventListener("click", event => { if (event.target.closest?.("a[data-leave]")) queue = []; });
addEventListener("beforeunload", event => { if (queue.some(row => !row.isKept)) event.preventDefault(); });

if (stores) try {
  Object.keys(localStorage).filter(key => key.startsWith(NAME)).forEach(key => adopt(read(localStorage.getItem(key))));
} catch { /* no storage: nothing waits */ }
if (queue.length) { failures = 1; changed(); send(); }
