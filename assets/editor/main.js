// The editor of a chapter of an annual report.

import { Editor } from "@tiptap/core";
import { Subscript } from "@tiptap/extension-subscript";
import { Superscript } from "@tiptap/extension-superscript";
import { StarterKit } from "@tiptap/starter-kit";

import { Dialogs } from "./dialogs.js";
import { CaptionedTable, Picture, PlainCell, PlainHeader, TableRow } from "./nodes.js";
import { cleaned, hasPictures, tableOf } from "./paste.js";
import { Saving } from "./saving.js";
import { Toolbar } from "./toolbar.js";
import { written } from "./written.js";

const form = document.getElementById("compose-form");
const place = document.getElementById("editor");
if (form && place) start();

function start() {
  const words = document.getElementById("compose-words").dataset;
  const summary = form.elements.summary;
  const stored = JSON.parse(document.getElementById("chapter-html").textContent);
  const dialogs = new Dialogs(words, place.dataset.upload, form.elements.csrfmiddlewaretoken.value);
  const address = (digest) => place.dataset.pictures.replace("0".repeat(64), digest);
  let saving = null;

  const editor = new Editor({
    element: place,
    injectCSS: false,
    content: stored,
    extensions: [
      StarterKit.configure({
        heading: { levels: [3, 4] },
        code: false, codeBlock: false, strike: false, underline: false, horizontalRule: false,
        link: {
          openOnClick: false,
          protocols: ["http", "https", "mailto"],
          HTMLAttributes: { target: null, rel: null, class: null },
        },
      }),
      Subscript, Superscript,
      CaptionedTable, TableRow, PlainCell, PlainHeader,
      Picture.configure({
        address,
        words: { alt: words.alt, caption: words.caption, describe: words.describe },
        describe: (node, position) => describe(node, position),
      }),
    ],
    editorProps: {
      attributes: {
        class: "rich-text compose-text",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": "chapter-title",
        "aria-describedby": "chapter-guidance compose-status",
      },
      transformPastedHTML: cleaned,
      handlePaste: (_view, event) => paste(event),
      handleDrop: (view, event) => drop(view, event),
      handleKeyDown: (_view, event) => key(event),
    },
    onUpdate: () => { count(); saving?.changed(); },
    onBlur: () => saving?.save(),
  });

  const text = {
    read: () => ({ html: written(editor.getHTML()), summary: summary.value }),
    set: (values) => {
      editor.commands.setContent(values.html, { emitUpdate: false });
      summary.value = values.summary;
      count();
    },
    focus: () => editor.commands.focus(),
  };

  async function insertPictures(files, position = null) {
    for (const file of files) {
      const made = await dialogs.newPicture(file);
      if (!made) continue;
      const node = {
        type: "picture",
        attrs: { digest: made.digest, alt: made.alt },
        content: made.caption ? [{ type: "text", text: made.caption }] : [],
      };
      const chain = editor.chain().focus();
      (position === null ? chain.insertContent(node) : chain.insertContentAt(position, node)).run();
    }
    editor.commands.focus();
  }

  async function describe(node, position) {
    const made = await dialogs.describe(address(node.attrs.digest), node.attrs.alt);
    if (!made) return;
    editor.view.dispatch(editor.state.tr.setNodeAttribute(position, "alt", made.alt));
    editor.commands.focus();
  }

  const pictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith("image/"));

  function paste(event) {
    const { clipboardData } = event;
    const html = clipboardData.getData("text/html");
    const plain = clipboardData.getData("text/plain");
    const files = pictures(clipboardData.files);
    if (files.length && !plain.trim()) {
      insertPictures(files);
      return true;
    }
    leftOut.hidden = !hasPictures(html);
    const table = html ? null : tableOf(plain);
    if (!table || editor.isActive("table")) return false;
    editor.chain().focus().insertContent(table).run();
    return true;
  }

  // Stays until the next paste: the line below is soon about saving.
  const leftOut = document.getElementById("compose-left-out");

  function drop(view, event) {
    const files = pictures(event.dataTransfer?.files);
    if (!files.length) return false;
    event.preventDefault();
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
    const place = at && view.state.doc.resolve(at.pos);
    // Below the paragraph it was let go on, not through the middle of it.
    insertPictures(files, place ? (place.depth ? place.after(1) : place.pos) : null);
    return true;
  }

  function key(event) {
    if (event.altKey && event.key === "F10") {
      toolbar.focus();
      return true;
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      actions.link();
      return true;
    }
    return false;
  }

  const chooser = document.getElementById("picture-file");
  chooser.addEventListener("change", () => {
    const files = [...chooser.files];
    chooser.value = "";
    insertPictures(files);
  });

  const actions = {
    link: async () => {
      const made = await dialogs.address(editor.getAttributes("link").href ?? "");
      if (!made) return;
      const chain = editor.chain().focus().extendMarkRange("link");
      if (!made.address) chain.unsetLink().run();
      else if (editor.state.selection.empty && !editor.isActive("link")) {
        const shown = made.address.replace(/^mailto:/, "");
        const mark = { type: "link", attrs: { href: made.address } };
        editor.chain().focus().insertContent({ type: "text", text: shown, marks: [mark] }).run();
      } else chain.setLink({ href: made.address }).run();
    },
    picture: () => chooser.click(),
    table: () => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    tableCaption: async () => {
      const made = await dialogs.tableCaption(editor.getAttributes("table").caption);
      if (made) editor.chain().focus().updateAttributes("table", made).run();
    },
  };
  const toolbar = new Toolbar(document.getElementById("editor-bar"), editor, actions);

  const counter = document.querySelector("[data-count]");
  const count = () => {
    counter.textContent = [...editor.state.doc.textContent.replace(/\s/g, "")].length.toLocaleString("en");
  };

  // On a phone the chapters wait behind their heading.
  document.querySelector(".compose-menu").open = matchMedia("(min-width: 901px)").matches;
  for (const part of document.querySelectorAll("[data-fallback]")) part.remove();
  document.getElementById("editor-frame").hidden = false;
  saving = new Saving(form, text, words);
  saving.begin();
  count();
  summary.addEventListener("input", () => saving.changed());
  summary.addEventListener("change", () => saving.save());
  form.addEventListener("submit", (event) => { event.preventDefault(); saving.save(); });
}
