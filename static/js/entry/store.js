// What is typed and not yet saved stays in the browser, and is offered again.
"use strict";

(() => {
  const month = window.portalMonth;
  if (!month) return;
  const { form, rows, read, write, saved, isDirty } = month;

  const key = (row) => `${form.dataset.store}:${row.dataset.number}`;

  const keep = (row) => {
    try {
      if (isDirty(row)) {
        localStorage.setItem(key(row), JSON.stringify({ at: Date.now(), values: read(row) }));
      } else {
        localStorage.removeItem(key(row));
      }
    } catch {
      // A full or forbidden store must not keep anybody from working.
    }
  };

  const kept = (row) => {
    try {
      const found = JSON.parse(localStorage.getItem(key(row)) ?? "null");
      return found && JSON.stringify(found.values) !== saved.get(row) ? found : null;
    } catch {
      return null;
    }
  };

  const offerKept = () => {
    const bar = document.getElementById("entry-recovery");
    const found = rows.map((row) => [row, kept(row)]).filter(([, item]) => item);
    if (!found.length || !bar) return;
    bar.hidden = false;
    bar.querySelector("[data-recovery-list]").textContent = found
      .map(([row, item]) => `${row.dataset.number}. ${row.dataset.title} (${new Date(item.at).toLocaleString()})`)
      .join(" · ");
    bar.querySelector("[data-recover]").addEventListener("click", () => {
      bar.hidden = true;
      found.forEach(([row, item]) => {
        write(row, item.values);
        month.save(row);
      });
    });
    bar.querySelector("[data-forget]").addEventListener("click", () => {
      bar.hidden = true;
      found.forEach(([row]) => localStorage.removeItem(key(row)));
    });
  };

  Object.assign(month, { keep, offerKept });
})();
