// The matrix as a grid: one stop of the Tab key, arrows inside, figures of a cell on hover and
// focus, and a jump to a society by what is typed of it.
"use strict";

(() => {
  const table = document.getElementById("matrix");
  const tip = document.getElementById("matrix-tip");
  if (!table || !tip) return;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = read("matrix-words");
  const tasks = read("matrix-tasks");
  const links = Array.from(table.querySelectorAll("a"));
  const first = table.querySelector("td[data-n] > a") || links[0];
  const societies = Array.from(table.querySelectorAll("tr[data-p]"));

  // Figures of a cell.
  const line = (text, name) => {
    const element = document.createElement(name || "div");
    element.textContent = text;
    return element;
  };
  const points = (text) => (text === "" ? words.none : `${text}%`);
  const nameOf = (row) => row.querySelector("th .code").parentElement.textContent.trim();

  const describe = (cell) => {
    const [accepted, claimed, expected, state, before, verdict] = cell.dataset.f.split("|");
    const number = cell.parentElement.dataset.n;
    const claim = claimed === "-" ? "" : claimed || accepted;
    const figures = [
      `${words.accepted} ${points(accepted)}`,
      `${words.claimed} ${points(claim)}`,
      `${words.expected} ${points(expected)}`,
      `${words.before} ${points(before)}`,
    ];
    const lines = [
      line(nameOf(cell.closest("tr")), "strong"),
      line(`${number}. ${tasks[number]}`),
      line(words.states[state]),
      line(figures.join(" · ")),
    ];
    if (verdict) lines.push(line(`${words.registers} ${words.verdicts[verdict]}`));
    if (cell.title) lines.push(line(cell.title));
    tip.replaceChildren(...lines);
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

  const linkAt = (event) =>
    event.target instanceof Element ? event.target.closest("a") : null;
  const tell = (link) => { if (link && link.dataset.f) show(link); else hide(); };

  table.addEventListener("mouseover", (event) => tell(linkAt(event)));
  table.addEventListener("mouseleave", hide);
  table.addEventListener("focusout", hide);

  // The grid: every link is reached by keys, one of them by Tab.
  table.setAttribute("role", "grid");
  links.forEach((link) => { link.tabIndex = -1; });
  let current = first;
  current.tabIndex = 0;
  table.addEventListener("focusin", (event) => {
    const link = linkAt(event);
    if (!link) return;
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
    tell(link);
  });

  const isShown = (link) => link.offsetParent !== null;
  const inRow = (row) => Array.from(row.querySelectorAll("a")).filter(isShown);
  // The heading of a line spans three columns.
  const spanned = (row) => (row.cells[0] ? row.cells[0].colSpan - 1 : 0);
  const columnOf = (link) => {
    const cell = link.closest("td, th");
    return cell.cellIndex && cell.cellIndex + spanned(cell.parentElement);
  };
  const linkIn = (row, column) => {
    const cell = row.cells[column && column - spanned(row)];
    const found = cell ? cell.querySelector(":scope > a:not(.corrected)") : null;
    return found && isShown(found) ? found : null;
  };
  const rows = Array.from(table.rows);
  const place = (link) => rows.indexOf(link.closest("tr"));
  // The nearest row that has a link in the column: not every society owes every task.
  const seek = (column, from, step, until) => {
    for (let at = from; at >= 0 && at < rows.length && at !== until; at += step) {
      const found = linkIn(rows[at], column);
      if (found) return found;
    }
    return null;
  };
  const sideways = (link, step) => {
    const all = inRow(link.closest("tr"));
    return all[all.indexOf(link) + step];
  };
  const ends = (row, last) => inRow(row).at(last ? -1 : 0);
  const pageOf = (link) =>
    Math.max(1, Math.floor((window.innerHeight * 0.7) / link.closest("tr").offsetHeight));
  const top = rows.indexOf(societies[0]);
  const leap = (link, step) => {
    const from = place(link);
    const to = Math.min(Math.max(from + step, top), rows.length - 1);
    const back = Math.sign(step);
    return seek(columnOf(link), to, -back, from) || seek(columnOf(link), to, back, -1);
  };
  const moves = {
    ArrowRight: (link) => sideways(link, 1),
    ArrowLeft: (link) => sideways(link, -1),
    ArrowDown: (link) => seek(columnOf(link), place(link) + 1, 1),
    ArrowUp: (link) => seek(columnOf(link), place(link) - 1, -1),
    Home: (link) => ends(link.closest("tr"), false),
    End: (link) => ends(link.closest("tr"), true),
    PageDown: (link) => leap(link, pageOf(link)),
    PageUp: (link) => leap(link, -pageOf(link)),
  };
  const farMoves = {
    Home: () => ends(societies[0], false),
    End: () => ends(societies.at(-1), true),
  };

  // The jump: code, part of the name, pinyin or its initials.
  const form = document.getElementById("matrix-jump");
  const input = document.getElementById("matrix-jump-to");
  const said = document.getElementById("matrix-jump-said");
  const plain = (text) => text.normalize("NFKC").toLowerCase().trim();
  let found = [];
  let at = 0;

  // Whether the letters are beginnings of some syllables in a row, none passed over.
  const isReadAs = (syllables, letters) =>
    syllables.some((_, start) => {
      let reached = new Set([0]);
      for (const forms of syllables.slice(start)) {
        const next = new Set();
        for (const from of reached) {
          for (const form of forms) {
            for (let size = 1; size <= form.length; size += 1) {
              if (letters.startsWith(form.slice(0, size), from)) next.add(from + size);
            }
          }
        }
        if (next.has(letters.length)) return true;
        if (!next.size) return false;
        reached = next;
      }
      return false;
    });
  const known = () =>
    societies.map((row) => {
      const name = plain(nameOf(row));
      const code = name.split(/\s/)[0];
      const syllables = row.dataset.p.split(" ").map((each) => each.split("|"));
      return { row, name, code, syllables };
    });
  let all = null;
  const search = (text) => {
    const wanted = plain(text);
    if (!wanted) return [];
    all = all || known();
    const letters = wanted.replace(/[\s'’·.-]/g, "").replace(/ü/g, "v");
    const isPinyin = /^[a-z]{2,}$/.test(letters);
    const byCode = all.filter(
      (each) => each.code.startsWith(wanted) || each.code.replace("-", "").startsWith(letters),
    );
    if (byCode.length && /\d/.test(wanted)) return byCode;
    return all.filter(
      (each) =>
        each.name.includes(wanted) || (isPinyin && isReadAs(each.syllables, letters)),
    );
  };
  const mark = (row) => {
    table.querySelectorAll("tr.is-found").forEach((each) => each.classList.remove("is-found"));
    if (row) row.classList.add("is-found");
  };
  const point = () => {
    const match = found[at];
    mark(match && match.row);
    if (!match) {
      said.textContent = input.value.trim() ? words.nobody : "";
      return;
    }
    match.row.scrollIntoView({ block: "center" });
    said.textContent = `${nameOf(match.row)} (${at + 1} / ${found.length})`;
  };
  const look = () => {
    found = search(input.value);
    at = 0;
    point();
  };
  const enter = () => {
    if (!found[at]) return;
    const link = found[at].row.querySelector("th .code").parentElement;
    link.focus();
  };
  form.hidden = false;
  document.getElementById("matrix-keys").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter();
  });
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !found.length) return;
    event.preventDefault();
    at = (at + step + found.length) % found.length;
    point();
  });

  const leave = () => {
    hide();
    input.focus();
    input.select();
  };

  table.addEventListener("keydown", (event) => {
    const link = linkAt(event);
    if (!link || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") {
      leave();
      return;
    }
    const move = event.ctrlKey ? farMoves[event.key] : moves[event.key];
    if (move) {
      event.preventDefault();
      const target = move(link);
      if (target) target.focus();
    } else if (!event.ctrlKey && event.key.length === 1 && event.key !== " " && event.key !== "/") {
      // A letter begins the name of a society: the field takes it, and what follows.
      input.value = "";
      input.focus();
    }
  });
})();
