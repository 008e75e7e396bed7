// What is overdue, and what falls due next, with the time that is left by the service's clock.

import { Keyed, element, mark, say, show } from "./elements.js";
import { countdown } from "./formats.js";

export class DueLists {
  #overdue;
  #next;

  // `open(clock)` when a row is chosen.
  constructor(words, open) {
    this.#overdue = new DueList("overdue", words.overdue, words, open);
    this.#next = new DueList("next", words.next_due, words, open);
    this.node = element("div", { className: "lists" }, this.#overdue.node, this.#next.node);
  }

  // What has passed its due time since the service said so goes over by itself.
  update({ overdue, nextDue, status }, now, format) {
    const passed = nextDue.filter(each => Date.parse(each.dueAt) < now);
    const late = [...overdue.clocks, ...passed];
    this.#overdue.update(late, overdue.total.total - overdue.clocks.length, now, format);
    show(this.#overdue.node, late.length > 0);
    const rest = status.counts.total.total.running - nextDue.length;
    this.#next.update(nextDue.slice(passed.length), rest, now, format);
  }
}

class DueList {
  #rows;
  #nothing;
  #more = element("p", { className: "more" });
  #words;

  constructor(name, heading, words, open) {
    this.#words = words;
    const list = element("ol");
    this.#rows = new Keyed(list, { key: each => `${each.ticketId} ${each.clock}`, make: () => new Row(words, open) });
    this.#nothing = element("p", { className: "nothing", textContent: words.nothing_due });
    this.node = element("section", { className: `panel due ${name}` }, element("h2", { textContent: heading }), list, this.#nothing, this.#more);
  }

  update(clocks, rest, now, format) {
    this.#rows.update(clocks, now, format);
    show(this.#nothing, clocks.length === 0);
    show(this.#more, rest > 0);
    if (rest > 0) say(this.#more, this.#words.more(format.number.format(rest)));
  }
}

class Row {
  #words;
  #clock;
  #button;
  #parts;

  constructor(words, open) {
    this.#words = words;
    const names = ["number", "title", "customer", "priority", "clock", "due", "left"];
    this.#parts = Object.fromEntries(names.map(each => [each, element("span", { className: each })]));
    const { number, title, customer, priority, clock, due, left } = this.#parts;
    const glyph = element("span", { className: "glyph" });
    glyph.setAttribute("aria-hidden", "true");
    const what = element("span", { className: "what" }, title, element("span", { className: "whose" }, number, customer));
    const which = element("span", { className: "which" }, priority, clock);
    const when = element("span", { className: "when" }, left, due);
    this.#button = element("button", { type: "button", onclick: () => open(this.#clock) }, glyph, what, which, when);
    this.#button.setAttribute("aria-haspopup", "dialog");
    this.node = element("li", {}, this.#button);
  }

  update(clock, now, format) {
    this.#clock = clock;
    const due = Date.parse(clock.dueAt);
    const standing = standingOf(clock, due, now);
    mark(this.#button, "standing", standing);
    mark(this.#button.firstChild, "standing", standing);
    mark(this.#button, "priority", clock.priority);
    say(this.#parts.number, clock.number);
    say(this.#parts.title, clock.title);
    say(this.#parts.customer, clock.customer);
    say(this.#parts.priority, this.#words[clock.priority]);
    say(this.#parts.clock, this.#words[clock.clock]);
    const isLate = standing === "overdue";
    say(this.#parts.due, `${isLate ? `${this.#words.past_due} · ` : ""}${format.due(due, now)}`);
    say(this.#parts.left, `${isLate ? "+" : ""}${countdown(due - now, this.#words.units)}`);
  }
}

function standingOf({ atRiskAt }, due, now) {
  if (due < now) return "overdue";
  return atRiskAt !== null && Date.parse(atRiskAt) <= now ? "at_risk" : "running";
}
