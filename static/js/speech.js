// Read a text aloud by the browser's own speech: the voice to choose, play, pause. Without it the panel stays hidden.
//
//   <div data-speech="ID OF THE TEXT" data-language="fr" hidden><label for="voice">..</label><select id="voice"></select>
//   <button type="button" data-play data-pause="Pause" data-resume="Go on">Play</button><button data-stop hidden>Stop</button></div>
//
// data-parts: a selector of what is read, one after the other; without it, the children of the text.

for (const panel of document.querySelectorAll("[data-speech]")) {
  const text = document.getElementById(panel.dataset.speech), speech = window.speechSynthesis;
  if (!speech || !text) continue;
  const choice = panel.querySelector("select"), play = panel.querySelector("[data-play]"), stop = panel.querySelector("[data-stop]");
  const language = (panel.dataset.language || document.documentElement.lang).toLowerCase(), begin = play.textContent;
  let state = "still", turn = 0;

  const show = (now) => {
    state = now;
    play.textContent = now === "reading" ? play.dataset.pause : now === "paused" ? play.dataset.resume : begin;
    stop.hidden = now === "still";
  };
  const own = (voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language.split("-")[0];
  const offer = () => {
    const voices = speech.getVoices(), chosen = choice.value;
    voices.sort((a, b) => own(b) - own(a) || a.lang.localeCompare(b.lang));
    choice.replaceChildren(...voices.map((voice) => new Option(`${voice.name} (${voice.lang})`, voice.voiceURI, false, voice.voiceURI === chosen)));
    panel.hidden = voices.length === 0;
  };
  const halt = () => { turn += 1; speech.cancel(); show("still"); };
  // A paragraph at a time: browsers cut off what is read for too long.
  const read = (parts, at, mine) => {
    if (mine !== turn) return;
    if (at >= parts.length) { show("still"); return; }
    const said = new SpeechSynthesisUtterance(parts[at]);
    said.voice = speech.getVoices().find((voice) => voice.voiceURI === choice.value) ?? null;
    said.lang = said.voice?.lang ?? language;
    said.onend = () => read(parts, at + 1, mine);
    said.onerror = () => { if (mine === turn) show("still"); };
    speech.speak(said);
  };
  play.addEventListener("click", () => {
    if (state === "reading") { speech.pause(); show("paused"); }
    else if (state === "paused") { speech.resume(); show("reading"); }
    else { halt(); show("reading"); read([...text.querySelectorAll(panel.dataset.parts || ":scope > *")].map((part) => part.textContent.trim()).filter(Boolean), 0, turn); }
  });
  stop.addEventListener("click", halt);
  choice.addEventListener("change", halt);
  addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", offer);
  offer();
}
