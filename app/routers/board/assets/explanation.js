// Why a clock is due when it is, with its picture.

import { element, say, show } from "./elements.js";

export class Explanation {
  #words;
  #number = element("span", { className: "number" });
  #title = element("h2");
  #sentence = element("p", { className: "sentence" });
  #picture = element("img", { hidden: true });
  #asking = new AbortController();
  #closed = element("button", { type: "button", className: "plain" });

  constructor(words) {
    this.#words = words;
    say(this.#closed, words.closes);
    this.#closed.onclick = () => this.node.close();
    const head = element("header", {}, element("div", {}, this.#number, this.#title), this.#closed);
    const frame = element("div", { className: "picture" }, this.#picture);
    this.node = element("dialog", { onclose: () => this.#forget() }, head, this.#sentence, frame);
    this.node.onclick = ({ target }) => target === this.node && this.node.close();
    this.node.setAttribute("aria-label", words.explanation);
  }

  async open(clock, service, language) {
    this.#forget();
    const { signal } = (this.#asking = new AbortController());
    say(this.#number, `${clock.number} · ${this.#words[clock.clock]} · ${clock.customer}`);
    say(this.#title, clock.title);
    say(this.#sentence, this.#words.fetching);
    this.node.showModal();
    try {
      const { told, picture } = await service.explanation(clock.ticketId, clock.clock, language, signal);
      if (signal.aborted) return;
      say(this.#sentence, told.sentence);
      this.#picture.alt = told.sentence;
      this.#picture.src = URL.createObjectURL(picture);
      show(this.#picture, true);
    } catch {
      if (!signal.aborted) say(this.#sentence, this.#words.no_explanation);
    }
  }

  #forget() {
    this.#asking.abort();
    if (this.#picture.src) URL.revokeObjectURL(this.#picture.src);
    this.#picture.removeAttribute("src");
    this.#picture.alt = "";
    show(this.#picture, false);
    for (const each of [this.#number, this.#title, this.#sentence]) say(each, "");
  }
}
