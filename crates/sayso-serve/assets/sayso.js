// Improves pages that work without it. What it may use: attributes that begin with data-, no text of any report as markup.
"use strict";

const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

/** Says something to everyone, screen readers included, for a moment. */
function tell(words) {
  const toast = document.querySelector("[data-toast]");
  if (!toast) return;
  toast.textContent = words;
  toast.classList.add("shown");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => toast.classList.remove("shown"), 2600);
}

// Light and dark.
for (const button of all("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* holds for this page only */ }
  });
}

// Copying: from a field (data-copy="#id"), or from an address (data-copy-from="/…").
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  event.preventDefault();
  try {
    let text;
    if (button.dataset.copyFrom) {
      const answer = await fetch(button.dataset.copyFrom, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      text = await answer.text();
    } else {
      const field = document.querySelector(button.dataset.copy);
      text = "value" in field ? field.value : field.textContent;
    }
    await navigator.clipboard.writeText(text);
    tell("Copied");
  } catch {
    tell("Could not be copied");
  }
});

// Parts of a page that are fetched anew: a form with data-live="#id" replaces that element by the same one of the answer.
const busy = new Map();
async function renew(form) {
  const target = form.dataset.live;
  const here = document.querySelector(target);
  if (!here) return;
  busy.get(target)?.abort();
  const stop = new AbortController();
  busy.set(target, stop);
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") asked.append(name, value);
  const shown = new URL(form.action || location.href);
  shown.search = asked.toString();
  shown.hash = "";
  here.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(shown, { signal: stop.signal, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(target);
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    here.replaceWith(fresh);
    history.replaceState(null, "", shown);
    enhance(fresh);
    for (const part of all("[data-live-also]", page)) {
      const old = document.getElementById(part.id);
      if (old) old.replaceWith(part);
    }
    const words = fresh.dataset.said;
    if (words) {
      const said = document.querySelector("[data-said-here]");
      if (said) said.textContent = words;
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    here.removeAttribute("aria-busy");
    tell("Could not be loaded");
  }
}

let waiting;
function soon(form, pause) {
  clearTimeout(waiting);
  waiting = setTimeout(() => renew(form), pause);
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.live || event.target.matches("[data-slider]")) return;
  soon(form, event.target.matches("input[type=search], input[type=text]") ? 180 : 0);
});
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.live) return;
  event.preventDefault();
  clearTimeout(waiting);
  renew(event.target);
});

// The slider over days sets the date of its form.
function slide(slider) {
  const days = slider.dataset.days.split(" ");
  const form = slider.form;
  const date = form.querySelector(slider.dataset.slider);
  const shown = form.querySelector("output");
  const at = () => days[Number(slider.value)] ?? "";
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const words = (day) => { const [y, m, d] = day.split("-").map(Number); return `${d} ${months[m - 1]} ${y}`; };
  const say = () => { slider.setAttribute("aria-valuetext", words(at())); if (shown) shown.textContent = words(at()); };
  slider.closest("[hidden]")?.removeAttribute("hidden");
  say();
  slider.addEventListener("input", () => { date.value = at(); say(); soon(form, 90); });
  date.addEventListener("input", () => {
    const last = days.filter((day) => day <= date.value).length - 1;
    slider.value = String(Math.max(0, last));
    say();
  });
}

/** What a part of a page gets once it is there. */
function enhance(part) {
  for (const slider of all("[data-slider]", part)) slide(slider);
  for (const hidden of all("[data-js]", part)) hidden.hidden = false;
}
enhance(document);

// A link to something inside a fold opens it.
function unfold() {
  const id = decodeURIComponent(location.hash.slice(1));
  let at = id && document.getElementById(id);
  while (at) {
    if (at.tagName === "DETAILS") at.open = true;
    at = at.parentElement;
  }
}
addEventListener("hashchange", unfold);
unfold();

// "/" goes to the search.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const find = document.querySelector("[data-find]") ?? document.getElementById("find");
  if (find) { event.preventDefault(); find.focus(); }
});

// Pointing at a line of a chart, at its name or at a row of the table lets the other lines step back.
function point(lines) {
  const plot = document.querySelector(".plot");
  if (!plot) return;
  for (const old of all(".is-at", plot)) old.classList.remove("is-at");
  plot.classList.toggle("at", lines.length > 0);
  for (const line of lines) {
    for (const part of all(`[data-line="${line}"], [data-key="${line}"]`, plot)) part.classList.add("is-at");
  }
}
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const at = event.target.closest?.("[data-key], .chart [data-line], tr[data-lines]");
    if (!at) { point([]); return; }
    point(at.dataset.lines ? at.dataset.lines.trim().split(/\s+/) : [at.dataset.key ?? at.dataset.line]);
  });
}
