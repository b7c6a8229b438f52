// Text from Word, WPS, Excel and web pages, made into what a chapter may hold.

// What Word says of a list stands in its styles; everything else in them is looks.
function withoutStyles(html) {
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[(?:if|endif)[^>]*>/gi, "")
    .replace(/<(style|script|xml|title)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, (_all, style) => {
      if (/mso-list:\s*ignore/i.test(style)) return ' data-mso="ignore"';
      const level = /mso-list:[^;]*level(\d)/i.exec(style);
      if (level) return ` data-mso="${level[1]}"`;
      const marks = [];
      if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) marks.push(' data-strong="1"');
      if (/font-style:\s*italic/i.test(style)) marks.push(' data-em="1"');
      return marks.join("");
    });
}

export function cleaned(html) {
  if (html.includes("data-pm-slice")) return html; // from an editor like this one
  const body = new DOMParser().parseFromString(withoutStyles(html), "text/html").body;
  for (const part of body.querySelectorAll("o\\:p, meta, link")) part.replaceWith(...part.childNodes);
  for (const part of [...body.querySelectorAll("[data-strong], [data-em]")]) mark(part);
  lists(body);
  headings(body);
  for (const image of body.querySelectorAll("img")) image.remove();
  return body.innerHTML;
}

export function hasPictures(html) {
  return !html.includes("data-pm-slice") && /<img\b|<v:imagedata\b/i.test(html);
}

function mark(part) {
  if (part.matches("b, strong, i, em, h1, h2, h3, h4, h5, h6, td, th, table, tr, div")) return;
  for (const [name, tag] of [["strong", "strong"], ["em", "em"]]) {
    if (!(name in part.dataset)) continue;
    const around = document.createElement(tag);
    around.append(...part.childNodes);
    part.append(around);
  }
}

// Word writes the items of a list as paragraphs with their numbers in them.
function lists(body) {
  let stack = [];
  for (const item of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const level = Number(item.dataset.mso);
    if (!level || !item.matches("p")) {
      stack = [];
      continue;
    }
    const number = item.querySelector('[data-mso="ignore"]');
    const tag = /^[\s(（]*[0-9a-z一二三四五六七八九十]+\s*[.)、）．]/i.test(number?.textContent ?? "") ? "ol" : "ul";
    number?.remove();
    if (stack.length && item.previousElementSibling !== stack[0] && stack[0].parentNode) stack = [];
    stack.length = Math.min(stack.length, level);
    if (stack.length && stack.at(-1).localName !== tag && stack.length === level) stack.pop();
    while (stack.length < level) {
      const list = document.createElement(tag);
      const last = stack.at(-1)?.lastElementChild;
      if (last) last.append(list);
      else if (stack.length) stack.at(-1).append(list);
      else item.before(list);
      stack.push(list);
    }
    const entry = document.createElement("li");
    entry.append(...item.childNodes);
    stack.at(-1).append(entry);
    item.remove();
  }
}

// The largest heading of what is pasted becomes a heading, all others stand under it.
function headings(body) {
  const found = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const top = Math.min(...found.map((heading) => Number(heading.localName[1])));
  for (const heading of found) {
    const made = document.createElement(Number(heading.localName[1]) === top ? "h3" : "h4");
    made.append(...heading.childNodes);
    heading.replaceWith(made);
  }
}

// Cells that come as plain text have tabs between them.
export function tableOf(text) {
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  if (lines.length < 2 || !lines.every((line) => line.includes("\t"))) return null;
  const cell = (words) => {
    const paragraph = { type: "paragraph" };
    if (words.trim()) paragraph.content = [{ type: "text", text: words.trim() }];
    return { type: "tableCell", content: [paragraph] };
  };
  const width = Math.max(...lines.map((line) => line.split("\t").length));
  const row = (line) => {
    const cells = line.split("\t");
    return { type: "tableRow", content: Array.from({ length: width }, (_none, at) => cell(cells[at] ?? "")) };
  };
  return { type: "table", content: lines.map(row) };
}
