// The grid of the financial statements: sums while typing, pasting from Excel, saving by itself.
"use strict";

(() => {
  const { cents, written, amounts, side } = window.financeSums;
  const form = document.getElementById("finance-form");
  const forms = JSON.parse(document.getElementById("finance-forms").textContent);
  const words = document.getElementById("finance-words").dataset;
  const lines = new Map(forms.lines.map((line) => [line.code, line]));
  const state = form.querySelector("[data-state]");
  const key = `finance:${location.pathname}`;
  const isAmount = (field) => field.inputMode === "decimal";
  const fields = () => [...form.querySelectorAll("input[name]:not([type=hidden]), select[name]")];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const icon = (name) => document.getElementById(`finance-${name}`).content.cloneNode(true);
  const tone = (element, name, text, className) => {
    const span = document.createElement("span");
    span.className = className;
    span.append(icon(name), ` ${text}`);
    element.append(span);
  };

  // ---- sums

  const centsOf = (field) => (field ? cents(field.value) ?? null : null);
  const ownFields = (code, column) =>
    [...form.querySelectorAll(`tr[data-own="${code}"] input[name="own-${column}"]`)];
  const label = (row, column) =>
    row.querySelector(`input[name$="@${column}"]`).closest("td").dataset.label;

  const check = () => {
    const { values, sums } = amounts(
      forms,
      (code, column) => centsOf(form.elements[`${code}@${column}`]),
      (code, column) => ownFields(code, column).map(centsOf),
    );
    for (const row of form.querySelectorAll("tr[data-line]")) {
      const line = lines.get(row.dataset.line);
      const place = row.querySelector("[data-check]");
      place.replaceChildren();
      for (const column of line.columns) {
        const field = form.elements[`${line.code}@${column}`];
        const sum = sums.get(`${line.code}@${column}`);
        field.placeholder = sum === null ? "" : written(sum);
        const stated = centsOf(field);
        if (stated === null || sum === null || stated === sum) continue;
        const off = written(stated > sum ? stated - sum : sum - stated);
        tone(place, "alert", fill(words.off, { column: label(row, column), added: written(sum), off }), "text-red");
      }
    }
    for (const rule of forms.rules) {
      const place = document.querySelector(`[data-rule="${rule.code}"] [data-verdict]`);
      const left = side(rule.left, values), right = side(rule.right, values);
      place.replaceChildren();
      if (left === null || right === null) place.textContent = "—";
      else if (left === right) tone(place, "check", words.agrees, "text-done");
      else tone(place, "alert", fill(words.ruleOff, { off: written(left > right ? left - right : right - left) }), "text-red");
    }
  };

  const problem = (field, text) => {
    field.classList.toggle("is-invalid", Boolean(text));
    field.closest("td, div").querySelector("[data-problem]")?.remove();
    if (!text) return;
    const line = document.createElement("p");
    line.className = "invalid-feedback";
    line.dataset.problem = "";
    line.textContent = text;
    field.after(line);
  };
  const judge = (field) => {
    if (isAmount(field)) problem(field, cents(field.value) === undefined ? words.noAmount : "");
  };
  const tidy = (field) => {
    const value = isAmount(field) ? cents(field.value) : null;
    if (value !== null && value !== undefined) field.value = written(value);
  };

  // ---- rows of one's own

  const addOwn = (code) => {
    const row = document.getElementById("finance-own-row").content.firstElementChild.cloneNode(true);
    row.dataset.own = code;
    row.removeAttribute("id");
    row.querySelector('[name="own-parent"]').value = code;
    const parent = form.querySelector(`tr[data-line="${code}"]`);
    for (const column of ["before", "amount"]) {
      const field = row.querySelector(`[name="own-${column}"]`);
      field.closest("td").dataset.label = label(parent, column);
      field.setAttribute("aria-label", label(parent, column));
    }
    let last = parent;
    while (last.nextElementSibling?.dataset.own === code) last = last.nextElementSibling;
    last.after(row);
    row.querySelector("[data-remove]").hidden = false;
    return row;
  };
  for (const button of form.querySelectorAll("[data-remove]")) button.hidden = false;
  form.addEventListener("click", (event) => {
    const add = event.target.closest(".finance-add"), remove = event.target.closest("[data-remove]");
    if (add) {
      event.preventDefault();
      addOwn(add.value).querySelector('[name="own-name"]').focus();
    } else if (remove) {
      const row = remove.closest("tr");
      (row.nextElementSibling || row.previousElementSibling).querySelector("input:not([type=hidden])")?.focus();
      row.remove();
      touched();
    }
  });

  // ---- moving and pasting

  const column = (field) => [...field.closest("tr").children].indexOf(field.closest("td"));
  const below = (field, step) => {
    const rows = [...form.querySelectorAll("tbody tr")];
    for (let at = rows.indexOf(field.closest("tr")) + step; rows[at]; at += step) {
      const next = rows[at].children[column(field)]?.querySelector("input:not([type=hidden])");
      if (next) return next;
    }
    return null;
  };
  form.addEventListener("keydown", (event) => {
    const field = event.target.closest(".finance-table input");
    if (!field || event.isComposing) return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = below(field, step);
    if (next) { next.focus(); next.select(); }
  });

  const plainName = (text) => text.replace(/\s/g, "").replace(/^(?:其中|减|加|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[：:]?/, "").toLowerCase();
  const named = (text, table) => forms.lines.find((line) =>
    line.names.some((name) => plainName(name) === plainName(text)) && table.querySelector(`[data-line="${line.code}"]`));
  const put = (field, text) => { field.value = text.trim(); tidy(field); judge(field); };

  // Which rows found no place stays to be read: the line below is soon about saving.
  const tellLeftOut = (table, names) => {
    document.querySelector("[data-left-out]")?.remove();
    if (!names.length) return;
    const note = document.getElementById("finance-left-out").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-names]").textContent = names.join("\u3001");
    table.before(note);
  };

  form.addEventListener("paste", (event) => {
    const field = event.target.closest(".finance-table input");
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!field || !isAmount(field) || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const table = field.closest("table");
    let at = field, count = 0;
    const left = [];
    for (const row of text.split(/\r?\n/)) {
      const cells = row.split("\t");
      const isNamed = cells.length > 1 && cells[0].trim() !== "" && cents(cells[0]) === undefined;
      const line = isNamed ? named(cells[0], table) : null;
      if (isNamed && !line) { left.push(cells[0].trim()); continue; }
      let targets, values = cells;
      if (line) {
        values = cells.slice(1);
        if (values.length > line.columns.length && values[0].trim() === String(line.number)) values = values.slice(1);
        targets = line.columns.map((name) => form.elements[`${line.code}@${name}`]);
      } else {
        if (!at) break;
        targets = [...at.closest("tr").querySelectorAll("input:not([type=hidden])")].filter(isAmount);
        targets = targets.slice(targets.indexOf(at));
      }
      values.slice(0, targets.length).forEach((value, place) => { put(targets[place], value); count += 1; });
      if (!line) at = below(at, 1);
    }
    touched();
    say(fill(words.pasted, { count }), false);
    tellLeftOut(table, left);
  });

  // ---- keeping and saving

  let base = JSON.parse(form.elements.base.value), timer = 0, isSaving = false, isDirty = false;
  const say = (text, isProblem) => {
    const line = document.createElement("span");
    line.className = isProblem ? "text-red" : "muted";
    line.textContent = text;
    state.replaceChildren(line);
  };
  const snapshot = () => ({
    base,
    values: Object.fromEntries(fields().filter((f) => !f.name.startsWith("own-")).map((f) => [f.name, f.value])),
    own: [...form.querySelectorAll("tr[data-own]")].map((row) =>
      ["own-parent", "own-name", "own-before", "own-amount"].map((name) => row.querySelector(`[name="${name}"]`).value)),
  });
  const keep = () => { try { sessionStorage.setItem(key, JSON.stringify(snapshot())); } catch { /* storage is full */ } };
  const forget = () => sessionStorage.removeItem(key);
  const later = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };
  const touched = () => { isDirty = true; check(); keep(); say(words.unsaved, false); later(2500); };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept) return;
    base = kept.base;
    for (const [name, value] of Object.entries(kept.values)) if (form.elements[name]) form.elements[name].value = value;
    for (const row of form.querySelectorAll("tr[data-own]")) row.remove();
    for (const [code, ...values] of kept.own) {
      const row = addOwn(code);
      ["own-name", "own-before", "own-amount"].forEach((name, place) => { row.querySelector(`[name="${name}"]`).value = values[place]; });
    }
    touched();
    say(words.restored, false);
  };

  // What colleagues saved meanwhile comes into fields that nobody touches here.
  const takeOver = (cells, sent) => {
    for (const field of fields()) {
      if (field.name.startsWith("own-") || field.value !== sent.values[field.name]) continue;
      const text = cells[field.name] ?? "";
      const shown = isAmount(field) && text ? written(cents(text)) : text;
      if (document.activeElement !== field || cents(field.value) !== cents(shown)) field.value = shown;
    }
    const here = new Set([...form.querySelectorAll("tr[data-own]")].map((row) =>
      `own:${row.dataset.own}/${row.querySelector('[name="own-name"]').value.trim().replace(/\s+/g, " ").replaceAll("@", "＠")}`));
    return Object.keys(cells).some((name) => name.startsWith("own:") && cells[name] === "1" && !here.has(name) && !(name in base));
  };

  const showFindings = (html) => {
    const place = document.querySelector("[data-findings]");
    const shape = (root) => [...root.querySelectorAll("[data-finding]")].map((e) => e.dataset.finding + e.dataset.mark + e.className).join();
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    if (shape(fresh) === shape(place)) return;
    const typed = new Map([...place.querySelectorAll("[data-finding]")].map((e) => [e.dataset.finding, e.querySelector("textarea")]));
    const focused = document.activeElement?.closest("[data-finding]")?.dataset.finding;
    for (const element of fresh.querySelectorAll("[data-finding]")) {
      const before = typed.get(element.dataset.finding);
      if (before && before.value !== before.defaultValue) element.querySelector("textarea").value = before.value;
    }
    place.replaceChildren(...fresh.children);
    if (focused) place.querySelector(`[data-finding="${CSS.escape(focused)}"] textarea`)?.focus();
  };

  const post = async (target, body) => {
    const answer = await fetch(target, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Error("signed-out");
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isJson) throw new Error("failed");
    return { status: answer.status, said: await answer.json() };
  };
  const failed = (error) => {
    const isKnown = error.message === "signed-out" || error.message === "failed";
    say(isKnown ? words[error.message === "failed" ? "failed" : "signedOut"] : words.offline, true);
    later(15000);
  };

  async function save() {
    clearTimeout(timer);
    if (isSaving) { later(500); return; }
    if (!isDirty) return;
    fields().forEach(judge);
    if (form.querySelector(".finance-table .is-invalid")) { say(words.wrong, true); return; }
    isSaving = true;
    isDirty = false;
    const sent = snapshot();
    form.elements.base.value = JSON.stringify(base);
    say(words.saving, false);
    try {
      const { status, said } = await post(form.getAttribute("action") || location.pathname, new FormData(form));
      if (status === 200) {
        const hasMore = takeOver(said.cells, sent);
        base = said.cells;
        form.elements.base.value = JSON.stringify(base);
        if (!isDirty) { forget(); state.innerHTML = said.saved; }
        if (hasMore) say(words.others, true);
        check();
        showFindings(said.findings);
      } else if (status === 409) {
        form.hidden = true;
        const place = document.getElementById("finance-conflict");
        place.innerHTML = said.conflict;
        place.hidden = false;
        place.querySelector("input[type=radio]").focus();
        forget();
      } else {
        isDirty = true;
        for (const [name, text] of Object.entries(said.problems || {})) {
          const field = form.elements[name] || [...form.querySelectorAll("tr[data-own]")][Number(name.slice(4))]?.querySelector('[name="own-name"]');
          if (field) problem(field, text);
        }
        say(said.refused || words.wrong, true);
      }
    } catch (error) {
      isDirty = true;
      failed(error);
    } finally {
      isSaving = false;
    }
  }

  form.addEventListener("input", (event) => {
    // A name that stood twice is right again when the other one changes.
    const others = event.target.name === "own-name" ? form.querySelectorAll('[name="own-name"]') : [];
    for (const field of [event.target, ...others]) problem(field, "");
    touched();
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("input")) { judge(event.target); tidy(event.target); }
    if (isDirty) later(800);
  });
  form.addEventListener("submit", (event) => {
    if (["carry", "zero", "unzero"].includes(event.submitter?.name)) { form.elements.base.value = JSON.stringify(base); forget(); isDirty = false; return; }
    event.preventDefault();
    isDirty = true;
    save();
  });
  document.addEventListener("submit", async (event) => {
    const box = event.target.closest("[data-explain]");
    if (!box) return;
    event.preventDefault();
    try {
      if (isDirty) await save();
      const { status, said } = await post(box.getAttribute("action"), new FormData(box));
      if (status !== 200) { say(said.refused, true); return; }
      box.querySelector("textarea").defaultValue = box.querySelector("textarea").value;
      showFindings(said.findings);
    } catch (error) { failed(error); }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    const field = link && form.elements[link.dataset.goto];
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus();
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty || isSaving) event.preventDefault(); });

  restore();
  check();
})();
