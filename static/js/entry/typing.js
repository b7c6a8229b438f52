// The percents by keyboard, and a column pasted from a table.
"use strict";

(() => {
  const month = window.portalMonth;
  if (!month) return;
  const { rows, field, percents, dress, keep, save } = month;

  const step = (input, by) => {
    const now = /^\d+$/.test(input.value) ? Number(input.value) : 0;
    input.value = String(Math.min(100, Math.max(0, now + by)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const onKey = (event) => {
    const input = event.target;
    if (!(input instanceof HTMLElement) || !input.matches("[data-percent]")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const all = percents();
      const next = all[all.indexOf(input) + (event.shiftKey ? -1 : 1)];
      if (next) {
        next.focus();
        next.select();
      } else {
        input.blur();
      }
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      step(input, event.key === "ArrowUp" ? 1 : -1);
    }
  };

  // Rows and cells as Excel and WPS put them on the clipboard; a cell in quotes may hold line ends.
  const cells = (pasted) => {
    const chars = pasted.replace(/\r\n?/g, "\n");
    const lines = [[""]];
    let isQuoted = false;
    for (let at = 0; at < chars.length; at += 1) {
      const char = chars[at];
      const line = lines[lines.length - 1];
      const last = line.length - 1;
      if (isQuoted && char === '"' && chars[at + 1] === '"') {
        line[last] += char;
        at += 1;
      } else if (char === '"' && (isQuoted || line[last] === "")) {
        isQuoted = !isQuoted;
      } else if (isQuoted || (char !== "\t" && char !== "\n")) {
        line[last] += char;
      } else if (char === "\t") {
        line.push("");
      } else {
        lines.push([""]);
      }
    }
    if (lines.length > 1 && lines[lines.length - 1].join("") === "") lines.pop();
    return lines;
  };

  const onPaste = (event) => {
    const input = event.target;
    if (!(input instanceof HTMLElement) || !input.matches("[data-percent]")) return;
    const pasted = cells(event.clipboardData.getData("text/plain"));
    if (pasted.length < 2 && pasted[0].length < 2) return;
    event.preventDefault();
    const start = rows.findIndex((row) => field(row, "percent") === input);
    pasted.forEach((line, at) => {
      const row = rows[start + at];
      if (!row) return;
      const value = line[0].normalize("NFKC").trim().replace(/%$/, "").trim();
      if (value) field(row, "is_no_change").checked = false;
      dress(row);
      if (value) field(row, "percent").value = value;
      if (line[1]) field(row, "narrative").value = line[1];
      dress(row);
      keep(row);
      save(row);
    });
  };

  Object.assign(month, { onKey, onPaste });
})();
