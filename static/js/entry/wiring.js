// What happens on the page of a month leads to what is done about it.
"use strict";

(() => {
  const month = window.portalMonth;
  if (!month) return;
  const {
    form, text, field, dress, say, keep, offerKept, isDirty, running, inTurn, save, upload, detach,
    onKey, onPaste,
  } = month;

  const rowOf = (event) =>
    event.target instanceof Element ? event.target.closest("tr[data-entry]") : null;

  form.addEventListener("input", (event) => {
    const row = rowOf(event);
    if (!row || event.target.type === "file") return;
    dress(row);
    keep(row);
    say(row, isDirty(row) ? text("Unsaved") : "");
  });

  form.addEventListener("focusout", (event) => {
    const row = rowOf(event);
    if (!row || event.target.type === "file") return;
    // Somebody who goes on to the reason is not finished with the row.
    const goesToReason = event.relatedTarget?.closest?.("[data-fall], [data-claim], [data-no-change-reason]");
    if (goesToReason && row.contains(event.relatedTarget)) return;
    save(row);
  });

  form.addEventListener("change", (event) => {
    const row = rowOf(event);
    if (!row) return;
    if (event.target.type === "file") {
      const files = [...event.target.files];
      event.target.value = "";
      inTurn(() => upload(row, files));
    } else if (event.target.type === "checkbox") {
      dress(row);
      if (event.target.checked) {
        const reason = field(row, "no_change_reason");
        if (!reason.value) {
          reason.focus();
          return;
        }
      }
      save(row);
    }
  });

  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);

  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-detach]") : null;
    const row = rowOf(event);
    if (!button || !row) return;
    event.preventDefault();
    inTurn(() => detach(row, button));
  });

  // A number counted in the registers becomes the measured value.
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-use]") : null;
    const row = rowOf(event);
    if (!button || !row) return;
    const input = field(row, "measured_value");
    input.value = button.dataset.use;
    input.focus();
    save(row);
  });

  document.addEventListener("click", (event) => {
    const jump = event.target instanceof Element ? event.target.closest("[data-jump]") : null;
    if (!jump) return;
    const row = document.querySelector(jump.getAttribute("href"));
    const wanted = jump.dataset.jump === "claim" ? "[data-claim] textarea" : "[data-percent]:not(:disabled), textarea";
    const input = row?.querySelector(wanted);
    if (!input) return;
    event.preventDefault();
    row.scrollIntoView({ block: "center" });
    input.focus({ preventScroll: true });
  });

  ["dragover", "dragleave", "drop"].forEach((kind) => {
    form.addEventListener(kind, (event) => {
      const row = rowOf(event);
      const files = event.dataTransfer?.types.includes("Files");
      if (!row || !files) return;
      event.preventDefault();
      row.querySelector("[data-drop]").classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") {
        const dropped = [...event.dataTransfer.files];
        inTurn(() => upload(row, dropped));
      }
    });
  });

  // A file that misses its row must not replace the page.
  ["dragover", "drop"].forEach((kind) => {
    window.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  });

  // The page as a whole: saves under way end first, and a second click sends nothing twice.
  let isLeaving = false;
  form.addEventListener("submit", async (event) => {
    if (isLeaving) {
      event.preventDefault();
      return;
    }
    isLeaving = true;
    if (!running.size) return;
    event.preventDefault();
    await Promise.allSettled(running.values());
    isLeaving = false;
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });

  offerKept();
})();
