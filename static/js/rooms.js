// When all breakout rooms are called back, a room's page moves to the plenary, unless something is being written there:
// then the way back stands on the page and nothing typed is lost.
//
//   <section data-go="URL">    where to; one that stood so when the page came moves nobody

const was = document.querySelector("[data-go]");
const isWriting = () => [...document.querySelectorAll("main textarea")].some(field => field.value !== field.defaultValue);

document.addEventListener("consult:placed", () => {
  const now = document.querySelector("[data-go]");
  if (now && !was && !isWriting()) location.assign(now.dataset.go);
});
