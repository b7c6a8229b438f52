// Saving by itself: what is not saved survives in this tab, and two people never overwrite each other.

const PAUSE = 3000;
const AGAIN = 15000;

export class Saving {
  // `text` reads and sets what is written: { html, summary }.
  constructor(form, text, words) {
    this.form = form;
    this.text = text;
    this.words = words;
    this.status = document.getElementById("compose-status");
    this.place = document.getElementById("compose-conflict");
    this.key = `annual:${new URL(form.action).pathname}`;
    this.version = form.elements.version.value;
    this.running = null;
    this.box = null;
  }

  // Bring back what an earlier visit could not save.
  begin() {
    const now = this.text.read();
    this.saved = now;
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    } catch { /* not ours */ }
    if (kept && !this.isSaved(kept)) {
      this.text.set(kept);
      this.version = kept.version;
      this.say(this.words.restored);
      this.save();
    } else {
      this.forget();
    }
    this.tellElsewhere();
    window.addEventListener("beforeunload", (event) => { if (this.isUnsaved) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.isUnsaved) this.save(); });
    document.addEventListener("click", (event) => this.leave(event));
  }

  // Chapters whose text waits in this tab: it is sent when they are opened again.
  tellElsewhere() {
    const note = document.getElementById("compose-elsewhere");
    const links = [...document.querySelectorAll("#compose-nav-list .compose-chapters a")].filter((link) => {
      const key = `annual:${link.pathname}`;
      return key !== this.key && sessionStorage.getItem(key) !== null;
    });
    note.querySelector("[data-chapters]").replaceChildren(...links.map((link) => {
      const made = document.createElement("a");
      made.href = link.href;
      made.textContent = link.querySelector(".compose-name").textContent;
      return made;
    }));
    note.hidden = links.length === 0;
  }

  get isUnsaved() {
    return sessionStorage.getItem(this.key) !== null || this.overflow === true;
  }

  keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ ...this.text.read(), version: this.version }));
      this.overflow = false;
    } catch {
      this.overflow = true; // the storage is full: leaving the page asks first
    }
  }

  forget() {
    sessionStorage.removeItem(this.key);
    this.overflow = false;
  }

  isSaved(text) {
    return text.html === this.saved.html && text.summary === this.saved.summary;
  }

  // What the editor does for itself, and what is undone, is no change.
  changed() {
    if (this.isSaved(this.text.read())) {
      this.forget();
      clearTimeout(this.timer);
      return;
    }
    this.keep();
    this.later(PAUSE);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  // A link is followed when the text is safe; one that is chosen again is, as the browser asks then.
  leave(event) {
    const link = event.target.closest?.("a[href]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.target || link.hasAttribute("download") || !this.isUnsaved || this.box) return;
    if (link.origin !== location.origin || link.closest(".ProseMirror") || event.defaultPrevented) return;
    event.preventDefault();
    this.save().then(() => {
      if (this.isUnsaved && this.refused !== link.href) this.refused = link.href;
      else location.href = link.href;
    });
  }

  save() {
    clearTimeout(this.timer);
    if (!this.isUnsaved || this.box) return this.running ?? Promise.resolve();
    this.running = (this.running ?? Promise.resolve()).then(() => this.send());
    return this.running;
  }

  async send() {
    if (!this.isUnsaved || this.box) return;
    const sent = this.text.read();
    const body = new FormData(this.form);
    body.delete("text");
    for (const [name, value] of Object.entries({ ...sent, version: this.version })) body.set(name, value);
    this.say(this.words.saving);
    let response;
    try {
      response = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      this.fail(this.words.offline);
      return;
    }
    if (response.redirected) this.fail(this.words.signedOut);
    else if (!response.headers.get("Content-Type")?.startsWith("application/json")) this.fail(this.words.failed);
    else this.answered(response.status, await response.json(), sent);
  }

  answered(status, answer, sent) {
    if (status === 409) {
      this.ask(answer);
    } else if (status === 200) {
      this.version = answer.version;
      document.getElementById("compose-nav-list").innerHTML = answer.nav;
      document.getElementById("compose-head-state").innerHTML = answer.head;
      this.saved = sent;
      this.refused = null;
      document.querySelector(".compose-replaced")?.remove(); // by now the chapter says something else
      this.changed();
      this.status.innerHTML = answer.line;
    } else {
      this.status.innerHTML = answer.line;
    }
  }

  fail(words) {
    this.say(words, true);
    this.later(AGAIN);
  }

  say(words, isProblem = false) {
    const line = document.createElement("span");
    line.className = isProblem ? "text-red" : "muted";
    line.textContent = words;
    this.status.replaceChildren(line);
  }

  // Between two texts a person chooses; until then nothing is sent.
  ask(answer) {
    this.place.innerHTML = answer.box;
    this.box = this.place.querySelector("[data-conflict]");
    this.box.querySelector("[data-choose]").hidden = false;
    this.say(this.words.chooseFirst, true);
    this.box.addEventListener("click", (event) => {
      const isTheirs = event.target.closest("[data-take-theirs]");
      if (!isTheirs && !event.target.closest("[data-keep-mine]")) return;
      this.version = answer.version;
      if (isTheirs) this.text.set(answer);
      this.box = null;
      this.place.replaceChildren();
      this.keep();
      this.save();
      this.text.focus();
    });
    this.box.scrollIntoView({ block: "center" });
    this.box.querySelector("[data-keep-mine]").focus({ preventScroll: true });
  }
}
