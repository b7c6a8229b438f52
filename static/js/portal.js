// Behaviour shared by all pages, asked for by data attributes; every page works without it.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const closest = (event, selector) =>
    event.target instanceof Element ? event.target.closest(selector) : null;

  // The menu on a narrow screen.
  const toggleMenu = (button) => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
  };

  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.removeAttribute("open");
    });
  };

  const selectedCount = (name) => {
    const boxes = document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`);
    const count = [...boxes].filter((box) => box.checked).length;
    document.querySelectorAll(`[data-selected-count="${CSS.escape(name)}"]`).forEach((place) => {
      place.textContent = String(count);
    });
    document.querySelectorAll(`[data-needs-selected="${CSS.escape(name)}"]`).forEach((button) => {
      button.disabled = count === 0;
    });
    const all = document.querySelector(`[data-select-all="${CSS.escape(name)}"]`);
    if (all) {
      all.checked = count > 0 && count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
    }
  };

  const copyText = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const shown = button.dataset.copied;
    if (shown) button.textContent = shown;
  };

  document.addEventListener("click", (event) => {
    const toggle = closest(event, ".menu-toggle");
    if (toggle) toggleMenu(toggle);
    closeMenus(closest(event, "details[data-menu]"));

    const dismiss = closest(event, "[data-dismiss]");
    if (dismiss) dismiss.closest(".note")?.remove();

    if (closest(event, "[data-print]")) window.print();

    const copy = closest(event, "[data-copy]");
    if (copy) copyText(copy).catch(() => {});

    const asks = closest(event, "button[data-confirm], a[data-confirm]");
    if (asks && !window.confirm(asks.dataset.confirm)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  // Forms: ask first, submit once, warn before unsaved edits are lost.
  const edited = new Set();

  const mayLose = () => [...edited].some((form) => form.isConnected);

  document.addEventListener("input", (event) => {
    const form = closest(event, "form[data-unsaved]");
    if (form) edited.add(form);
  });

  document.addEventListener("change", (event) => {
    const all = closest(event, "[data-select-all]");
    if (all) {
      const name = all.dataset.selectAll;
      document
        .querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]:not(:disabled)`)
        .forEach((box) => {
          box.checked = all.checked;
        });
      selectedCount(name);
    } else if (event.target.matches?.("input[type=checkbox][name]")) {
      selectedCount(event.target.name);
    }
    const auto = closest(event, "[data-autosubmit]");
    if (auto) (auto.form ?? auto).requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-once")) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      // Disabled only after the browser has collected the form, else the button's value is lost.
      setTimeout(() => {
        form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
          button.disabled = true;
        });
      }, 0);
    }
    edited.delete(form);
  });

  document.addEventListener("portal:saved", (event) => {
    const form = closest(event, "form[data-unsaved]");
    if (form) edited.delete(form);
  });

  window.addEventListener("beforeunload", (event) => {
    if (mayLose()) event.preventDefault();
  });

  // Back to a page that was left: its buttons work again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button:disabled").forEach((button) => {
        button.disabled = false;
      });
    });
  });

  // Signing in renews the token of every form: a tab that stayed open takes it from the new page.
  const shareToken = () => {
    const menu = document.querySelector(".person-menu[data-person]");
    if (!menu || !("BroadcastChannel" in window)) return;
    const person = menu.dataset.person;
    const channel = new BroadcastChannel("portal-token");
    channel.addEventListener("message", ({ data }) => {
      if (data.person !== person) return;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => {
        input.value = data.token;
      });
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": data.token }));
      document.dispatchEvent(new Event("portal:token"));
    });
    // A page shown again from the browser's store may hold a token of the day before.
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") return;
    channel.postMessage({ person, token: menu.querySelector("[name=csrfmiddlewaretoken]").value });
  };
  shareToken();

  const isTyping = (element) =>
    element instanceof Element && element.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.querySelector("details[data-menu][open]");
      closeMenus(null);
      open?.querySelector("summary")?.focus();
    }
    if (event.altKey && event.key.toLowerCase() === "s") {
      const form = document.querySelector("form[data-save-key]");
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
    }
    if (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-select-all]").forEach((all) => {
      selectedCount(all.dataset.selectAll);
    });
    document.querySelector("[data-focus]")?.focus();
  });
})();
