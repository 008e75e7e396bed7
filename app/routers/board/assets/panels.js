// The running service: outages that go on, today's maintenance, availability this year.

import { Keyed, element, mark, say, show } from "./elements.js";
import { countdown, span } from "./formats.js";

class Panel {
  constructor(name, heading, nothing, { key, make }) {
    const list = element("ul");
    this.rows = new Keyed(list, { key, make });
    this.heading = element("h2", { textContent: heading });
    this.nothing = element("p", { className: "nothing", textContent: nothing });
    this.node = element("section", { className: `panel ${name}` }, this.heading, this.nothing, list);
  }

  fill(items, ...more) {
    show(this.nothing, items.length === 0);
    this.rows.update(items, ...more);
  }
}

// A line of a panel: a name, what is to be known of it, and a figure at the end.
class Line {
  name = element("span", { className: "name" });
  note = element("span", { className: "note" });
  figure = element("span", { className: "figure" });

  constructor(words) {
    this.words = words;
    this.node = element("li", {}, element("span", { className: "what" }, this.name, this.note), this.figure);
  }
}

class OutageLine extends Line {
  update(outage, now, format) {
    const began = Date.parse(outage.beganAt);
    const since = `${this.words.since} ${format.due(began, now)}`;
    const where = named(outage, this.words);
    say(this.name, outage.summary);
    say(this.note, [outage.degradation && this.words.degraded, where, since].filter(Boolean).join(" · "));
    say(this.figure, countdown(now - began, this.words.units));
    mark(this.node, "degradation", outage.degradation ? "" : null);
  }
}

class MaintenanceLine extends Line {
  update(period, now, format) {
    const [from, until] = [period.plannedFrom, period.plannedUntil].map(Date.parse);
    say(this.name, this.words.kinds[period.kind]);
    say(this.note, `${this.words.states[period.state]} · ${named(period, this.words)}`);
    say(this.figure, `${format.due(from, now)} – ${format.due(until, from)}`);
    mark(this.node, "state", period.state);
  }
}

class AvailabilityLine extends Line {
  #spent = element("span", { className: "spent" });

  constructor(words) {
    super(words);
    this.node.append(element("span", { className: "budget" }, this.#spent));
    this.#spent.parentElement.setAttribute("aria-hidden", "true");
  }

  update(figure, format) {
    const { achievedPercent, promisedPercent, remainingSeconds, allowedSeconds } = figure;
    const left = span(remainingSeconds, this.words.units);
    say(this.name, figure.name);
    say(this.figure, achievedPercent === null ? "–" : `${format.percentages.format(achievedPercent)} %`);
    const promise = `${this.words.promised} ${format.promises.format(promisedPercent)} %`;
    say(this.note, `${promise} · ${remainingSeconds < 0 ? this.words.down_over(left) : this.words.down_left(left)}`);
    mark(this.node, "exceeded", remainingSeconds < 0 ? "" : null);
    const share = allowedSeconds > 0 ? 1 - remainingSeconds / allowedSeconds : 1;
    this.#spent.style.width = `${Math.min(100, Math.max(0, 100 * share)).toFixed(1)}%`;
  }
}

function named({ instances, instanceNames }, words) {
  const rest = instances - instanceNames.length;
  if (!instanceNames.length) return words.instances(instances);
  return `${instanceNames.join(", ")}${rest > 0 ? ` +${rest}` : ""}`;
}

export class Panels {
  #words;
  #outages;
  #maintenance;
  #availability;
  #kept = element("p", { className: "kept" });

  constructor(words) {
    this.#words = words;
    const panel = (name, heading, nothing, Kind, key) =>
      new Panel(name, heading, nothing, { key, make: () => new Kind(words) });
    this.#outages = panel("outages", words.outages, words.no_outages, OutageLine, each => each.id);
    this.#maintenance = panel("maintenance", words.maintenance, words.no_maintenance, MaintenanceLine, each => each.id);
    this.#availability = panel("availability", "", words.no_instances, AvailabilityLine, each => each.instanceId);
    this.#availability.heading.after(this.#kept);
    const all = [this.#outages, this.#maintenance, this.#availability];
    this.node = element("div", { className: "panels" }, ...all.map(each => each.node));
  }

  update({ outages, maintenance, availability }, now, format) {
    this.#outages.fill(outages, now, format);
    mark(this.#outages.node, "any", outages.length ? "" : null);
    this.#maintenance.fill(maintenance, now, format);
    this.#availability.fill(availability.worst, format);
    say(this.#availability.heading, this.#words.availability(availability.year));
    const { instances, exceeded } = availability;
    show(this.#kept, instances > 0);
    say(this.#kept, this.#words.kept(format.number.format(instances - exceeded), format.number.format(instances)));
    mark(this.#kept, "exceeded", exceeded ? "" : null);
  }
}
