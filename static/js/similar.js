// A hint while one writes: what was said already and is nearly the same. It never holds anything up.
//
//   <div data-similar="URL" data-from="text" aria-live="polite">    the server's list is put here, for what stands in #text

const FROM = 40, PAUSE = 800;

for (const place of document.querySelectorAll("[data-similar]")) {
  const field = document.getElementById(place.dataset.from), form = field?.form;
  let timer = 0, asked = "", asking = null;

  const ask = async () => {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    asking?.abort();
    if (text.length < FROM) { place.replaceChildren(); return; }
    asking = new AbortController();
    const body = new URLSearchParams({ text, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const answer = await fetch(place.dataset.similar, { method: "POST", body, signal: asking.signal }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (field.value.trim() === text) place.innerHTML = html;
  };

  field?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  form?.addEventListener("consult:counted", () => { asked = ""; place.replaceChildren(); });
}
