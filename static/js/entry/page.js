// The page of a month: its rows and fields, and what it says of each.
// Loaded first; the other scripts of this folder share what `portalMonth` holds.
"use strict";

(() => {
  const form = document.getElementById("month-form");
  const rows = form ? [...form.querySelectorAll("tr[data-entry]")] : [];
  if (!rows.length) return;

  const text = (name) => form.dataset[`text${name}`];
  const FIELDS = [
    "percent", "narrative", "measured_value", "is_no_change", "no_change_reason", "fall_reason",
    "claim_explanation",
  ];

  const field = (row, name) => form.elements.namedItem(`${row.dataset.prefix}-${name}`);
  const percents = () => rows.map((row) => field(row, "percent")).filter((input) => !input.disabled);

  const read = (row) => {
    const values = {};
    for (const name of FIELDS) {
      const input = field(row, name);
      if (!input) continue;
      values[name] = input.type === "checkbox" ? input.checked : input.value;
    }
    return values;
  };

  const write = (row, values) => {
    for (const name of FIELDS) {
      const input = field(row, name);
      if (!input || !(name in values)) continue;
      if (input.type === "checkbox") input.checked = Boolean(values[name]);
      else input.value = values[name] ?? "";
    }
    dress(row);
  };

  // What the portal holds, as the fields would show it.
  const asRead = (row, values) =>
    Object.fromEntries(
      Object.entries(read(row)).map(([name, mine]) => [
        name,
        typeof mine === "boolean" ? Boolean(values[name]) : String(values[name] ?? ""),
      ]),
    );

  const saved = new Map(); // row -> what the portal holds, as text
  const isDirty = (row) => JSON.stringify(read(row)) !== saved.get(row);

  // What belongs to a fall or to "no change" is seen when it is asked for.
  const dress = (row) => {
    const isNoChange = field(row, "is_no_change").checked;
    const percent = field(row, "percent");
    percent.disabled = isNoChange;
    if (isNoChange) percent.value = "";
    row.querySelector("[data-no-change-reason]").classList.toggle("is-off", !isNoChange);
    const before = row.dataset.before;
    const hasFallen =
      !isNoChange && before !== "" && /^\d+$/.test(percent.value) && Number(percent.value) < Number(before);
    row.querySelector("[data-fall]").classList.toggle(
      "is-off",
      !hasFallen && !field(row, "fall_reason").value,
    );
    const claimsAll = row.dataset.verdict === "not_met" && percent.value === "100";
    row.querySelector("[data-claim]").classList.toggle(
      "is-off",
      !claimsAll && !field(row, "claim_explanation").value,
    );
  };

  const say = (row, message, isBad = false) => {
    const place = row.querySelector("[data-state]");
    place.textContent = message;
    place.classList.toggle("is-bad", isBad);
  };

  const listOf = (messages) => {
    const list = document.createElement("ul");
    list.className = "errorlist";
    messages.forEach((message) => {
      const item = document.createElement("li");
      item.textContent = message;
      list.append(item);
    });
    return list;
  };

  const showErrors = (row, errors) => {
    row.classList.toggle("has-failed", Object.keys(errors).length > 0);
    row.querySelectorAll("[data-errors]").forEach((place) => {
      if (place.dataset.errors === "files" && !errors.files) return;
      place.replaceChildren();
      const messages = errors[place.dataset.errors];
      const input = field(row, place.dataset.errors);
      if (input && "classList" in input) input.classList.toggle("is-invalid", Boolean(messages));
      if (!messages) return;
      place.append(listOf(messages));
    });
  };

  const refreshHead = (html) => {
    const head = document.getElementById("month-stats");
    if (head && html) head.innerHTML = html;
  };

  rows.forEach((row) => {
    dress(row);
    // What the server refused on a plain save is not what it holds.
    const fresh = row.classList.contains("has-failed") ? "" : JSON.stringify(read(row));
    saved.set(row, fresh);
  });

  window.portalMonth = {
    form, rows, text, field, percents, read, write, asRead, dress, say, listOf, showErrors,
    refreshHead, saved, isDirty,
  };
})();
