// Files of a task: sent one after the other, taken off, and what is wrong with them.
"use strict";

(() => {
  const month = window.portalMonth;
  if (!month) return;
  const { text, say, listOf, refreshHead, post } = month;

  const fileErrors = (row, messages) => {
    const place = row.querySelector('[data-errors="files"]');
    place.replaceChildren();
    if (!messages.length) return;
    place.append(listOf(messages));
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

  Object.assign(month, { upload, detach });
})();
