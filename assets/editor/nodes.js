// What a chapter may hold beside plain text: tables with a caption, pictures with words under them.

import { mergeAttributes, Node } from "@tiptap/core";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";

const span = { default: 1, parseHTML: (cell) => Math.min(Number(cell.getAttribute("colspan")) || 1, 99) };
const rows = { default: 1, parseHTML: (cell) => Math.min(Number(cell.getAttribute("rowspan")) || 1, 99) };

// Cells have no width and no alignment of their own: print and screen decide.
const plainCell = {
  addAttributes() {
    return { colspan: span, rowspan: rows, colwidth: { default: null, rendered: false, parseHTML: () => null } };
  },
};

export const PlainCell = TableCell.extend(plainCell);
export const PlainHeader = TableHeader.extend(plainCell);
export { TableRow };

export const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      caption: {
        default: "",
        rendered: false,
        parseHTML: (table) => table.querySelector(":scope > caption")?.textContent.trim().replace(/\s+/g, " ") ?? "",
      },
    };
  },

  parseHTML() {
    return [{ tag: "table", contentElement: withoutCaption }];
  },

  addNodeView() {
    return null; // its own has neither caption nor rest
  },

  renderHTML({ node }) {
    const caption = node.attrs.caption ? [["caption", { contenteditable: "false" }, node.attrs.caption]] : [];
    return ["table", {}, ...caption, ["tbody", 0]];
  },
});

function withoutCaption(table) {
  const bare = table.cloneNode(true);
  bare.querySelector(":scope > caption")?.remove();
  return bare;
}

// A picture is named by the digest of its bytes; its words may be written as any text.
export const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,

  addOptions() {
    return { address: (digest) => digest, words: {}, describe: () => {} };
  },

  addAttributes() {
    return { digest: { default: "" }, alt: { default: "" } };
  },

  parseHTML() {
    return [
      { tag: "figure", getAttrs: attributesOf, contentElement: captionOf },
      { tag: "img[data-image]", getAttrs: attributesOf, contentElement: () => document.createElement("figcaption") },
    ];
  },

  renderHTML({ node, HTMLAttributes }) {
    const { digest, alt } = node.attrs;
    return ["figure", mergeAttributes(HTMLAttributes, { digest: null, alt: null }), ["img", { "data-image": digest, alt }], ["figcaption", 0]];
  },

  addNodeView() {
    return ({ node, getPos, editor }) => new PictureView(node, getPos, editor, this.options);
  },

  addKeyboardShortcuts() {
    // Under a picture stands one line of words: Enter goes on below.
    const goOn = () => {
      const { $from } = this.editor.state.selection;
      if ($from.parent.type.name !== this.name) return false;
      return this.editor.chain().insertContentAt($from.after(), { type: "paragraph" }).setTextSelection($from.after() + 1).run();
    };
    return { Enter: goOn, "Shift-Enter": goOn };
  },
});

function attributesOf(element) {
  const image = element.matches("img") ? element : element.querySelector("img[data-image]");
  if (!image) return false;
  return { digest: image.dataset.image, alt: image.getAttribute("alt") ?? "" };
}

function captionOf(figure) {
  return figure.querySelector("figcaption") ?? document.createElement("figcaption");
}

class PictureView {
  constructor(node, getPos, editor, options) {
    this.node = node;
    this.options = options;
    this.dom = document.createElement("figure");
    this.image = document.createElement("img");
    this.image.draggable = true;
    const bar = document.createElement("div");
    bar.className = "picture-bar";
    bar.contentEditable = "false";
    this.said = document.createElement("span");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-primary";
    button.textContent = options.words.describe;
    button.addEventListener("click", () => options.describe(this.node, getPos()));
    button.hidden = !editor.isEditable;
    bar.append(this.said, button);
    this.contentDOM = document.createElement("figcaption");
    this.contentDOM.dataset.placeholder = options.words.caption;
    this.dom.append(this.image, bar, this.contentDOM);
    this.show();
  }

  show() {
    const { digest, alt } = this.node.attrs;
    const address = this.options.address(digest);
    if (this.image.getAttribute("src") !== address) this.image.src = address;
    this.image.alt = alt;
    this.said.textContent = `${this.options.words.alt} ${alt || "—"}`;
    this.contentDOM.classList.toggle("is-empty", this.node.content.size === 0);
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  stopEvent(event) {
    return event.target.closest?.(".picture-bar") != null;
  }

  ignoreMutation(mutation) {
    return !this.contentDOM.contains(mutation.target);
  }
}
