// What is on the screen: the head, and below it the board or the place for a key.

import { DueLists } from "./due-list.js";
import { element, mark, say, show } from "./elements.js";
import { Explanation } from "./explanation.js";
import { Formats, span } from "./formats.js";
import { KeyForm } from "./key-form.js";
import { Panels } from "./panels.js";
import { Tiles } from "./tiles.js";

export class View {
  #words;
  #language;
  #state = element("span", { className: "state", role: "status" });
  #whose = element("span", { className: "whose" });
  #date = element("span", { className: "date" });
  #clock = element("time", { className: "clock" });
  #heard = element("span", { className: "heard" });
  #lock;
  #banner = element("p", { className: "banner", role: "alert", hidden: true });
  #note = element("p", { className: "note", role: "status", hidden: true });
  #form;
  #content = null;
  #open;
  #format = null;

  constructor(words, language, { open, unlock, lock, change }) {
    this.#words = words;
    this.#language = language;
    this.#open = open;
    this.#form = new KeyForm(words, unlock);
    const button = (text, onclick) => element("button", { type: "button", className: "plain", textContent: text, onclick });
    this.#lock = button(words.lock, lock);
    const other = button(words.other, change);
    const brand = element("div", { className: "brand" }, element("h1", { textContent: "Duetime" }), this.#whose);
    const buttons = element("div", { className: "buttons" }, other, this.#lock);
    const moment = element("div", { className: "moment" }, this.#date, this.#clock);
    const condition = element("div", { className: "condition" }, this.#state, this.#heard);
    this.#head = element("header", { className: "head" }, brand, condition, moment, buttons);
    document.body.replaceChildren(this.#head, this.#banner, this.#note, this.#form.node);
    document.documentElement.lang = language;
    document.title = `${words.title} · Duetime`;
    this.#form.focus();
  }

  #head;

  // Everything that came from the service is gone from the page.
  wipe(reason) {
    this.#content?.explanation.node.close();
    this.#content?.node.remove();
    this.#content = this.#format = null;
    for (const each of [this.#whose, this.#date, this.#clock, this.#heard, this.#banner, this.#note]) say(each, "");
    show(this.#banner, false);
    show(this.#note, false);
    this.condition("locked");
    this.#form.because(this.#words[reason]);
    if (!this.#form.node.isConnected) {
      document.body.append(this.#form.node);
      this.#form.focus();
    }
  }

  condition(state) {
    mark(document.documentElement, "state", state);
    say(this.#state, this.#words[state]);
    show(this.#lock, state !== "locked");
  }

  // `note`: the reason for what is not as it should be; `silence` in milliseconds.
  draw({ state, note, snapshot, now, heard, silence }) {
    this.condition(state);
    const age = span(silence / 1000, this.#words.units);
    show(this.#banner, state === "stale");
    if (state === "stale") say(this.#banner, this.#words.stale_banner(age));
    show(this.#note, Boolean(note));
    say(this.#note, note ?? "");
    if (!snapshot) return;
    const format = (this.#format ??= new Formats(this.#language, snapshot.timeZone));
    const { tiles, due, panels } = (this.#content ??= this.#contents());
    say(this.#whose, whose(snapshot, this.#words));
    say(this.#date, format.date(now));
    say(this.#clock, format.clock(now));
    say(this.#heard, `${this.#words.data_of} ${format.clock(heard)}`);
    tiles.update(snapshot, format);
    due.update(snapshot, now, format);
    panels.update(snapshot, now, format);
  }

  explain(clock, service) {
    this.#content?.explanation.open(clock, service, this.#language);
  }

  #contents() {
    const [tiles, due, panels] = [new Tiles(this.#words), new DueLists(this.#words, this.#open), new Panels(this.#words)];
    const explanation = new Explanation(this.#words);
    const node = element("main", { className: "board" }, tiles.node, due.node, panels.node, explanation.node);
    this.#form.node.remove();
    document.body.append(node);
    return { tiles, due, panels, explanation, node };
  }
}

// What the address has narrowed the board to; names come with the data.
function whose({ overdue, nextDue }, words) {
  const query = new URLSearchParams(location.search);
  const level = words.levels[query.get("serviceLevel")];
  const clocks = [...overdue.clocks, ...nextDue];
  const customer = query.has("customerId") && clocks.find(each => each.customerId === query.get("customerId"))?.customer;
  return [customer, level].filter(Boolean).join(" · ");
}
