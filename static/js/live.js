// The live line of a page: places the HTML that the server sends, and catches up after a broken line.
//
//   <main data-live="/live/" data-ticket="..." data-seq="41" data-since="URL">
//   <span data-line data-live="Live" data-reconnecting="..." data-offline="..." data-saved="...">   the state, in words
//   <button data-new hidden data-one="1 new, show" data-many="%n new, show">    shows what came in without moving the page
//   <div data-until="thread-3">                      hidden once something stands in that container
//   <div id="x" data-src="URL" data-follows="contribution-">   fetched again when something of this name came or left, and
//   <div id="y" data-src="URL"> ... <p data-of="contribution-7">    when what stands in it did
//   <div id="thread-3" data-fixed>                   nothing new is put in: a filtered thread
//   <section data-yours="yours-7"> ... <div id="yours-7" data-src="URL">     its owner's region, fetched after a change
//   <div id="desk-now" data-anew>                    read again from this page's own address after each frame
//   <section data-yours="yours-7" data-yours-for="open"> ... <div data-for="open">   in the region: it is of now as it stands
//   <details data-stay>                              stays open when its region, or the desk, is brought anew
//
// A frame {from, to, put: [{id, rev, in, after, html}], drop: [id]} covers what changed in (from, to]; one without "to" is
// latest-wins. A frame that begins after our position means that something was missed: fetch it.
// Events on the document: "consult:placed" {to, ids} after each frame, "consult:connection" {state}; heard:
// "consult:answered" {form, answer} when something of our own was accepted, "consult:outbox" {waiting}.

const main = document.querySelector("[data-live][data-since]");
const ACK_EVERY = 3000, ACK_BYTES = 32 * 1024, SILENCE = 50e3, FRESH = 50e3, SOCKET_AGAIN = 60e3, PATIENCE = 1500, PRESS = 5000, RESTART = [1012, 4012], NO_RIGHT = 4403;
const PARTS = /^(contribution|question|agenda|said|state|recommendation|card|screen|podium|floor|speakers|presence|listening|breakouts|opinions)-\d+$/;

let position = Number(main?.dataset.seq), ticket = main?.dataset.ticket, received = position;
const began = position, revs = new Map(), mine = new Set();
let renewed = Date.now(), refused = 0, polled = false; // when the ticket came; sockets in a row that never opened
let socket = null, attempts = 0, fetching = null, work = Promise.resolve(), heard = 0, state = "", waiting = 0;
let unacknowledged = 0, acknowledging = 0, wake = () => {};

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const pause = ms => new Promise(done => { wake = done; setTimeout(done, ms); });
const number = element => Number(/-(\d+)$/.exec(element.id)?.[1] ?? NaN);

// --- placing ----------------------------------------------------------------------------------------------------

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function swap(old, element) {
  const controls = "a[href], button, summary", at = [...old.querySelectorAll(controls)].indexOf(document.activeElement);
  if (old.hasAttribute("data-waits")) { element.hidden = true; element.setAttribute("data-waits", ""); }
  reopen(element, opened(old));
  old.replaceWith(element);
  if (at >= 0) element.querySelectorAll(controls)[at]?.focus({ preventScroll: true });
}

function insert(container, element, after) {
  const anchor = after && document.getElementById(after), own = number(element), all = [...container.children];
  if (anchor?.parentElement === container) { anchor.after(element); return true; }
  if (Number.isNaN(own) || !all.length) { container.append(element); return true; }
  const before = all.filter(child => number(child) < own).at(-1);
  // It belongs before everything here and yet after something: it stands on an earlier page.
  if (!before && after) return false;
  before ? before.after(element) : container.prepend(element);
  return true;
}

function place(item, anyway = false) {
  if (!anyway && item.rev !== undefined && item.rev <= (revs.get(item.id) ?? began)) return;
  const old = document.getElementById(item.id), element = parse(item.html);
  if (!element) return;
  if (old && isTouched(old)) return;
  if (old) swap(old, element);
  else {
    const container = item.in && document.getElementById(item.in);
    const isOlderPage = new URLSearchParams(location.search).has("before") && item.in?.startsWith("thread-");
    if (!container || isOlderPage || container.hasAttribute("data-fixed")) return;
    const wasEmpty = !container.children.length && item.in.startsWith("thread-");
    if (!insert(container, element, item.after)) return;
    document.querySelectorAll(`[data-until="${CSS.escape(item.in)}"]`).forEach(empty => { empty.hidden = true; });
    if (/^(thread|replies)-/.test(item.in) && document.querySelector("[data-new]") && !wasEmpty && !mine.has(item.id)) {
      element.hidden = true;
      element.setAttribute("data-waits", "");
    }
  }
  if (item.rev !== undefined) revs.set(item.id, item.rev);
  for (const part of [element, ...element.querySelectorAll("[data-yours]")])
    if (part.dataset.yours && part.tagName !== "TIME") refresh(part.dataset.yours, Math.random() * 800, part.dataset.yoursFor);
}

