// Writing an annual report: counts, what could not be saved, and two people at one chapter.
"use strict";

(() => {
  const words = document.getElementById("annual-words").dataset;
  const forms = document.querySelectorAll(".annual-chapter");
  const keyOf = (form) => `annual:${form.getAttribute("action")}`;
  const textOf = (form) => form.querySelector("textarea");
  const statusOf = (form) => form.querySelector(".annual-status");
  const retries = new Map();

  const say = (form, text, isProblem) => {
    const line = document.createElement("span");
    line.className = isProblem ? "text-red" : "muted";
    line.textContent = text;
    statusOf(form).replaceChildren(line);
  };
  const count = (form) => {
    form.querySelector("[data-count]").textContent = [...textOf(form).value.replace(/\s/g, "")].length;
  };
  // What is not saved yet survives in this tab: a sign-out or a closed page loses no text.
  const keep = (form) => {
    const kept = { text: textOf(form).value, version: form.elements.version.value };
    try { sessionStorage.setItem(keyOf(form), JSON.stringify(kept)); } catch { /* storage is full */ }
  };
  const forget = (form) => sessionStorage.removeItem(keyOf(form));
  const isKept = (form) => sessionStorage.getItem(keyOf(form)) !== null;
  const save = (form) => htmx.trigger(form, "submit");

  for (const form of forms) {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) || "null");
    if (kept && kept.text !== textOf(form).value) {
      textOf(form).value = kept.text;
      form.elements.version.value = kept.version;
      say(form, words.restored, false);
      window.addEventListener("load", () => save(form), { once: true });
    } else {
      forget(form);
    }
    count(form);
    textOf(form).addEventListener("input", () => { count(form); keep(form); });
  }

  const later = (form) => {
    clearTimeout(retries.get(form));
    retries.set(form, setTimeout(() => save(form), 15000));
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest(".annual-chapter");
    if (!form) return;
    // Between two texts a person chooses first; leaving the field must not ask again.
    if (form.querySelector("[data-conflict]")) { event.preventDefault(); return; }
    clearTimeout(retries.get(form));
    form.dataset.sent = textOf(form).value;
    say(form, words.saving, false);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest(".annual-chapter");
    if (!form) return;
    if (!new URL(xhr.responseURL, location.href).pathname.endsWith(form.getAttribute("action"))) {
      event.detail.shouldSwap = false;
      say(form, words.signedOut, true);
      later(form);
    } else if (xhr.status === 409 || xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (xhr.status === 200 && textOf(form).value === form.dataset.sent) {
      forget(form);
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const form = event.target.closest(".annual-chapter");
    if (form) { say(form, words.failed, true); later(form); }
  });
  document.addEventListener("htmx:sendError", (event) => {
    const form = event.target.closest(".annual-chapter");
    if (form) { say(form, words.offline, true); later(form); }
  });

  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-conflict]");
    if (!box) return;
    const form = box.closest(".annual-chapter");
    if (event.target.closest("[data-take-theirs]")) {
      textOf(form).value = box.querySelector("[data-theirs]").value;
    } else if (!event.target.closest("[data-keep-mine]")) {
      return;
    }
    form.elements.version.value = box.dataset.version;
    box.remove();
    count(form);
    keep(form);
    save(form);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...forms].some(isKept)) event.preventDefault();
  });
})();
