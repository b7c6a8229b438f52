// Review: answers with a conflict are shown too, keys lead to the next report and task.
"use strict";

(() => {
  const TAKEN = [409, 422];

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (TAKEN.includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  const failed = (event) => {
    const row = event.detail.elt.closest(".review-row");
    const place = row?.querySelector(".review-decision");
    if (!place) return;
    place.querySelector(".review-failed")?.remove();
    const text = document.getElementById("review-failed").content.cloneNode(true);
    place.append(text);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  const firstPending = (after) => {
    const rows = [...document.querySelectorAll(".review-row.is-pending")];
    const later = after
      ? rows.find((row) => after.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING)
      : undefined;
    return later ?? rows[0];
  };

  const goTo = (row) => {
    const button = row?.querySelector(".review-accept");
    if (!button) return false;
    button.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    return true;
  };

  // After a decision the next open task is at hand; after the last one, the end of the review.
  document.addEventListener("htmx:afterSettle", (event) => {
    const id = event.detail.requestConfig?.target?.id ?? "";
    const row = document.getElementById(id);
    if (!row?.classList.contains("review-row")) return;
    const problem = row.querySelector("[role=alert], .is-invalid");
    if (problem) {
      const field = row.querySelector(".is-invalid :is(input, textarea), details[open] textarea");
      (field ?? row.querySelector("button"))?.focus();
    } else if (!goTo(firstPending(row))) {
      // The heading, not the button: one key too many must not end the review.
      const end = document.querySelector("#finish h2");
      end?.focus({ preventScroll: true });
      end?.scrollIntoView({ block: "nearest" });
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-first-pending]") : null;
    if (link && goTo(firstPending())) event.preventDefault();
  });

  const isTyping = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));

  document.addEventListener("keydown", (event) => {
    // A key held down accepts one task, not all that follow.
    if (event.repeat && event.target.closest?.(".review-accept")) event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const link = document.querySelector(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (link) link.click();
  });

  const current = document.querySelector(".review-list [aria-current]");
  const list = current?.closest("ol");
  if (list) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3;
})();