function remove(id, rev) {
  if (rev !== undefined && rev < (revs.get(id) ?? 0)) return;
  if (rev !== undefined) revs.set(id, rev);
  document.getElementById(id)?.remove();
}

function apply(frame) {
  frame.put?.forEach(item => place(item));
  frame.drop?.forEach(id => remove(id, frame.to));
  if (frame.to > position) position = frame.to;
  count();
  const ids = frame.put?.map(item => item.id) ?? [];
  follow([...ids, ...frame.drop ?? []]);
  if (ids.length || frame.drop?.length) rereadSoon();
  tell("consult:placed", { to: position, ids });
}

const following = new Set();

/** Regions that follow what came or left; each is fetched once for all that happens within a moment. */
function follow(ids) {
  for (const region of document.querySelectorAll("[data-src][id]")) {
    const name = region.dataset.follows, isOf = id => region.querySelector(`[data-of="${CSS.escape(id)}"]`);
    if (following.has(region.id) || !ids.some(id => name && id.startsWith(name) || isOf(id))) continue;
    following.add(region.id);
    refresh(region.id, 300 + Math.random() * 1500).finally(() => following.delete(region.id));
  }
}

function count() {
  const button = document.querySelector("[data-new]"), n = document.querySelectorAll("[data-waits]").length;
  if (!button) return;
  const text = n === 1 ? button.dataset.one : button.dataset.many.replace("%n", n);
  if (n && (button.hidden || button.textContent !== text)) tell("consult:announce", { text, topic: "new" });
  button.hidden = !n;
  button.textContent = n ? text : "";
}

function reveal(elements) {
  for (const element of elements) { element.hidden = false; element.removeAttribute("data-waits"); }
  count();
}

// --- what is the reader's own -------------------------------------------------------------------------------------

const isChanged = field => ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked
  : field.value !== field.defaultValue && field.tagName !== "SELECT";
const isTouched = region => [...region.querySelectorAll("textarea, select, input:not([type=hidden])")].some(field =>
  field === document.activeElement || isChanged(field));

/** A button of the region was pressed: the answer brings the whole region, and needs its form to stand till then. */
const isSending = region => Boolean(region.querySelector(".htmx-request"));

/** Under a finger or the mouse: a button put in its place now would not be the one that was pressed. */
const isPressed = region => Boolean(region.querySelector(":active"));

/** Resolves once nothing in the region is held down, or after some seconds: a press can be forgotten by the browser. */
async function released(region) {
  for (const until = Date.now() + PRESS; isPressed(region) && Date.now() < until;) await new Promise(done => setTimeout(done, 50));
}

const STAY = "details[data-stay] > summary";
const opened = region => [...region.querySelectorAll(STAY)].filter(part => part.parentElement.open).map(part => part.textContent);
const reopen = (region, texts) => {
  for (const part of region.querySelectorAll(STAY)) if (texts.includes(part.textContent)) part.parentElement.open = true;
};

