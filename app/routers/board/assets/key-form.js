// Where the reader puts in a key. It is no form that a browser would offer to keep.

import { element, say } from "./elements.js";

export class KeyForm {
  #why = element("p", { className: "why", role: "alert" });
  #input = element("input", { type: "text", autocomplete: "off", spellcheck: false, id: "key" });

  constructor(words, open) {
    this.#input.setAttribute("autocapitalize", "off");
    this.#input.setAttribute("aria-describedby", "key-hint");
    const give = () => {
      const key = this.#input.value.trim();
      this.#input.value = "";
      if (key) open(key);
    };
    this.#input.onkeydown = ({ key }) => key === "Enter" && give();
    this.node = element(
      "main",
      { className: "locked" },
      element("span", { className: "padlock", ariaHidden: "true" }),
      this.#why,
      element("label", { htmlFor: "key", textContent: words.ask }),
      element("div", { className: "row" }, this.#input, element("button", { type: "button", onclick: give, textContent: words.open })),
      element("p", { id: "key-hint", className: "hint", textContent: words.ask_hint }),
    );
  }

  because(text) {
    say(this.#why, text);
  }

  focus() {
    this.#input.focus();
  }
}
