// The small windows: a picture with its description, a link, the words above a table.

// A reason that concerns one field of the window.
class FieldProblem extends Error {
  constructor(field, words) {
    super(words);
    this.field = field;
  }
}

// Opens a window; resolves with what its form holds, or null. `send` may refuse with a reason.
function ask(dialog, values, send) {
  const form = dialog.querySelector("form");
  const tell = (problem) => {
    for (const place of form.querySelectorAll("[data-problem]")) {
      const field = form.elements[place.dataset.problem];
      const isHere = Boolean(problem) && place.dataset.problem === (problem.field ?? "");
      place.textContent = isHere ? problem.message : "";
      place.hidden = !isHere;
      field?.classList.toggle("is-invalid", isHere);
      field?.setAttribute("aria-invalid", isHere);
      if (isHere) field?.focus();
    }
  };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  tell(null);
  return new Promise((resolve) => {
    let result = null;
    const submit = async (event) => {
      event.preventDefault();
      const buttons = [...form.querySelectorAll("button")];
      buttons.forEach((button) => { button.disabled = true; });
      let problem = null;
      try {
        result = await send(form);
        dialog.close();
      } catch (error) {
        problem = error;
      } finally {
        buttons.forEach((button) => { button.disabled = false; });
      }
      tell(problem);
    };
    const cancel = (event) => { if (event.target.closest("[data-cancel]")) dialog.close(); };
    form.addEventListener("submit", submit);
    dialog.addEventListener("click", cancel);
    dialog.addEventListener("close", () => {
      form.removeEventListener("submit", submit);
      dialog.removeEventListener("click", cancel);
      resolve(result);
    }, { once: true });
    dialog.showModal();
    const first = form.querySelector("[autofocus]");
    first?.focus();
    first?.select?.();
  });
}

const preview = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.addEventListener("load", () => resolve(reader.result));
  reader.addEventListener("error", () => reject(reader.error));
  reader.readAsDataURL(file);
});

export class Dialogs {
  constructor(words, uploadAddress, token) {
    this.words = words;
    this.uploadAddress = uploadAddress;
    this.token = token;
    this.picture = document.getElementById("picture-dialog");
    this.link = document.getElementById("link-dialog");
    this.caption = document.getElementById("caption-dialog");
  }

  // A new picture: shown, described, sent. Resolves with digest, alt and caption.
  async newPicture(file) {
    const image = this.picture.querySelector("img");
    image.hidden = true;
    if (file.type.startsWith("image/")) {
      image.src = await preview(file).catch(() => "");
      image.hidden = !image.src;
    }
    this.picture.querySelector("[data-name]").textContent = file.name;
    this.picture.querySelector("[data-caption]").hidden = false;
    return ask(this.picture, { alt: "", caption: "" }, async (form) => {
      const alt = this.describedBy(form);
      const { digest } = await this.send(file, alt);
      return { digest, alt, caption: form.elements.caption.value.trim() };
    });
  }

  // Other words for a picture that is there.
  describe(address, alt) {
    const image = this.picture.querySelector("img");
    image.src = address;
    image.hidden = false;
    this.picture.querySelector("[data-name]").textContent = "";
    this.picture.querySelector("[data-caption]").hidden = true;
    return ask(this.picture, { alt, caption: "" }, async (form) => ({ alt: this.describedBy(form) }));
  }

  describedBy(form) {
    const alt = form.elements.alt.value.trim().replace(/\s+/g, " ");
    if (!alt) throw new FieldProblem("alt", this.words.noAlt);
    return alt;
  }

  async send(file, alt) {
    const body = new FormData();
    body.append("image", file);
    body.append("alt", alt);
    let response;
    try {
      response = await fetch(this.uploadAddress, {
        method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": this.token },
      });
    } catch {
      throw new Error(this.words.offline);
    }
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.redirected || (!isOurs && response.status === 403)) throw new Error(this.words.signedOut);
    if (response.status === 413) throw new Error(this.words.tooLarge);
    if (!isOurs) throw new Error(this.words.failed);
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.problem);
    return answer;
  }

  // The address of a link; an empty one takes it away.
  address(present) {
    return ask(this.link, { address: present }, async (form) => {
      let address = form.elements.address.value.trim();
      if (!address) return { address: "" };
      if (/^[^\s@/:]+@[^\s@/]+\.[a-z]{2,}$/i.test(address)) address = `mailto:${address}`;
      else if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) address = `https://${address}`;
      if (!/^(https?:\/\/[^\s/]+\.|mailto:)[^\s]+$/i.test(address)) {
        throw new FieldProblem("address", this.words.badAddress);
      }
      return { address };
    });
  }

  tableCaption(present) {
    return ask(this.caption, { caption: present }, async (form) => ({ caption: form.elements.caption.value.trim() }));
  }
}
