// The matrix: figures of a cell on hover and focus, arrow keys from cell to cell.
"use strict";

(() => {
  const table = document.getElementById("matrix");
  const tip = document.getElementById("matrix-tip");
  if (!table || !tip) return;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = read("matrix-words");
  const tasks = read("matrix-tasks");
  const cells = Array.from(table.querySelectorAll("td[data-n] > a"));
  if (!cells.length) return;

  // One stop of the Tab key for the whole table; arrows move inside.
  cells.forEach((cell) => { cell.tabIndex = -1; });
  let current = cells[0];
  current.tabIndex = 0;

  const line = (text, name) => {
    const element = document.createElement(name || "div");
    element.textContent = text;
    return element;
  };
  const points = (text) => (text === "" ? words.none : `${text}%`);

  const describe = (cell) => {
    const [accepted, claimed, expected, state, before] = cell.dataset.f.split("|");
    const number = cell.parentElement.dataset.n;
    const society = cell.closest("tr").querySelector("th .code").parentElement.textContent.trim();
    const figures = [
      `${words.accepted} ${points(accepted)}`,
      `${words.claimed} ${points(claimed)}`,
      `${words.expected} ${points(expected)}`,
    ];
    if (before) figures.push(`${words.before} ${points(before)}`);
    if (cell.parentElement.classList.contains("is-against")) figures.push(words.against);
    tip.replaceChildren(
      line(society, "strong"),
      line(`${number}. ${tasks[number]}`),
      line(words.states[state]),
      line(figures.join(" · ")),
    );
  };

  const show = (cell) => {
    describe(cell);
    tip.hidden = false;
    const box = cell.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), width - own.width - 8);
    const above = box.top - own.height - 8;
    const top = above > 60 ? above : box.bottom + 8;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${top + window.scrollY}px`;
  };
  const hide = () => { tip.hidden = true; };

  const cellAt = (event) =>
    event.target instanceof Element ? event.target.closest("td[data-n] > a") : null;

  table.addEventListener("mouseover", (event) => {
    const cell = cellAt(event);
    if (cell) show(cell); else hide();
  });
  table.addEventListener("mouseleave", hide);
  table.addEventListener("focusin", (event) => {
    const cell = cellAt(event);
    if (!cell) { hide(); return; }
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    show(cell);
  });
  table.addEventListener("focusout", hide);

  const linkIn = (td) => (td ? td.querySelector(":scope > a[data-f]") : null);
  const sideways = (cell, step) => {
    const key = step > 0 ? "nextElementSibling" : "previousElementSibling";
    for (let td = cell.parentElement[key]; td; td = td[key]) {
      const link = linkIn(td);
      if (link) return link;
    }
    return null;
  };
  const rows = Array.from(table.querySelectorAll("tbody tr:not(.group-row)"));
  const upDown = (cell, step) => {
    const column = cell.parentElement.cellIndex;
    for (let at = rows.indexOf(cell.closest("tr")) + step; rows[at]; at += step) {
      const link = linkIn(rows[at].cells[column]);
      if (link) return link;
    }
    return null;
  };
  const ends = (cell, last) => {
    const links = cell.closest("tr").querySelectorAll("a[data-f]");
    return links[last ? links.length - 1 : 0];
  };
  const moves = {
    ArrowRight: (cell) => sideways(cell, 1),
    ArrowLeft: (cell) => sideways(cell, -1),
    ArrowDown: (cell) => upDown(cell, 1),
    ArrowUp: (cell) => upDown(cell, -1),
    Home: (cell) => ends(cell, false),
    End: (cell) => ends(cell, true),
  };
  table.addEventListener("keydown", (event) => {
    const cell = cellAt(event);
    if (event.key === "Escape") hide();
    if (!cell || !moves[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const target = moves[event.key](cell);
    if (target) target.focus();
  });
})();
