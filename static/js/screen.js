// The projector cuts nothing: what does not fit is set smaller, step by step. On a phone it scrolls.
//
//   <main class="screen" data-fit="3">    the step; screen.css says how much smaller each is

const main = document.querySelector("main.screen"), STEPS = 9, phone = matchMedia("(max-width: 48rem)");
const isCut = () => document.scrollingElement.scrollHeight > document.scrollingElement.clientHeight;

function fit() {
  for (let step = 0; step <= STEPS; step += 1) {
    main.dataset.fit = step;
    if (phone.matches || !isCut()) return;
  }
}

fit();
addEventListener("resize", fit);
document.addEventListener("consult:placed", fit);
document.fonts?.ready.then(fit);
