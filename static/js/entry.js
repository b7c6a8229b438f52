// The page of a month: each task saves itself when its field is left, and nothing typed is lost.
// Without this script the same form is saved by its button.
"use strict";

(() => {
  const form = document.getElementById("month-form");
  const rows = form ? [...form.querySelectorAll("tr[data-entry]")] : [];
  if (!rows.length) return;

  const text = (name) => form.dataset[`text${name}`];
  const saveState = document.getElementById("save-state");
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const FIELDS = [
    "percent", "narrative", "measured_value", "is_no_change", "no_change_reason", "fall_reason",
    "claim_explanation",
  ];
  const RETRY_MS = 15000;

  // ---- a row and its fields ----

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
  const running = new Map(); // row -> the save under way
  const attempted = new Map(); // row -> what was last sent, as text
  const failing = new Set();
  const contested = new Set(); // rows that wait for a choice between two texts

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

  // ---- saying how it stands ----

  const say = (row, message, isBad = false) => {
    const place = row.querySelector("[data-state]");
    place.textContent = message;
    place.classList.toggle("is-bad", isBad);
  };

  const sayAll = (time) => {
    const open = rows.filter(isDirty);
    if (open.length) {
      saveState.textContent = `${text("Unsaved")}${text("Colon")}${open.map((row) => row.dataset.number).join(text("Comma"))}`;
    } else if (time) {
      saveState.textContent = `${text("Saved")} ${time}`;
    }
    saveState.classList.toggle("is-bad", failing.size > 0);
    if (!open.length) form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
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
      const list = document.createElement("ul");
      list.className = "errorlist";
      messages.forEach((message) => {
        const item = document.createElement("li");
        item.textContent = message;
        list.append(item);
      });
      place.append(list);
    });
  };

  const refreshHead = (html) => {
    const head = document.getElementById("month-stats");
    if (head && html) head.innerHTML = html;
  };

  // ---- keeping what is not saved ----

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
        save(row);
      });
    });
    bar.querySelector("[data-forget]").addEventListener("click", () => {
      bar.hidden = true;
      found.forEach(([row]) => localStorage.removeItem(key(row)));
    });
  };

  // ---- saving ----

  const post = async (url, data) => {
    data.set("csrfmiddlewaretoken", token());
    const response = await fetch(url, {
      method: "POST",
      body: data,
      redirect: "manual",
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    const isOut = response.type === "opaqueredirect" || response.status === 403;
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: isOut ? 401 : response.status, body: isJson ? await response.json() : null };
  };

  const rowData = (row) => {
    const data = new FormData();
    const prefix = row.dataset.prefix;
    for (const name of ["version", "seen"]) data.set(`${prefix}-${name}`, field(row, name).value);
    for (const [name, value] of Object.entries(read(row))) {
      if (value === true) data.set(`${prefix}-${name}`, "on");
      else if (value !== false) data.set(`${prefix}-${name}`, value);
    }
    return data;
  };

  const settle = (row, sent, body) => {
    failing.delete(row);
    field(row, "version").value = body.values.version;
    field(row, "seen").value = body.values.seen;
    const now = JSON.stringify(read(row));
    if (now === sent) {
      // The portal's own way of writing the values: 35 for ３５％.
      write(row, body.values);
      saved.set(row, JSON.stringify(read(row)));
    } else {
      saved.set(row, sent);
    }
    showErrors(row, {});
    row.classList.toggle("is-missing", Boolean(body.is_unfinished));
    row.querySelector("[data-conflict]").replaceChildren();
    say(row, now === sent ? `${text("Saved")} ${body.saved_at}` : text("Unsaved"));
    refreshHead(body.head);
  };

  const refuse = (row, status, body) => {
    failing.add(row);
    if (status === 422 && body?.errors) {
      showErrors(row, body.errors);
      say(row, text("Unsaved"), true);
    } else if (status === 409) {
      showConflict(row, body);
    } else if (status === 401) {
      say(row, text("SignedOut"), true);
    } else if (body?.message) {
      say(row, body.message, true);
    } else {
      say(row, text("Broken"), true);
      retryLater();
    }
  };

  const sendRow = async (row) => {
    const sent = JSON.stringify(read(row));
    attempted.set(row, sent);
    say(row, text("Saving"));
    try {
      const { status, body } = await post(row.dataset.entry, rowData(row));
      if (status === 200 && body) settle(row, sent, body);
      else refuse(row, status, body);
      sayAll(body?.saved_at);
    } catch {
      failing.add(row);
      say(row, text("Offline"), true);
      sayAll();
      retryLater();
    }
    keep(row);
  };

  // One request at a time, so that the figures on top are those of the last answer.
  let turn = Promise.resolve();
  const inTurn = (work) => {
    turn = turn.then(work, work);
    return turn;
  };

  // One save per row at a time; what was typed and left meanwhile follows.
  const again = new Set();
  const save = (row) => {
    if (contested.has(row)) return Promise.resolve();
    if (running.has(row)) {
      again.add(row);
      return running.get(row);
    }
    if (!isDirty(row)) {
      keep(row);
      return Promise.resolve();
    }
    const task = inTurn(() => sendRow(row)).finally(() => {
      running.delete(row);
      const hasMore = again.delete(row) && attempted.get(row) !== JSON.stringify(read(row));
      return hasMore ? save(row) : undefined;
    });
    running.set(row, task);
    return task;
  };

  let timer = null;
  const retryLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => [...failing].filter(isDirty).forEach(save), RETRY_MS);
  };
  const retryNow = () => [...failing].filter(isDirty).forEach(save);
  window.addEventListener("online", retryNow);
  document.addEventListener("portal:token", retryNow);

  // ---- two people on one task ----

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

  // ---- evidence ----

  const fileErrors = (row, messages) => {
    const place = row.querySelector('[data-errors="files"]');
    place.replaceChildren();
    if (!messages.length) return;
    const list = document.createElement("ul");
    list.className = "errorlist";
    messages.forEach((message) => {
      const item = document.createElement("li");
      item.textContent = message;
      list.append(item);
    });
    place.append(list);
  };

  const takeAnswer = (row, body) => {
    if (body?.html !== undefined) row.querySelector("[data-evidence]").innerHTML = body.html;
    refreshHead(body?.head);
  };

  const problemOf = (status, body) => {
    if (body?.message) return body.message;
    if (status === 401) return text("SignedOut");
    if (status === 413) return text("TooLarge");
    return text("Broken");
  };

  const upload = async (row, files) => {
    const problems = [];
    for (const file of files) {
      say(row, `${text("Uploading")} ${file.name}`);
      const data = new FormData();
      data.set("file", file);
      try {
        const { status, body } = await post(row.dataset.attach, data);
        if (status === 200) takeAnswer(row, body);
        else problems.push(`${file.name}${text("Colon")}${problemOf(status, body)}`);
      } catch {
        problems.push(`${file.name}${text("Colon")}${text("Offline")}`);
      }
    }
    fileErrors(row, problems);
    say(row, "");
  };

  const detach = async (row, button) => {
    try {
      const { status, body } = await post(button.dataset.detach, new FormData());
      if (status === 200) takeAnswer(row, body);
      else fileErrors(row, [problemOf(status, body)]);
    } catch {
      fileErrors(row, [text("Offline")]);
    }
  };

  // ---- keyboard and paste ----

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

  // ---- wiring ----

  const rowOf = (event) =>
    event.target instanceof Element ? event.target.closest("tr[data-entry]") : null;

  rows.forEach((row) => {
    dress(row);
    // What the server refused on a plain save is not what it holds.
    const fresh = row.classList.contains("has-failed") ? "" : JSON.stringify(read(row));
    saved.set(row, fresh);
  });

  form.addEventListener("input", (event) => {
    const row = rowOf(event);
    if (!row || event.target.type === "file") return;
    dress(row);
    keep(row);
    say(row, isDirty(row) ? text("Unsaved") : "");
  });

  form.addEventListener("focusout", (event) => {
    const row = rowOf(event);
    if (!row || event.target.type === "file") return;
    // Somebody who goes on to the reason is not finished with the row.
    const goesToReason = event.relatedTarget?.closest?.("[data-fall], [data-claim], [data-no-change-reason]");
    if (goesToReason && row.contains(event.relatedTarget)) return;
    save(row);
  });

  form.addEventListener("change", (event) => {
    const row = rowOf(event);
    if (!row) return;
    if (event.target.type === "file") {
      const files = [...event.target.files];
      event.target.value = "";
      inTurn(() => upload(row, files));
    } else if (event.target.type === "checkbox") {
      dress(row);
      if (event.target.checked) {
        const reason = field(row, "no_change_reason");
        if (!reason.value) {
          reason.focus();
          return;
        }
      }
      save(row);
    }
  });

  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);

  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-detach]") : null;
    const row = rowOf(event);
    if (!button || !row) return;
    event.preventDefault();
    inTurn(() => detach(row, button));
  });

  // A number counted in the registers becomes the measured value.
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-use]") : null;
    const row = rowOf(event);
    if (!button || !row) return;
    const input = field(row, "measured_value");
    input.value = button.dataset.use;
    input.focus();
    save(row);
  });

  document.addEventListener("click", (event) => {
    const jump = event.target instanceof Element ? event.target.closest("[data-jump]") : null;
    if (!jump) return;
    const row = document.querySelector(jump.getAttribute("href"));
    const wanted = jump.dataset.jump === "claim" ? "[data-claim] textarea" : "[data-percent]:not(:disabled), textarea";
    const input = row?.querySelector(wanted);
    if (!input) return;
    event.preventDefault();
    row.scrollIntoView({ block: "center" });
    input.focus({ preventScroll: true });
  });

  ["dragover", "dragleave", "drop"].forEach((kind) => {
    form.addEventListener(kind, (event) => {
      const row = rowOf(event);
      const files = event.dataTransfer?.types.includes("Files");
      if (!row || !files) return;
      event.preventDefault();
      row.querySelector("[data-drop]").classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") {
        const dropped = [...event.dataTransfer.files];
        inTurn(() => upload(row, dropped));
      }
    });
  });

  // A file that misses its row must not replace the page.
  ["dragover", "drop"].forEach((kind) => {
    window.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  });

  // The page as a whole: saves under way end first, and a second click sends nothing twice.
  let isLeaving = false;
  form.addEventListener("submit", async (event) => {
    if (isLeaving) {
      event.preventDefault();
      return;
    }
    isLeaving = true;
    if (!running.size) return;
    event.preventDefault();
    await Promise.allSettled(running.values());
    isLeaving = false;
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });

  offerKept();
})();
