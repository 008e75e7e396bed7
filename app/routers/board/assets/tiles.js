// How clocks stand, in numbers: one tile for each standing, by clock and priority.

import { element, mark, say } from "./elements.js";

const CLOCKS = ["response", "resolution"];
const PRIORITIES = ["high", "normal", "low"];
const STANDINGS = ["overdue", "at_risk", "running"];
const FURTHER = ["paused", "escalated", "breached"];

export class Tiles {
  #tiles;
  #further;

  constructor(words) {
    this.#tiles = Object.fromEntries(STANDINGS.map(standing => [standing, new Tile(standing, words)]));
    this.#further = Object.fromEntries(FURTHER.map(each => [each, element("dd")]));
    const rows = FURTHER.map(each => element("div", {}, element("dt", { textContent: words[each] }), this.#further[each]));
    const rest = element("dl", { className: "tile further" }, ...rows);
    this.node = element("section", { className: "tiles" }, ...STANDINGS.map(each => this.#tiles[each].node), rest);
    this.node.setAttribute("aria-label", words.clocks);
  }

  update({ status, overdue }, format) {
    const { counts } = status;
    this.#tiles.overdue.update((clock, priority) => overdue[clock][priority], format);
    this.#tiles.at_risk.update((clock, priority) => counts[clock][priority].atRisk, format);
    this.#tiles.running.update((clock, priority) => counts[clock][priority].running, format);
    say(this.#further.paused, format.number.format(counts.total.total.paused));
    say(this.#further.escalated, format.number.format(status.escalated));
    say(this.#further.breached, format.number.format(counts.total.total.breached));
  }
}

class Tile {
  #total = element("strong", { className: "number" });
  #cells = new Map();

  constructor(standing, words) {
    const glyph = element("span", { className: "glyph", dataset: { standing } });
    glyph.setAttribute("aria-hidden", "true");
    const heading = element("h2", {}, glyph, words[standing]);
    const head = element("tr", {}, element("td"), ...PRIORITIES.map(each => columnHeading(words[each])));
    const rows = CLOCKS.map(clock => this.#row(clock, words));
    const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    this.node = element("article", { className: "tile", dataset: { standing } }, heading, this.#total, table);
  }

  update(number, format) {
    const total = number("total", "total");
    say(this.#total, format.number.format(total));
    mark(this.#total, "long", this.#total.textContent.length > 2 ? "" : null);
    mark(this.node, "none", total === 0 ? "" : null);
    for (const [cell, [clock, priority]] of this.#cells) {
      const count = number(clock, priority);
      say(cell, format.number.format(count));
      mark(cell, "none", count === 0 ? "" : null);
    }
  }

  #row(clock, words) {
    const cells = PRIORITIES.map(priority => {
      const cell = element("td");
      this.#cells.set(cell, [clock, priority]);
      return cell;
    });
    const heading = element("th", { textContent: words[clock], scope: "row" });
    return element("tr", {}, heading, ...cells);
  }
}

function columnHeading(text) {
  return element("th", { textContent: text, scope: "col" });
}
