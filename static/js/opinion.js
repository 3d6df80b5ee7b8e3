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

  const before = new Map(); // card -> the answer that stood before one that is not answered yet

  const count = () => {
    left.textContent = left.dataset.words.replace("%a", cards.filter(answer).length).replace("%n", cards.length);
  };

  const press = (card, value) => {
    for (const button of card.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", button.value === value);
    count();
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
    before.set(card, before.get(card) ?? answer(card)?.value ?? "");
    press(card, event.submitter?.value);
    setTimeout(() => {
      if (cards[at] !== card) return;
      const next = [...cards.slice(at + 1), ...cards.slice(0, at)].find(other => !answer(other));
      if (next) go(cards.indexOf(next));
    }, pause);
  });
  document.addEventListener("consult:answered", event => before.delete(event.detail.form?.closest("li")));
  document.addEventListener("consult:announce", event => {
    if (event.detail.topic !== "refused") return;
    const refused = [...before.keys()].filter(card => card.querySelector("[data-outbox-state][data-state=refused]"));
    for (const card of refused) {
      press(card, before.get(card)); // what stands is what was counted before
      before.delete(card);
    }
    if (refused.length) go(cards.indexOf(refused[0]));
  });
  const named = cards.findIndex(card => `#${card.id}` === location.hash);
  go(named >= 0 ? named : at, false);
}
