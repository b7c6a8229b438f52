// The bar above the text: one stop of the Tab key, arrows within it, Alt+F10 from the text.

export class Toolbar {
  constructor(bar, editor, actions) {
    this.bar = bar;
    this.editor = editor;
    this.actions = actions;
    this.style = bar.querySelector("[data-style]");
    bar.addEventListener("click", (event) => this.click(event));
    bar.addEventListener("keydown", (event) => this.key(event));
    this.style.addEventListener("change", () => this.setStyle());
    editor.on("transaction", () => this.show());
    this.show();
  }

  get stops() {
    const all = [...this.bar.querySelectorAll("button, select")];
    return all.filter((stop) => !stop.disabled && stop.offsetParent !== null);
  }

  focus() {
    (this.stops.find((stop) => stop.tabIndex === 0) ?? this.stops[0])?.focus();
  }

  click(event) {
    const button = event.target.closest("[data-command]");
    if (!button) return;
    const { command, argument } = button.dataset;
    if (this.actions[command]) this.actions[command]();
    else this.editor.chain().focus()[command](...(argument ? [argument] : [])).run();
  }

  setStyle() {
    const level = Number(this.style.value);
    const chain = this.editor.chain().focus();
    if (level) chain.setHeading({ level }).run();
    else chain.setParagraph().run();
  }

  key(event) {
    if (event.key === "Escape") {
      this.editor.commands.focus();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { stops } = this;
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  }

  show() {
    const { editor } = this;
    const isInTable = editor.isActive("table");
    this.bar.querySelector("[data-for-table]").hidden = !isInTable;
    for (const button of this.bar.querySelectorAll("[data-active]")) {
      button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.active)));
    }
    for (const button of this.bar.querySelectorAll("[data-can]")) {
      button.disabled = !editor.can()[button.dataset.can]();
    }
    this.style.value = String([3, 4].find((level) => editor.isActive("heading", { level })) ?? 0);
    this.style.disabled = !editor.can().setParagraph() && !editor.isActive("paragraph");
    const { stops } = this;
    const current = stops.includes(document.activeElement) ? document.activeElement : stops[0];
    for (const stop of stops) stop.tabIndex = stop === current ? 0 : -1;
  }
}
