// The preview of a month's file: typing another value chooses it. Without it one chooses oneself.
"use strict";

(() => {
  document.querySelectorAll(".file-typed").forEach((place) => {
    place.addEventListener("input", () => {
      place.closest(".file-side").querySelector("input[type=radio]").checked = true;
    });
  });
})();
