// The text as it is sent: what the editor needs for itself is left out.

export function written(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const cell of body.querySelectorAll("td, th")) {
    for (const name of ["colspan", "rowspan"]) if (cell.getAttribute(name) === "1") cell.removeAttribute(name);
  }
  for (const holder of body.querySelectorAll("td, th, li, blockquote")) unwrap(holder);
  for (const table of body.querySelectorAll("table")) raiseHeads(table);
  for (const empty of body.querySelectorAll("figcaption:empty, caption:empty")) empty.remove();
  for (const caption of body.querySelectorAll("caption")) caption.removeAttribute("contenteditable");
  while (body.lastElementChild?.matches("p:empty")) body.lastElementChild.remove();
  return body.innerHTML;
}

// One paragraph in a cell or an item is its text.
function unwrap(holder) {
  const [first, ...others] = holder.children;
  if (!first?.matches("p") || holder.matches("blockquote")) return;
  if (others.every((other) => other.matches("ul, ol"))) first.replaceWith(...first.childNodes);
}

// Rows of headings at the top are repeated on every page of print.
function raiseHeads(table) {
  const body = table.querySelector(":scope > tbody");
  const rows = [...(body?.rows ?? [])];
  const count = rows.findIndex((row) => [...row.cells].some((cell) => cell.tagName !== "TH"));
  if (count < 1) return;
  const reaches = rows.slice(0, count).some((row, at) => [...row.cells].some((cell) => at + cell.rowSpan > count));
  if (reaches) return;
  const head = document.createElement("thead");
  head.append(...rows.slice(0, count));
  body.before(head);
}
