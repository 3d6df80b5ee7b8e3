// Forms that are answered in place, and wait for the connection when there is none. It covers the open page.
//
//   <form data-outbox method="post" action>      posted by fetch with a command id, so that sent twice counts once
//     <p data-outbox-state data-saved data-sending data-received data-counted hidden>     the state, in the page's words
//
// What is typed stays in the form until the server has answered; nothing is stored here (drafts are unsaved.js's, and with
// "keep nothing" they live in memory alone). Without this script, and with files, the same forms post normally. An answer
// with a "state" (held) is shown in the words of data-held.
// Events: "consult:answered" {form, answer} and "consult:outbox" {waiting} on the document, "consult:counted" on the form.

const queue = [];
let sending = false, retry = 0, failures = 0;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // a page without TLS has no randomUUID
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function show(form, state, text) {
  const place = form.querySelector("[data-outbox-state]");
  const words = text ?? place?.dataset[state] ?? "";
  if (place) {
    place.hidden = !words;
    place.textContent = words;
    place.dataset.state = state;
    place.classList.toggle("refusal", state === "refused");
  } else if (state === "refused") {
    let note = form.querySelector("[data-refused]");
    if (!note) {
      note = document.createElement("p");
      note.className = "refusal";
      note.setAttribute("role", "alert");
      note.setAttribute("data-refused", "");
      form.append(note);
    }
    note.textContent = words;
  }
}

function lock(form, on) {
  form.toggleAttribute("data-busy", on);
  form.setAttribute("aria-busy", String(on));
  for (const field of form.elements) if (/^(text|search|textarea)$/.test(field.type)) field.readOnly = on;
}

function clear(form) {
  for (const field of form.elements) {
    if (/^(text|search|textarea)$/.test(field.type)) field.value = "";
    if (field.type === "checkbox") field.checked = field.defaultChecked;
  }
  form.querySelector("[data-refused]")?.remove();
  form.dispatchEvent(new CustomEvent("consult:counted", { bubbles: true }));
}

const changed = () => tell("consult:outbox", { waiting: failures ? queue.length : 0 });

/** The form's key expired (a sign-in elsewhere): the page as it is now has a new one. */
async function newKey() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const key = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!key) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = key;
  for (const command of queue) command.body.set("csrfmiddlewaretoken", key);
  return true;
}

/** The server's answer, or null when there is none yet and the command is to be sent again. */
async function post(command, isRepeat = false) {
  const answer = await fetch(command.url, { method: "POST", body: command.body, headers: { Accept: "application/json" } });
  const isJSON = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.status === 403 && !isJSON && !isRepeat && await newKey()) return post(command, true);
  if (answer.status >= 500 || answer.status === 429 || answer.redirected || (answer.ok && !isJSON)) return null;
  if (!isJSON) return { answer: "refused", reason: command.form.dataset.failed ?? `${answer.status} ${answer.statusText}` };
  const body = await answer.json();
  return body.answer === "slow down" ? null : body;
}

async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(retry);
  while (queue.length) {
    const command = queue[0];
    if (navigator.onLine) show(command.form, "sending");
    const answer = await post(command).catch(() => null);
    if (!answer) { later(); break; }
    failures = 0;
    queue.shift();
    settle(command, answer);
    changed();
  }
  sending = false;
}

function later() {
  failures += 1;
  for (const { form } of queue) show(form, "saved");
  changed();
  retry = setTimeout(send, Math.min(30e3, 1000 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()));
}

function settle({ form }, answer) {
  if (!queue.some(command => command.form === form)) lock(form, false);
  if (answer.answer !== "ok") {
    show(form, "refused", answer.reason);
    tell("consult:announce", { text: answer.reason, topic: "refused" });
    return;
  }
  clear(form);
  show(form, "received");
  tell("consult:answered", { form, answer });
  if (answer.state) { show(form, answer.state); return; }
  const stands = () => !answer.contribution || document.getElementById(`contribution-${answer.contribution}`);
  const counted = () => {
    if (!stands()) return;
    document.removeEventListener("consult:placed", counted);
    show(form, "counted");
  };
  document.addEventListener("consult:placed", counted);
  counted();
}

document.addEventListener("submit", event => {
  const form = event.target;
  if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
  if ([...form.elements].some(field => field.files?.length)) return; // files go by the form itself, with the connection
  event.preventDefault();
  const isVote = !form.querySelector("[data-outbox-state]");
  if (form.hasAttribute("data-busy") && !isVote) return;
  const fields = new FormData(form);
  if (event.submitter?.name) fields.append(event.submitter.name, event.submitter.value);
  const body = new URLSearchParams([...fields].filter(([, value]) => typeof value === "string"));
  body.set("id", uuid());
  if (document.body.dataset.person) body.set("as", document.body.dataset.person); // whoever signs in meanwhile does not send it
  // Of several answers to one question only the last is worth sending; what is on its way stays first.
  for (let at = queue.length - 1; at > 0; at--) if (isVote && queue[at].form === form) queue.splice(at, 1);
  queue.push({ form, url: form.action, body });
  lock(form, true);
  if (!navigator.onLine) failures ||= 1;
  show(form, navigator.onLine ? "sending" : "saved");
  changed();
  send();
});

addEventListener("online", send);
document.addEventListener("consult:connection", event => { if (event.detail.state === "live" && queue.length) send(); });
addEventListener("beforeunload", event => { if (queue.length) event.preventDefault(); });
