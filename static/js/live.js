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
//   <details data-stay>                              stays open when its region, or the desk, is brought anew; what is entered
//       in a region stays too, where its form is still there: else the region waits, and while a field in it has the focus
//
// A frame {from, to, put: [{id, rev, in, after, html}], drop: [id]} covers what changed in (from, to]; one without "to" is
// latest-wins. A frame that begins after our position means that something was missed: fetch it.
// Events on the document: "consult:placed" {to, ids} after each frame, "consult:connection" {state}; heard:
// "consult:answered" {form, answer} when something of our own was accepted, "consult:outbox" {waiting}; "consult:brought"
// {region} when a region, or by one's own press the desk, was brought anew.

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
  const state = stateOf(old);
  if (old.hasAttribute("data-waits")) { element.hidden = true; element.setAttribute("data-waits", ""); }
  old.replaceWith(element);
  state.restore(element);
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
  readings.delete(element.closest("[data-anew]"));
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

const CONTROLS = "a[href], button, summary", FIELDS = "textarea, select, input:not([type=hidden])";

function isChanged(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const came = [...field.options].find(option => option.defaultSelected) ?? field.options[0];
  return field.value !== came?.value;
}

const isTyping = region => region.contains(document.activeElement) && document.activeElement.matches(FIELDS);
const isTouched = region => isTyping(region) || [...region.querySelectorAll(FIELDS)].some(isChanged);

/** A button of the region was pressed: the answer brings the whole region, and needs its form to stand till then. */
const isSending = region => Boolean(region.querySelector(".htmx-request"));

/** Under a finger or the mouse: a button put in its place now would not be the one that was pressed. */
const isPressed = region => Boolean(region.querySelector(":active"));

/** Resolves once nothing in the region is held down, or after some seconds: a press can be forgotten by the browser. */
async function released(region) {
  for (const until = Date.now() + PRESS; isPressed(region) && Date.now() < until;) await new Promise(done => setTimeout(done, 50));
}

/** What a form does, and on what: its address, what it sends unseen and its buttons. */
const formName = form => form ? [form.getAttribute("action"), ...[...form.elements].filter(part =>
  (part.type === "hidden" || part.type === "submit") && part.name !== "csrfmiddlewaretoken").map(part => `${part.name}=${part.value}`)].join(" ") : "";
const fieldName = field => `${formName(field.form)} ${field.name} ${["checkbox", "radio"].includes(field.type) ? field.value : ""}`;
const controlName = part => part.dataset.key
  ?? [part.tagName, part.getAttribute("href"), part.form && `${formName(part.form)} ${part.name} ${part.value}`, part.tagName === "SUMMARY" && part.textContent].join(" ");

/** Elements by their names; of several with one name each has its place. */
function byName(root, selector, nameOf) {
  const found = new Map(), times = new Map();
  for (const element of root.querySelectorAll(selector)) {
    const name = nameOf(element), before = times.get(name) ?? 0;
    found.set(`${before} ${name}`, element);
    times.set(name, before + 1);
  }
  return found;
}

const STAY = "details[data-stay] > summary", BOXES = "ol, ul, .waiting, .desk-parts > *";

