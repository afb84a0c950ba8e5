// Files dropped anywhere on the form, and the list kept up to date while something waits. Without it the form and its links do the same.
(() => {
  "use strict";
  const form = document.querySelector("[data-drop]");
  const zone = document.querySelector("[data-drop-zone]");
  const list = document.querySelector("[data-drop-list]");
  const status = document.querySelector("[data-drop-status]");
  if (!form || !zone || !list) return;
  const files = form.querySelector("input[type=file]");
  const hint = form.querySelector("[data-drop-hint]");
  hint.textContent = "choose some, or drop them here";

  const over = (on) => (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  for (const target of [document]) {
    target.addEventListener("dragover", over(true));
    target.addEventListener("dragleave", over(false));
    target.addEventListener("drop", (event) => {
      over(false)(event);
      const dropped = event.dataTransfer?.files;
      if (!dropped?.length) return;
      files.files = dropped;
      form.requestSubmit();
    });
  }

  // Once is enough, however often it is pressed.
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    setTimeout(() => { button.disabled = true; button.textContent = "Sending …"; }, 0);
  });
  window.addEventListener("pageshow", () => {
    const button = form.querySelector("button[type=submit]");
    button.disabled = false;
    button.textContent = "Read";
  });

  const left = () => Number(list.querySelector("[data-left]")?.dataset.left ?? 0);
  let pause = 1000;
  const look = async () => {
    const before = left();
    try {
      const answer = await fetch("/drop/list" + location.search, { headers: { accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const html = await answer.text();
        const focused = list.contains(document.activeElement);
        if (!focused) list.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
        pause = 1000;
        if (before > 0 && left() === 0) status.textContent = "All that was dropped has been read.";
      }
    } catch {
      // The program may be starting again: what was dropped is on disk.
      pause = Math.min(pause * 2, 15000);
    }
    if (left() > 0) setTimeout(look, pause);
  };
  if (left() > 0) setTimeout(look, 700);
})();
