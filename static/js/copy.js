// Copy a link, a code or a citation.
//
//   <button type="button" data-copy="text, or #id of the element whose text it is" data-copied="Copied" hidden>Copy</button>

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const from = button.dataset.copy, element = /^#[\w-]+$/.test(from) && document.querySelector(from);
    await navigator.clipboard.writeText(element ? (element.value ?? element.textContent.trim()) : from);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2500);
  });
}