async function refresh(id, delay = 0, wanted = undefined) {
  const region = document.getElementById(id);
  if (!region?.dataset.src) return;
  if (wanted !== undefined && region.firstElementChild?.dataset.for === wanted) return;
  await new Promise(done => setTimeout(done, delay));
  const answer = await fetch(region.dataset.src, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const html = await answer.text();
  await released(region);
  if (isSending(region)) return;
  if (isTouched(region)) { region.setAttribute("data-stale", ""); return; }
  const buttons = "button, summary, a[href]", at = [...region.querySelectorAll(buttons)].indexOf(document.activeElement);
  const wasOpen = region.hasAttribute("data-own") && Boolean(region.querySelector("details[open]"));
  const open = opened(region);
  region.removeAttribute("data-stale");
  region.innerHTML = html;
  reopen(region, open);
  if (wasOpen) region.querySelector("details")?.setAttribute("open", "");
  if (at >= 0) region.querySelectorAll(buttons)[at]?.focus({ preventScroll: true });
}

let rereading = 0, rereadAt = 0;
const placed = new WeakMap(); // region -> [as it was read, as it then stood]
const withoutKeys = html => html.replace(/(csrfmiddlewaretoken" value=")[^"]*/g, "$1");

/** What stands on a working page with its buttons is no fragment: it is read again, at most once a second. */
function rereadSoon() {
  if (rereading || !document.querySelector("[data-anew]")) return;
  rereading = setTimeout(reread, Math.max(150, rereadAt + 1000 - Date.now()));
}

async function reread() {
  rereading = 0;
  rereadAt = Date.now();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of document.querySelectorAll("[data-anew]")) {
    const fresh = page.getElementById(region.id);
    if (!fresh || isSending(region) || isTouched(region)) continue;
    if (isPressed(region)) { rereadSoon(); continue; }
    const html = withoutKeys(fresh.innerHTML), [read, stood] = placed.get(region) ?? [];
    if (html === read && stood === region.innerHTML) continue;
    const controls = "a[href], button, summary", at = [...region.querySelectorAll(controls)].indexOf(document.activeElement);
    region.innerHTML = fresh.innerHTML;
    window.htmx?.process(region);
    placed.set(region, [html, region.innerHTML]);
    if (at >= 0) region.querySelectorAll(controls)[at]?.focus({ preventScroll: true });
  }
}

// --- catching up --------------------------------------------------------------------------------------------------

/** Fetch what was missed, and a new ticket. True when we are up to date; only one fetch at a time. */
function catchUp() {
  fetching ??= fetchSince().catch(() => false).finally(() => { fetching = null; });
  return fetching;
}

async function fetchSince() {
  const url = new URL(main.dataset.since, location.href);
  url.searchParams.set("after", position);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return false;
  const frame = await answer.json();
  if (frame.reload) return fetchPage();
  renew(frame.ticket);
  apply(frame);
  return true;
}

/** Too much happened for a frame: fetch this page and take over its parts, leaving forms and what is typed alone. */
async function fetchPage(anyway = false) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const source = page.querySelector("[data-live][data-since]");
  if (!source) return false;
  const seq = Number(source.dataset.seq), parts = [...page.querySelectorAll("[id]")].filter(part => PARTS.test(part.id));
  const there = new Set(parts.map(part => part.id));
  for (const container of document.querySelectorAll("[id^=thread-], [id^=replies-], [id^=texts-]")) {
    const same = page.getElementById(container.id);
    if (!same) continue;
    const first = same.firstElementChild ? number(same.firstElementChild) : 0; // what is older stands on an earlier page
    for (const child of [...container.children]) if (number(child) >= first && !there.has(child.id)) child.remove();
  }
  for (const part of parts) {
    if (part.id.startsWith("card-") && document.getElementById(part.id)) continue; // its owner's region stays
    place({ id: part.id, rev: seq, in: part.parentElement.id, after: null, html: part.outerHTML }, anyway);
  }
  renew(source.dataset.ticket);
  apply({ to: seq });
  return true;
}

// --- the socket ---------------------------------------------------------------------------------------------------

async function take(frame) {
  if ("answer" in frame) return;
  if ("ticket" in frame) return renew(frame.ticket);
  if (frame.to !== undefined && (frame.reload || frame.from > position)) {
    if (frame.reload) await new Promise(done => setTimeout(done, Math.random() * 2000)); // not everybody at once
    if (position < frame.to && !await catchUp()) drop();
    return;
  }
  await released(main);
  apply(frame);
}

function acknowledge() {
  clearTimeout(acknowledging);
  acknowledging = 0;
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify({ ack: received }));
  unacknowledged = 0;
}

function open() {
  const url = new URL(main.dataset.live, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("ticket", ticket);
  url.searchParams.set("after", position);
  let opened = false;
  try { socket = new WebSocket(url); } catch { refused += 1; again(0); return; } // forbidden by the browser
  socket.onopen = () => { heard = Date.now(); refused = 0; opened = true; polled = false; show("live"); };
  socket.onclose = event => { if (!opened) refused += 1; drop(event.code); };
  socket.onmessage = event => {
    const frame = JSON.parse(event.data);
    heard = Date.now();
    attempts = 0;
    received = Math.max(received, frame.to ?? 0);
    unacknowledged += event.data.length;
    // A hidden page has no reliable clock: it acknowledges at once. The others do not all answer in the same moment.
    if (unacknowledged >= ACK_BYTES || document.hidden) acknowledge();
    else acknowledging ||= setTimeout(acknowledge, Math.random() * ACK_EVERY);
    work = work.then(() => take(frame)).catch(() => drop());
  };
}

/** The line is gone, or given up: closing one that is dead can take a minute, and nobody waits for it. */
function drop(code = 0) {
  if (!socket) return;
  socket.onclose = socket.onmessage = null;
  socket.close();
  socket = null;
  again(code);
}

function renew(given) {
  if (given) { ticket = given; renewed = Date.now(); }
}

/** Where no socket gets through: ask and wait, again and again, and try a socket each minute. */
async function poll() {
  const until = Date.now() + SOCKET_AGAIN, url = new URL("poll/", new URL(main.dataset.live, location.href));
  polled = true;
  show("live");
  while (Date.now() < until) {
    url.searchParams.set("ticket", ticket);
    url.searchParams.set("after", position);
    const asked = Date.now(), answer = await fetch(url, { method: "POST", signal: AbortSignal.timeout(40e3) }).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!told) {
      polled = false;
      again({ 403: NO_RIGHT, 503: RESTART[1] }[answer?.status] ?? 0);
      return;
    }
    renew(told.ticket);
    attempts = 0;
    for (const frame of told.frames) await (work = work.then(() => take(frame)).catch(() => {}));
    await pause(Math.max(0, 500 - (Date.now() - asked))); // no answer is worth a storm
  }
  open();
}

