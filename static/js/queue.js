// One key a decision, in a queue. The keys work while something in the queue has the focus, and never in a field.
//
//   <section data-queue>, or ="when asked" to take the focus at #queue alone   <p data-keys hidden> says which keys
//   <li tabindex="-1"> one to decide on, with [data-key="r"] in it:
//   a button is pressed, a box ticked, a field gets the focus; Escape leaves it, Enter presses its [data-enter]. j and k,
//   or the arrows, go on and back.

const queue = document.querySelector("[data-queue]");
const items = [...queue?.querySelectorAll("li[tabindex]") ?? []];
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function go(item) {
  item?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
}

queue?.querySelectorAll("[data-keys]").forEach(keys => { keys.hidden = false; });
const isAsked = location.hash === "#queue" || queue?.dataset.queue !== "when asked";
const start = () => isAsked && document.activeElement === document.body && go(items[0]);
start();
addEventListener("load", () => setTimeout(start, 50)); // the browser's own way to the fragment takes the focus away

queue?.addEventListener("keydown", event => {
  const item = event.target.closest("li[tabindex]");
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox]), select")) {
    if (event.key === "Escape") go(item);
    if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); item.querySelector("button[data-enter]")?.click(); }
    return;
  }
  const step = STEPS[event.key], wanted = item.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (step) go(items[items.indexOf(item) + step]);
  else if (wanted?.matches("button, [type=checkbox]")) wanted.click();
  else wanted?.focus();
  if (step || wanted) event.preventDefault();
});
