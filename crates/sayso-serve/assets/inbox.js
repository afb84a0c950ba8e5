// The inbox by keyboard: j and k move, a accepts, r rejects, e amends, m merges, u undoes the last.
"use strict";
(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const store = (value) => { try { if (value === undefined) return localStorage.getItem("author") ?? ""; localStorage.setItem("author", value); } catch { /* holds for this page only */ } return ""; };
  const author = document.querySelector("[data-author]");
  const spread = () => { for (const field of all("[data-author-too]")) field.value = author.value.trim() || field.value; };
  if (author) {
    author.value = store() || author.value;
    author.addEventListener("change", () => { store(author.value.trim()); spread(); });
    spread();
  }
  const items = () => all("[data-item]");
  let at = -1;
  const go = (n) => {
    const list = items();
    if (!list.length) return;
    at = Math.max(0, Math.min(list.length - 1, n));
    list[at].focus({ preventScroll: true });
    list[at].scrollIntoView({ block: "nearest" });
    try { sessionStorage.setItem("inbox-at", String(at)); } catch { /* none */ }
  };
  const current = () => document.activeElement?.closest("[data-item]") ?? items()[at];
  // A form may be sent once.
  for (const form of all("form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
    });
  }
  addEventListener("pageshow", () => { for (const form of all("form")) delete form.dataset.sent; });
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest?.("[data-item]");
    if (item) at = items().indexOf(item);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const key = event.key;
    if (key === "j" || key === "k") { event.preventDefault(); go(at + (key === "j" ? 1 : -1)); return; }
    if (key === "u") { event.preventDefault(); document.querySelector("[data-undo]")?.click(); return; }
    if (!"arem".includes(key) || key.length !== 1) return;
    const item = current();
    const control = item?.querySelector(`[data-key="${key}"]`);
    if (!control) return;
    event.preventDefault();
    if ("ar".includes(key) && author && !author.value.trim()) { author.focus(); author.reportValidity(); return; }
    control.click();
    if (key === "m") item.querySelector(".merge input")?.focus();
  });
  // After a decision one goes on where one was.
  if (new URLSearchParams(location.search).has("done")) {
    let was = 0;
    try { was = Number(sessionStorage.getItem("inbox-at") ?? 0); } catch { /* from the first */ }
    go(was);
  }
})();
