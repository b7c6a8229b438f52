// Comments on an annual report: selected words become the passage a comment speaks of.
// Without a script one speaks of whole chapters; a selection only adds to the same form.
"use strict";

(() => {
  const MAX_QUOTE = 500;
  const AROUND = 60;
  const words = document.querySelector("[data-comment-words]")?.dataset;

  // The words of a stretch of the text, without the numbers that the portal puts into it.
  const plain = (range) => {
    const part = range.cloneContents();
    part.querySelectorAll(".passage-number, .caption-number").forEach((each) => each.remove());
    return part.textContent.replace(/\s+/g, " ");
  };

  const around = (text, range, isBefore) => {
    const rest = document.createRange();
    rest.selectNodeContents(text);
    if (isBefore) rest.setEnd(range.startContainer, range.startOffset);
    else rest.setStart(range.endContainer, range.endOffset);
    const found = plain(rest);
    return isBefore ? found.slice(-AROUND) : found.slice(0, AROUND);
  };

  // The selection, if it lies within the text of one chapter.
  const selected = () => {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const at = range.commonAncestorContainer;
    const text = (at instanceof Element ? at : at.parentElement)?.closest("[data-commentable]");
    const quote = text ? plain(range).trim() : "";
    return quote ? { range, text, quote } : null;
  };

  let button = null;
  const hide = () => {
    button?.remove();
    button = null;
  };

  const show = (found) => {
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-primary comment-here";
      button.textContent = words.here;
      // The selection must outlive the press of the button.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", take);
      document.body.append(button);
    }
    const box = found.range.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - button.offsetWidth - 8);
    button.style.top = `${window.scrollY + box.bottom + 6}px`;
    button.style.left = `${Math.max(8, left) + window.scrollX}px`;
  };

  // Put the selected words into the chapter's form.
  const take = () => {
    const found = selected();
    hide();
    if (!found) return;
    const form = document
      .getElementById(`comments-${found.text.dataset.commentable}`)
      ?.querySelector("[data-comment-form]");
    if (!form) return;
    form.elements.quote.value = found.quote.slice(0, MAX_QUOTE);
    form.elements.before.value = around(found.text, found.range, true);
    form.elements.after.value = found.quote.length > MAX_QUOTE
      ? found.quote.slice(MAX_QUOTE, MAX_QUOTE + AROUND)
      : around(found.text, found.range, false);
    const shown = form.querySelector("[data-quote]");
    shown.querySelector("span").textContent = form.elements.quote.value;
    shown.hidden = false;
    form.closest("details").open = true;
    form.elements.text.focus();
    form.scrollIntoView({ block: "nearest" });
  };

  if (words) {
    document.addEventListener("selectionchange", () => {
      const found = selected();
      if (found) show(found);
      else hide();
    });
    document.addEventListener("keydown", (event) => {
      if (event.altKey && event.key.toLowerCase() === "c" && selected()) {
        event.preventDefault();
        take();
      }
    });
  }

  const point = (element, isShown) => element?.classList.toggle("is-shown", isShown);

  const passages = (key) => document.querySelectorAll(`mark.passage[data-comments~="${key}"]`);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const drop = target?.closest("[data-drop-quote]");
    if (drop) {
      const form = drop.closest("form");
      for (const name of ["quote", "before", "after"]) form.elements[name].value = "";
      drop.closest("[data-quote]").hidden = true;
      form.elements.text.focus();
      return;
    }
    const passage = target?.closest("mark.passage");
    if (passage && window.getSelection()?.isCollapsed) {
      const thread = document.getElementById(`comment-${passage.dataset.comments.split(" ")[0]}`);
      thread?.scrollIntoView({ block: "center" });
      thread?.focus({ preventScroll: true });
    }
  });

  // What belongs together is lit together.
  for (const [kind, isShown] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(kind, (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const thread = target?.closest("[data-comment]");
      if (thread) passages(thread.dataset.comment).forEach((each) => point(each, isShown));
      const passage = target?.closest("mark.passage");
      for (const key of passage?.dataset.comments.split(" ") ?? []) {
        point(document.getElementById(`comment-${key}`), isShown);
      }
    });
  }

  const failed = (event) => {
    const comments = event.target.closest?.(".comments");
    const problem = comments?.querySelector("[data-problem]");
    if (!problem) return;
    problem.textContent = comments.dataset.failed;
    problem.hidden = false;
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
})();
