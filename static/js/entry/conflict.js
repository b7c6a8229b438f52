// Two people on one task: what only one of them changed stands, the rest is a choice.
"use strict";

(() => {
  const month = window.portalMonth;
  if (!month) return;
  const {
    text, field, read, write, asRead, say, showErrors, saved, failing, contested, again, keep,
    sayAll, save,
  } = month;

  // Fields I left alone take what the other saved; only what both changed is a conflict.
  // A percent and "no change" answer one question: whoever changed one has changed both.
  const ANSWER = ["percent", "is_no_change"];

  const merge = (row, theirs) => {
    const base = JSON.parse(saved.get(row) || "{}");
    const mine = read(row);
    const same = (one, other) => String(one ?? "") === String(other ?? "");
    const changed = (values) => (name) =>
      (ANSWER.includes(name) ? ANSWER : [name]).some((one) => !same(values[one], base[one]));
    const isMineIn = changed(mine);
    const isTheirsIn = changed(theirs);
    const merged = {};
    const clashing = [];
    for (const name of Object.keys(mine)) {
      const isMine = isMineIn(name);
      const isTheirs = isTheirsIn(name);
      merged[name] = isMine ? mine[name] : theirs[name];
      if (isMine && isTheirs && !same(mine[name], theirs[name])) clashing.push(name);
    }
    return { merged, clashing };
  };

  const showConflict = (row, body) => {
    const place = row.querySelector("[data-conflict]");
    const { merged, clashing } = merge(row, body.values);
    write(row, merged);
    if (saved.get(row) && !clashing.length) {
      // Each changed something else: both changes stand, and nobody has to choose.
      field(row, "version").value = body.values.version;
      field(row, "seen").value = body.values.seen;
      saved.set(row, JSON.stringify(asRead(row, body.values)));
      failing.delete(row);
      showErrors(row, {});
      say(row, "");
      again.add(row);
      return;
    }
    place.innerHTML = body.html;
    place.querySelectorAll("[data-field]").forEach((side) => {
      if (clashing.length && !clashing.includes(side.dataset.field)) side.remove();
    });
    say(row, text("Unsaved"), true);
    contested.add(row);
    const settleOn = (values) => {
      contested.delete(row);
      write(row, values);
      field(row, "version").value = body.values.version;
      failing.delete(row);
      showErrors(row, {});
      place.replaceChildren();
    };
    place.querySelector("[data-keep]").addEventListener("click", (event) => {
      event.preventDefault();
      settleOn(read(row));
      save(row);
    });
    place.querySelector("[data-take]").addEventListener("click", (event) => {
      event.preventDefault();
      settleOn(body.values);
      field(row, "seen").value = body.values.seen;
      saved.set(row, JSON.stringify(read(row)));
      say(row, "");
      keep(row);
      sayAll();
    });
    place.querySelector(".note").focus();
  };

  Object.assign(month, { showConflict });
})();
