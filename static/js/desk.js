// The chair's desk: it stays at the question that is looked at, and says when a press was not answered, or refused.
//
//   <section class="console [is-current]" id="desk-7">    looked at: the one of the fragment, or the one before the room
//   <main data-unanswered="...">                          what is said when no answer came
//   <div id="messages">                                   where it is said; what it says after a press is read out
//
// The fragment's own :target is lost when its element is brought anew; [data-looked-at] takes its place.

const main = document.querySelector("main.desk");
const tell = text => document.dispatchEvent(new CustomEvent("consult:announce", { detail: { text, topic: "desk" } }));
const before = () => document.querySelector(".console.is-current")?.id;
let inTheRoom = before(); // as it was when a button was pressed: the room can be told before the answer comes

function look() {
  const at = location.hash.slice(1), shown = [...document.querySelectorAll(".console")];
  for (const part of shown) part.toggleAttribute("data-looked-at", part.id === at);
}

/** One's own press brought another question before the room: that one is looked at. */
function follow() {
  if (before() === inTheRoom) return;
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("desk-now")?.scrollTo(0, 0);
}

function say(text) {
  const place = document.getElementById("messages"), line = document.createElement("p");
  line.className = "error";
  line.textContent = text;
  place.replaceChildren(line);
  tell(text);
}

document.addEventListener("consult:brought", event => {
  const isOwn = event.detail.region === main;
  if (isOwn) follow();
  look();
  if (isOwn) tell(document.getElementById("messages").textContent.trim());
});
document.addEventListener("htmx:beforeRequest", () => { inTheRoom = before(); });
addEventListener("hashchange", look);
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => say(main.dataset.unanswered));
document.addEventListener("htmx:responseError", event => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  say(page.querySelector(".refusal p")?.textContent ?? main.dataset.unanswered);
});
look();
