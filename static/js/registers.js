// The form of a record: shows only what belongs to the chosen kind. Without it all fields stand.
"use strict";

(() => {
  const kind = document.querySelector("select[name=kind]");
  const fields = [...document.querySelectorAll("[data-kinds]")];
  if (!kind || fields.length === 0) return;

  const show = () => {
    fields.forEach((field) => {
      const belongs = field.dataset.kinds.split(" ").includes(kind.value);
      const place = field.closest(".register-field");
      // What is filled in stays in sight, so that nobody saves what they cannot see.
      place.hidden = !belongs && field.value === "";
    });
  };

  kind.addEventListener("change", show);
  show();
})();