async function again(code) {
  if (polled && refused > 1 && Date.now() - renewed < FRESH) { poll(); return; } // the socket of this minute failed
  polled = false;
  for (;;) {
    show(navigator.onLine ? "reconnecting" : "offline");
    // After a restart everybody comes back: spread over some seconds.
    await pause(RESTART.includes(code) ? Math.random() * 4000 : Math.min(30e3, 500 * 2 ** attempts) * (0.5 + Math.random()));
    attempts = Math.min(attempts + 1, 7);
    // With a fresh ticket straight to the socket, which brings what was missed.
    if (code !== NO_RIGHT && refused < 2 && Date.now() - renewed < FRESH) break;
    // With other rights the page shows other things: it is taken over as a whole.
    if (code === NO_RIGHT ? await fetchPage(true).catch(() => false) : await catchUp()) break;
    if (RESTART.includes(code)) code = 0;
    refused = Math.min(refused, 1); // the server is away: that says nothing of sockets
  }
  if (refused > 1) poll();
  else open();
}

function show(to = state) {
  const changed = to !== state;
  state = to;
  for (const line of document.querySelectorAll("[data-line]")) {
    const word = line.dataset[state] ?? "";
    line.dataset.line = state;
    line.textContent = waiting ? `${word}: ${waiting} ${line.dataset.saved ?? ""}` : word;
  }
  if (changed) tell("consult:connection", { state });
}

if (main) {
  open();
  setInterval(() => { if (Date.now() - heard > SILENCE && state === "live") drop(); }, 5000);
  addEventListener("online", () => wake());
  addEventListener("offline", () => drop());
  addEventListener("pageshow", event => { if (event.persisted) catchUp(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  document.addEventListener("click", event => {
    if (!event.target.closest?.("[data-new]")) return;
    const elements = [...document.querySelectorAll("[data-waits]")];
    reveal(elements);
    elements[0]?.scrollIntoView({ block: "nearest" });
  });
  // Forms of the desk work in place; a link leads to its page.
  document.addEventListener("htmx:confirm", event => {
    const { elt } = event.detail;
    if (!elt.matches?.("a[href]")) return;
    event.preventDefault();
    location.assign(elt.href);
  });
  let openBefore = [];
  document.addEventListener("htmx:beforeSwap", event => {
    const form = event.detail.requestConfig?.elt?.closest?.("form"), fields = "textarea, input:not([type=hidden])";
    openBefore = opened(main);
    // What is being typed elsewhere on the desk stays: then its parts are brought one by one, those with typing left alone.
    if (![...event.detail.target.querySelectorAll(fields)].some(field => !form?.contains(field) && isChanged(field))) return;
    event.detail.shouldSwap = false;
    rereadSoon();
    for (const region of main.querySelectorAll("[data-src][id]")) refresh(region.id);
  });
  document.addEventListener("htmx:afterSwap", () => reopen(main, openBefore));
  document.addEventListener("focusout", event => {
    const region = event.target.closest?.("[data-stale]");
    if (region) setTimeout(() => { if (region.hasAttribute("data-stale")) refresh(region.id); }, 200);
  });
  document.addEventListener("consult:outbox", event => { waiting = event.detail.waiting; show(); });
  document.addEventListener("consult:answered", event => {
    const { form, answer } = event.detail, region = form?.closest("[data-src]"), id = `contribution-${answer.contribution}`;
    if (region?.id) refresh(region.id);
    if (!answer.contribution) return;
    for (const own of document.querySelectorAll("[data-own][id]")) refresh(own.id);
    if (answer.state) return; // held: it comes into no thread
    mine.add(id);
    const element = document.getElementById(id);
    if (element) { reveal([element]); element.scrollIntoView({ block: "nearest" }); }
    else setTimeout(() => { if (!document.getElementById(id)) catchUp(); }, PATIENCE);
  });
}
