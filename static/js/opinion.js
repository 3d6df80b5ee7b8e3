// Statements one at a time: an answer brings the next; back and forth. Without this they all stand below each other.
//
//   <p data-opinions-left data-words="%a of %n answered">   how many are answered
//   <ol data-opinions><li><div class="said" tabindex="-1">...</div><form data-outbox="vote"><button name="choice" aria-pressed>
//
// The forms are the outbox's: an answer that waits for the connection is kept there while its reader goes on.

const list = document.querySelector("[data-opinions]"), left = document.querySelector("[data-opinions-left]");

if (list) {
  const cards = [...list.children], answer = card => card.querySelector("[aria-pressed=true]");
  const pause = 350; // milliseconds in which one sees what was pressed
  let at = Math.max(0, cards.findIndex(card => !answer(card)));

  const count = () => {
    left.textContent = left.dataset.words.replace("%a", cards.filter(answer).length).replace("%n", cards.length);
  };

  const go = (to, focus = true) => {
    at = Math.min(Math.max(to, 0), cards.length - 1);
    cards.forEach((card, place) => card.toggleAttribute("data-away", place !== at));
    back.disabled = at === 0;
    on.disabled = at === cards.length - 1;
    if (focus) cards[at].querySelector(".said").focus();
  };

  const controls = document.getElementById("opinion-controls").content.cloneNode(true);
  const [back, on] = controls.querySelectorAll("button");
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => go(at + 1));
  list.after(controls);

  list.addEventListener("submit", event => {
    const card = event.target.closest("li");
    for (const button of event.target.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", button === event.submitter);
    count();
    setTimeout(() => {
      if (cards[at] !== card) return;
      const next = [...cards.slice(at + 1), ...cards.slice(0, at)].find(other => !answer(other));
      if (next) go(cards.indexOf(next));
      else go(at);
    }, pause);
  });
  document.addEventListener("consult:announce", event => {
    if (event.detail.topic !== "refused") return;
    const card = cards.find(one => one.querySelector("[data-outbox-state][data-state=refused]"));
    if (!card) return;
    answer(card)?.setAttribute("aria-pressed", "false");
    count();
    go(cards.indexOf(card));
  });
  const named = cards.findIndex(card => `#${card.id}` === location.hash);
  go(named >= 0 ? named : at, false);
}
