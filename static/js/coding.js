// Reading and coding by keyboard: each press is sent without leaving the page, and the next contribution comes up.
//
//   <section data-coding>  <p data-told> says what was done  <p data-keys hidden> says which keys there are
//     <li tabindex="-1"> one to read: <form> whose buttons have a data-key, [data-placed], [data-read hidden]
//
// j and k, or the arrows, go on and back. Keys work while a contribution has the focus, and never in a field. Without
// this script, and where sending fails, the same buttons post the form.

const queue = document.querySelector("[data-coding]");
const items = [...queue?.querySelectorAll("li[tabindex]") ?? []];
const told = queue?.querySelector("[data-told]");
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function go(item) {
  item?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
}

const after = item => items.slice(items.indexOf(item) + 1).find(other => !other.matches(".is-read")) ?? items[items.indexOf(item) + 1];

/** Where it stands now, as the server says. Names are set as text. */
function show(item, answer) {
  item.classList.toggle("is-read", answer.read);
  item.querySelector("[data-read]").hidden = !answer.read;
  item.classList.toggle("is-human", answer.coded.length > 0);
  item.classList.toggle("is-proposed", answer.coded.length === 0);
  for (const other of item.querySelectorAll("[name=theme]")) other.setAttribute("aria-pressed", String(other.value === answer.mine));
  item.querySelector("[value=uncode]").hidden = !answer.mine;
  item.querySelector("[value=unread]").hidden = !answer.read;
  const list = document.createElement("ul");
  list.className = "codes";
  for (const words of answer.placed) {
    const line = document.createElement("li");
    line.className = `placed ${answer.coded.length ? "is-human" : "is-proposed"}`;
    line.textContent = words;
    list.append(line);
  }
  item.querySelector("[data-placed]").replaceChildren(list);
}

async function send(form, button) {
  const item = form.closest("li"), body = Object.fromEntries(new FormData(form));
  item.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST", body: JSON.stringify({ [button.name]: button.value }),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": body.csrfmiddlewaretoken },
    });
    const answer = await response.json();
    told.textContent = answer.words ?? answer.reason;
    told.classList.toggle("visually-hidden", answer.answer === "ok");
    told.classList.toggle("refusal", answer.answer !== "ok");
    if (answer.answer !== "ok") { told.scrollIntoView({ block: "nearest" }); return; }
    show(item, answer);
    if (!["unread", "uncode"].includes(button.value)) go(after(item) ?? item);
  } catch {
    HTMLFormElement.prototype.requestSubmit.call(form, button);
  } finally {
    item.removeAttribute("aria-busy");
  }
}

queue?.querySelectorAll("[data-keys]").forEach(keys => { keys.hidden = false; });
const asked = items.find(item => `#${item.id}` === location.hash);
if (asked || location.hash === "#queue") {
  const start = () => document.activeElement === document.body && go(asked ?? items[0]);
  start();
  addEventListener("load", () => setTimeout(start, 50)); // the browser's own way to the fragment takes the focus away
}

queue?.addEventListener("submit", event => {
  const form = event.target;
  if (!event.submitter || form.dataset.plain) return;
  event.preventDefault();
  form.dataset.plain = "once"; // if sending fails, the form posts itself
  send(form, event.submitter).finally(() => delete form.dataset.plain);
});

queue?.addEventListener("keydown", event => {
  const item = event.target.closest("li[tabindex]");
  if (!item || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input, select, textarea")) return;
  const step = STEPS[event.key], wanted = item.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]:not([hidden])`);
  if (step) go(items[items.indexOf(item) + step]);
  else wanted?.click();
  if (step || wanted) event.preventDefault();
});
