// When the pages have been made they are shown, without a click.
"use strict";

document.addEventListener("htmx:afterSettle", () => {
  const job = document.querySelector(".job");
  if (job && !job.hasAttribute("hx-get") && !job.querySelector("[role=alert]")) location.reload();
});
