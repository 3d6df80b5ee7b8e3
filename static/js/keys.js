// Single keys for the buttons of a working page, outside of fields and without Ctrl, Alt or Meta, and while nothing stands
// open above the page: whoever reads which keys there are presses none of them yet.
//
//   <button data-key="n">              pressed by N; of several that are seen, the first
//   <input type="checkbox" data-keys-on>     switches them off on this device, for those who dictate

const OFF = "consult:no-keys";
const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

document.addEventListener("keydown", event => {
  if (isOff() || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return;
  const keyed = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)];
  const found = keyed.find(element => element.checkVisibility?.() ?? element.offsetParent !== null);
  const above = CSS.supports("selector(:popover-open)") ? document.querySelector("[popover]:popover-open") : null;
  if (!found || above && found.popoverTargetElement !== above) return;
  event.preventDefault();
  found.click();
});

for (const box of document.querySelectorAll("[data-keys-on]")) {
  box.checked = !isOff();
  box.addEventListener("change", () => { try { localStorage.setItem(OFF, box.checked ? "0" : "1"); } catch { /* no storage: on */ } });
}
