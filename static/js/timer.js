// Times in the reader's zone, and clocks that run.
//
//   <time datetime data-yours>10:30 Geneva<span class="yours" hidden> (your time <span></span>)</span></time>
//       filled in where the reader's clock says something else; without the inner span it becomes the title
//   <span data-timer data-limit="120" data-started="ISO" data-paused="ISO or empty">02:00</span>
//       counts down from the start, up where there is no limit; data-paused stops it; without data-started it stands
//   <span data-timer data-started="ISO" data-minutes="25">     counting up, over its minutes it says so
//   <meta name="now" content="ISO">    the server's clock, so that a wrong clock here does not matter

const now = document.querySelector("meta[name=now]")?.content;
const ahead = now ? Date.parse(now) - Date.now() : 0;
const language = document.documentElement.lang || undefined;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const digits = text => text.replace(/[\u0660-\u0669]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0x0660 + 48));

export function localise(root = document) {
  for (const time of root.querySelectorAll("time[data-yours]:not([data-done])")) {
    const at = new Date(time.dateTime), place = time.querySelector(".yours > span");
    time.dataset.done = "";
    if (Number.isNaN(at.getTime())) continue;
    const said = digits(time.textContent), yours = clock.format(at);
    if (!place) { time.title = day.format(at); continue; }
    if (said.includes(digits(yours))) continue;
    place.textContent = yours;
    place.parentElement.hidden = false;
  }
}

export function left(timer, at = Date.now() + ahead) {
  const started = Date.parse(timer.dataset.started), paused = Date.parse(timer.dataset.paused);
  const gone = Number.isNaN(started) ? 0 : (Number.isNaN(paused) ? at : paused) - started;
  const limit = timer.dataset.limit ? Number(timer.dataset.limit) : null;
  return limit === null ? Math.floor(gone / 1000) : Math.ceil(limit - gone / 1000);
}

function tick() {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    const seconds = left(timer), rest = Math.abs(seconds);
    const over = seconds < 0 || (!timer.dataset.limit && seconds > Number(timer.dataset.minutes || Infinity) * 60);
    const text = `${seconds < 0 ? "−" : ""}${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
    if (timer.textContent !== text) timer.textContent = text;
    timer.toggleAttribute("data-over", over);
  }
}

localise();
tick();
setInterval(tick, 500);
for (const name of ["consult:placed", "consult:brought"]) document.addEventListener(name, tick);
new MutationObserver(() => localise()).observe(document.body, { childList: true, subtree: true });
