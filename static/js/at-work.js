// Says which paragraph one is typing in, and shows where the others are. Nothing of what is typed is sent.
//
//   <div data-at-work="ADDRESS"> holds #at-work, whose [data-paragraph][data-name] mark paragraphs' [data-typing]

const place = document.querySelector("[data-at-work]");
const EVERY = 12e3, STILL = 45e3;
let paragraph = "", last = 0, told = "", waiting = 0;

async function ask() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, EVERY);
  if (document.hidden || !place) return;
  const here = Date.now() - last < STILL ? paragraph : "", options = { headers: {} };
  if (here || told) {
    options.method = "POST";
    options.headers["X-CSRFToken"] = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    options.body = new URLSearchParams({ paragraph: here });
  }
  try {
    const response = await fetch(document.querySelector("[data-at-work]").dataset.atWork, options);
    if (!response.ok) return;
    told = here;
    const now = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("at-work");
    const before = document.getElementById("at-work");
    if (now && before && now.textContent !== before.textContent) before.replaceChildren(...now.childNodes);
    mark();
  } catch { /* no connection: what stands is left */ }
}

function mark() {
  for (const one of document.querySelectorAll("[data-typing]")) one.hidden = true;
  for (const one of document.querySelectorAll("#at-work [data-paragraph]")) {
    const spot = document.querySelector(`#paragraph-${one.dataset.paragraph} [data-typing]`);
    if (!spot) continue;
    spot.textContent = `· ${one.dataset.name} …`;
    spot.hidden = false;
  }
}

document.addEventListener("input", event => {
  const form = event.target.closest?.("form[data-paragraph]");
  if (!form) return;
  last = Date.now();
  if (paragraph === form.dataset.paragraph && told) return;
  paragraph = form.dataset.paragraph;
  ask();
});
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("visibilitychange", () => document.hidden || ask());
addEventListener("pagehide", () => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  if (told) navigator.sendBeacon?.(place.dataset.atWork, data);
});
waiting = setTimeout(ask, EVERY);
mark();
