// What a screen reader hears and where one is. One short polite summary at most every ten seconds, which can be paused.
//
//   announce("3 new contributions")      by other modules, or the event "consult:announce" with {text} on the document
//   <p data-told>, or ="Text 2.1"        read out, after those words, when it comes or changes on the open page
//   <button data-announce hidden aria-pressed="false">   pauses and goes on
//   <a data-elsewhere>                   is hidden on the page that it leads to
//   <nav class="tabs">                   gets aria-current on the part that is shown, and the agenda on the page's question

const EVERY = 10e3, PAUSED = "consult:quiet";
const region = document.getElementById("announcer");
let waiting = [], last = 0, timer = 0;
const isPaused = () => { try { return localStorage.getItem(PAUSED) === "1"; } catch { return false; } };

function speak() {
  timer = 0;
  if (!region || !waiting.length || isPaused()) return;
  region.textContent = waiting.join(". ");
  waiting = [];
  last = Date.now();
}

export function announce(text, topic = text) {
  waiting = waiting.filter(said => said.topic !== topic);
  waiting.push({ topic, toString: () => text });
  timer ||= setTimeout(speak, Math.max(150, last + EVERY - Date.now()));
}

document.addEventListener("consult:announce", event => announce(event.detail.text, event.detail.topic));

const words = element => `${element.dataset.told ? `${element.dataset.told}. ` : ""}${element.textContent.replace(/\s+/g, " ").trim()}`;
const toldNow = () => [...document.querySelectorAll("[data-told]")].map(words).filter(Boolean);
let told = new Set(toldNow());

function tellChanges() {
  const now = toldNow();
  for (const text of now) if (!told.has(text)) announce(text);
  told = new Set(now);
}

document.addEventListener("consult:placed", tellChanges);
document.addEventListener("consult:brought", tellChanges);

for (const button of document.querySelectorAll("button[data-announce]")) {
  const show = () => button.setAttribute("aria-pressed", String(isPaused()));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    try { localStorage.setItem(PAUSED, isPaused() ? "0" : "1"); } catch { /* no storage: nothing to pause */ }
    if (isPaused()) waiting = [];
    show();
  });
}

function mark() {
  for (const tabs of document.querySelectorAll("nav.tabs")) {
    const links = [...tabs.querySelectorAll("a[href^='#']")];
    const at = document.querySelector(":target");
    const current = links.find(link => at?.closest(link.getAttribute("href"))) ?? links[0];
    for (const link of links) link === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
}
addEventListener("hashchange", mark);
mark();

// The agenda that arrives on the live line is everybody's: which of its questions this page shows is ours to say.
const here = () => { for (const link of document.querySelectorAll("a[data-elsewhere]")) link.hidden = link.pathname === location.pathname; };
here();
document.addEventListener("consult:placed", () => {
  here();
  for (const link of document.querySelectorAll(".agenda ol a")) if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
});
