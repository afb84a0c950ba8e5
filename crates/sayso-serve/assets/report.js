// A report: words and claims show each other; spans are amended by dragging over words.
"use strict";
(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const reading = document.querySelector(".reading");

  // The sheet for browsers without JavaScript is no longer needed.
  for (const sheet of all("link[data-lit]")) sheet.disabled = true;

  const remembered = () => { try { return localStorage.getItem("author") ?? ""; } catch { return ""; } };
  for (const field of all("[data-author]")) {
    field.value = remembered() || field.value;
    field.addEventListener("change", () => { try { localStorage.setItem("author", field.value.trim()); } catch { /* holds for this page only */ } });
  }
  if (!reading) return;

  let held = [];
  const show = (claims, scroll) => {
    for (const one of all(".lit", reading)) one.classList.remove("lit");
    for (const n of claims) {
      for (const one of all(`[data-c~="${n}"], [data-card="${n}"]`, reading)) one.classList.add("lit");
      const card = scroll && reading.querySelector(`[data-card="${n}"]`);
      if (card) {
        const at = card.getBoundingClientRect();
        if (at.top < 0 || at.bottom > innerHeight) card.scrollIntoView({ block: "nearest" });
      }
    }
  };
  const claimsAt = (target) => {
    const card = target.closest?.("[data-card]");
    if (card) return [card.dataset.card];
    const words = target.closest?.("[data-c]");
    return words ? words.dataset.c.split(" ") : null;
  };
  const linked = () => {
    const id = decodeURIComponent(location.hash.slice(1)).replace(/^claim-/, "");
    const card = id && reading.querySelector(`[data-id="${CSS.escape(id)}"]`);
    held = card ? [card.dataset.card] : [];
    if (card && location.hash.startsWith("#claim-")) show(held, false);
    else if (/^#claim-[0-9a-f]{16}$/.test(location.hash) && !new URLSearchParams(location.search).has("claim")) {
      // The claim is in another part of the report.
      const there = new URL(location.href);
      there.search = `?claim=${id}`;
      location.replace(there);
    }
  };
  addEventListener("hashchange", linked);
  linked();
  reading.addEventListener("pointerover", (event) => { const found = claimsAt(event.target); if (found) show(found, false); });
  reading.addEventListener("pointerleave", () => show(held, false));
  reading.addEventListener("focusin", (event) => { const found = claimsAt(event.target); if (found) show(found, false); });
  reading.addEventListener("focusout", () => show(held, false));
  reading.addEventListener("click", (event) => {
    const words = event.target.closest("[data-c]");
    if (!words || getSelection()?.toString()) return;
    // The innermost claim: the last to begin.
    const n = words.dataset.c.split(" ").at(-1);
    const card = reading.querySelector(`[data-card="${n}"]`);
    held = [n];
    show(held, true);
    if (card) history.replaceState(null, "", `#claim-${card.dataset.id}`);
  });

  // Amending.
  const form = document.querySelector("[data-amend-form]");
  if (!form) return;
  document.body.classList.add("amending");
  const amended = reading.querySelector(`[data-id="${CSS.escape(form.querySelector("[name=claim]").value)}"]`);
  if (amended) {
    held = [amended.dataset.card];
    show(held, false);
    document.getElementById(`claim-${amended.dataset.id}`)?.scrollIntoView({ block: "center" });
  }
  const points = (text) => { let n = 0; for (const _ of text) n += 1; return n; };
  /** The place in the text, in code points, of a place in the page; null outside of the text. */
  const placeOf = (node, offset) => {
    const passage = (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-at]");
    if (!passage) return null;
    const before = document.createRange();
    before.selectNodeContents(passage);
    before.setEnd(node, offset);
    return Number(passage.dataset.at) + points(before.toString());
  };
  const trimmed = (range) => {
    let start = placeOf(range.startContainer, range.startOffset);
    let end = placeOf(range.endContainer, range.endOffset);
    const text = range.toString();
    if (start !== null) start += points(text) - points(text.trimStart());
    if (end !== null) end -= points(text) - points(text.trimEnd());
    return start !== null && end !== null && start < end ? [start, end] : null;
  };
  const taken = (more) => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!reading.contains(range.commonAncestorContainer)) return;
    const span = trimmed(range);
    if (!span) return;
    const name = form.querySelector("[name=pick]:checked")?.value ?? "content";
    const field = form.querySelector(`[name="${name}"]`);
    const words = form.querySelector(`[data-words="${name}"] bdi`);
    const text = range.toString().trim();
    const add = more && field.value.trim() !== "";
    field.value = add ? `${field.value.trim()} ${span[0]}-${span[1]}` : `${span[0]}-${span[1]}`;
    if (words) words.textContent = add ? `${words.textContent} … ${text}` : text;
    const saved = form.querySelector("[value=amend]");
    if (saved) saved.textContent = "Save the new words";
  };
  reading.addEventListener("pointerup", (event) => setTimeout(() => taken(event.shiftKey && event.altKey ? true : event.shiftKey), 0));
  reading.addEventListener("keyup", (event) => { if (event.key === "Shift" || event.shiftKey) taken(false); });
})();
