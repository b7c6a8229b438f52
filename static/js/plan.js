// The reform plan: what is shown follows what is chosen, and drafts save themselves.
"use strict";

(() => {
  const form = document.getElementById("plan-form");
  if (!form) return;
  const status = document.getElementById("plan-saved");
  const counter = document.querySelector("[data-chosen-count]");
  const lock = form.elements.namedItem("lock_version");
  const base = form.elements.namedItem("base");

  // The server judges; the counter only shows where one stands.
  const count = () => {
    const chosen = form.querySelectorAll("[data-chosen]:checked").length;
    counter.textContent = String(chosen);
    counter.classList.toggle("text-red", chosen < Number(counter.dataset.minimum));
  };

  const suggest = (task) => {
    const suggestion = task.querySelector("[data-suggestion]");
    if (!suggestion) return;
    for (const name of ["indicator", "unit"]) {
      const input = task.querySelector(`input[name$="-${name}"]`);
      if (!input.value) input.value = suggestion.dataset[name];
    }
  };

  const showTask = (box) => {
    const task = box.closest(".plan-task");
    task.classList.toggle("is-chosen", box.checked);
    task.querySelector("[data-fields]").hidden = !box.checked;
    if (box.checked) suggest(task);
    count();
  };

  const showReelection = (box) => {
    const group = form.querySelector("[data-reelection]");
    if (group) group.hidden = !box.checked;
  };

  // What the fields hold, as the server writes it: empty ones are left out.
  const values = () => {
    const held = {};
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      const value = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value;
      if (value) held[field.name] = value;
    }
    return held;
  };

  const put = (name, value) => {
    const field = form.elements.namedItem(name);
    if (!field) return;
    if (field.type === "checkbox") {
      field.checked = value === "1";
      if (field.matches("[data-chosen]")) showTask(field);
      if (name === "holds_reelection") showReelection(field);
    } else {
      field.value = value;
    }
  };

  // A task not chosen leaves no commitment, but its text waits here for a change of mind.
  const isSetAside = (name) => {
    const field = form.elements.namedItem(name);
    const box = field?.closest?.(".plan-task")?.querySelector("[data-chosen]");
    return Boolean(box) && field !== box && !box.checked;
  };

  // Fields that somebody else changed, and nobody here meanwhile, take the saved value.
  const takeOver = (saved, sent) => {
    const before = JSON.parse(base.value || "{}");
    const now = values();
    for (const name of new Set([...Object.keys(before), ...Object.keys(saved)])) {
      if (isSetAside(name)) continue;
      const theirs = saved[name] ?? "";
      const untouched = (sent[name] ?? "") === (now[name] ?? "");
      if (theirs !== (before[name] ?? "") && untouched && theirs !== (sent[name] ?? "")) {
        put(name, theirs);
      }
    }
  };

  const say = (message, isFailed) => {
    status.textContent = message;
    status.classList.toggle("is-failed", isFailed);
  };

  let timer = 0;
  let running = null;
  let isDirty = false;
  let pause = 300;

  const save = async () => {
    isDirty = false;
    const sent = values();
    say(form.dataset.saving, false);
    const body = new FormData(form);
    let answer;
    try {
      const response = await fetch(form.getAttribute("action"), {
        method: "POST",
        body,
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
        redirect: "error",
      });
      answer = { isSaved: response.ok, ...(await response.json()) };
    } catch {
      say(form.dataset.offline, true);
      isDirty = true;
      pause = 10000;
      return;
    }
    pause = 300;
    say(answer.message, !answer.isSaved);
    if (!answer.isSaved) return;
    takeOver(answer.values, sent);
    lock.value = String(answer.lock_version);
    base.value = JSON.stringify(answer.values);
    document.querySelector("[data-problem-count]").textContent = String(answer.problem_count);
    if (!isDirty) form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
  };

  const saveSoon = () => {
    isDirty = true;
    window.clearTimeout(timer);
    if (running) return;
    timer = window.setTimeout(() => {
      running = save().finally(() => {
        running = null;
        if (isDirty) saveSoon();
      });
    }, pause);
  };

  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-chosen]")) showTask(box);
    if (box.name === "holds_reelection") showReelection(box);
    saveSoon();
  });

  // A save under way goes first, or the page would be in conflict with itself.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    event.stopPropagation();
    const submitter = event.submitter;
    running.finally(() => {
      window.clearTimeout(timer);
      form.requestSubmit(submitter);
    });
  });

  // A problem may lie in a part that is folded away.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#id_"]') : null;
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    const fold = field.closest("details");
    if (fold) fold.open = true;
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });

  count();
})();
