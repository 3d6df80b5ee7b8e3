// The scribe's form by keyboard: Ctrl+Enter sends, Escape leads from the text to the speakers, whose keys lead back.
//
//   <form data-scribe>  <div data-who>  radios named "who", brought anew when the floor moves  <input data-has-floor>
//     <div data-other>  what "somebody else" is chosen with
//
//     <button data-use data-language> <template>  the statement that was handed in; F2 puts it in the text
//   <label data-delivers hidden>  its box: what is sent is that statement
//
// While something is typed, whoever was chosen stays chosen: words are never given to the next speaker by themselves.

const form = document.querySelector("form[data-scribe]"), region = form?.querySelector("[data-who]"), text = form?.elements.text;
const radios = () => [...region.querySelectorAll("[name=who]")];
const chosen = () => radios().find(radio => radio.checked);
const others = () => [...region.querySelectorAll("[data-other] :is(select, input)")];

if (form) {
  let last = chosen()?.value;

  form.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape" && event.target === text) (chosen() ?? radios()[0]).focus();
  });

  const delivers = form.querySelector("[data-delivers]"), box = delivers.querySelector("input"), most = text.maxLength;

  function use(button) {
    const statement = button.parentElement.parentElement.querySelector("template").content.textContent;
    text.maxLength = 12000;
    text.value = text.value.trim() ? `${text.value.trim()}\n\n${statement}` : statement;
    box.value = button.value;
    box.checked = true;
    delivers.hidden = false;
    if (button.dataset.language) form.elements.language.value = button.dataset.language;
    const speaker = region.querySelector("[data-has-floor]");
    if (speaker) { speaker.checked = true; last = speaker.value; }
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    text.setSelectionRange(0, 0);
  }

  document.addEventListener("keydown", event => {
    const button = event.key === "F2" && region.querySelector("[data-use]");
    if (button) { event.preventDefault(); use(button); }
  });

  region.addEventListener("click", event => {
    const button = event.target.closest("[data-use]");
    if (button) { event.preventDefault(); use(button); return; }
    if (event.isTrusted || event.target.name !== "who") return; // by its key; the arrows go through the radios undisturbed
    (event.target.value === "other" ? others()[0] ?? text : text).focus();
  });

  region.addEventListener("input", event => {
    if (event.target.closest("[data-other]")) radios().find(radio => radio.value === "other").checked = true;
    else if (event.target.value !== "other") for (const field of others()) field.value = "";
    last = chosen()?.value;
  });

  new MutationObserver(() => {
    if (!text.value.trim()) { last = chosen()?.value; return; }
    for (const radio of radios()) radio.checked = radio.value === last;
  }).observe(region, { childList: true });

  document.addEventListener("consult:answered", event => {
    if (event.detail.form !== form) return;
    for (const radio of radios()) radio.checked = radio.defaultChecked;
    for (const field of others()) field.value = "";
    last = chosen()?.value;
    text.maxLength = most;
    box.checked = false;
    delivers.hidden = true;
    text.focus();
  });
}