/** What its reader did in a region: entered, unfolded, scrolled, focused. sent: a form whose entries are on their way. */
function stateOf(region, sent = null) {
  const entered = [...byName(region, FIELDS, fieldName)].filter(([, field]) => isChanged(field) && !(sent && field.form === sent));
  const opened = [...region.querySelectorAll(STAY)].filter(part => part.parentElement.open).map(part => part.textContent);
  const scrolled = [...byName(region, BOXES, part => part.className)].filter(([, part]) => part.scrollTop > 0).map(([name, part]) => [name, part.scrollTop]);
  const focused = [...byName(region, CONTROLS, controlName)].find(([, part]) => part === document.activeElement)?.[0];
  const values = entered.map(([name, field]) => [name, field.type === "file" ? null : field.value, field.checked]);
  return {
    fits(fresh) {
      const there = byName(fresh, FIELDS, fieldName);
      return values.every(([name, value]) => value !== null && there.has(name));
    },
    restore(fresh) {
      for (const part of fresh.querySelectorAll(STAY)) if (opened.includes(part.textContent)) part.parentElement.open = true;
      const there = byName(fresh, FIELDS, fieldName);
      for (const [name, value, checked] of values) {
        const field = there.get(name);
        if (!field) continue;
        if (["checkbox", "radio"].includes(field.type)) field.checked = checked; else field.value = value;
        for (let part = field.closest("details"); part && fresh.contains(part); part = part.parentElement.closest("details")) part.open = true;
      }
      if (scrolled.length) {
        const boxes = byName(fresh, BOXES, part => part.className);
        for (const [name, top] of scrolled) if (boxes.has(name)) boxes.get(name).scrollTop = top;
      }
      if (focused) focusOn(byName(fresh, CONTROLS, controlName).get(focused) ?? fresh);
    },
  };
}

/** A control that is gone leaves the focus where it was, and never on another one that somebody would press unseen. */
function focusOn(element) {
  if (!element.matches(`${CONTROLS}, [tabindex]`)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/** Bring a region anew. False when it has to wait: a field in it has the focus, or something entered has no place now. */
function bring(region, html) {
  const fresh = document.createElement("template"), state = stateOf(region);
  fresh.innerHTML = html;
  region.toggleAttribute("data-stale", isTyping(region) || !state.fits(fresh.content));
  if (region.hasAttribute("data-stale")) return false;
  region.replaceChildren(fresh.content);
  state.restore(region);
  window.htmx?.process(region);
  tell("consult:brought", { region });
  return true;
}

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
  const wasOpen = region.hasAttribute("data-own") && Boolean(region.querySelector("details[open]"));
  if (bring(region, html) && wasOpen) region.querySelector("details")?.setAttribute("open", "");
}

let rereading = 0, rereadAt = 0;
const readings = new WeakMap(); // region -> how it was read, until a frame brings something into it
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
    if (!fresh) continue;
    if (isSending(region) || isPressed(region)) { rereadSoon(); continue; }
    const html = withoutKeys(fresh.innerHTML);
    if (html !== readings.get(region) && bring(region, fresh.innerHTML)) readings.set(region, html);
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
    if (elements.length) focusOn(elements[0]);
  });
  // Forms of the desk work in place; a link leads to its page.
  document.addEventListener("htmx:confirm", event => {
    const { elt } = event.detail;
    if (!elt.matches?.("a[href]")) return;
    event.preventDefault();
    location.assign(elt.href);
  });
  let before = null, pressedAt = 0;
  document.addEventListener("htmx:beforeRequest", () => { pressedAt = position; });
  document.addEventListener("htmx:beforeSwap", event => {
    const { requestConfig, xhr, shouldSwap } = event.detail;
    if (!shouldSwap) return; // an error: desk.js says so
    before = stateOf(main, requestConfig?.elt?.closest?.("form"));
    // What is being typed elsewhere on the desk stays: then its parts are brought one by one, those with typing left alone.
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    if (before.fits(page)) return;
    event.detail.shouldSwap = false;
    document.getElementById("messages")?.replaceChildren(...page.getElementById("messages")?.childNodes ?? []);
    rereadSoon();
    for (const region of main.querySelectorAll("[data-src][id]")) refresh(region.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    before?.restore(main);
    tell("consult:brought", { region: main });
    if (position > pressedAt) rereadSoon(); // what came while the answer was on its way may not stand in it
  });
  document.addEventListener("focusout", event => {
    const region = event.target.closest?.("[data-stale]");
    if (region) setTimeout(() => {
      if (region.hasAttribute("data-anew")) rereadSoon();
      else if (region.hasAttribute("data-stale")) refresh(region.id);
    }, 200);
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
