// Each task saves itself when its field is left: one request at a time, tried again when it fails.
"use strict";

(() => {
  const month = window.portalMonth;
  if (!month) return;
  const {
    form, rows, text, field, read, write, say, showErrors, refreshHead, keep, saved, isDirty,
  } = month;

  const saveState = document.getElementById("save-state");
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const RETRY_MS = 15000;

  const running = new Map(); // row -> the save under way
  const attempted = new Map(); // row -> what was last sent, as text
  const failing = new Set();
  const contested = new Set(); // rows that wait for a choice between two texts

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
      month.showConflict(row, body);
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

  Object.assign(month, { running, failing, contested, again, post, sayAll, inTurn, save });
})();
