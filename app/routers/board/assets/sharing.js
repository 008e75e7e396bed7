// One stream per browser: of all tabs with the same key and filter one leads, and the others hear from it.
//
//   {asks}           a tab that has just come
//   {leads: id}      every 2 s; nobody for longer: whoever notices leads
//   {leaves}         at once the same
//   {report}         what the source of the leader tells
//
// The name of the channel has the key in it, so that nobody hears what their own key would not show them.

import { pause } from "./waiting.js";

const LEADS_EVERY = 2_000;
const MISSED_AFTER = 7_000;
const ASKED_WITHIN = 300;

export class Sharing {
  #channel;
  #id = Math.random();
  #since = -Infinity;
  #lead;
  #hear;
  #leading = null;
  #latest = {};
  #missing = null;

  // `lead(signal, report)` is called when this tab is to lead; `hear(report)` for all that is told.
  constructor(name, { lead, hear, signal }) {
    this.#lead = lead;
    this.#hear = hear;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#said(data);
    signal.addEventListener("abort", () => this.#leave(), { once: true });
    addEventListener("pagehide", () => this.#leave(), { signal });
    this.#channel.postMessage({ asks: true });
    this.#leadUnlessHeard(ASKED_WITHIN);
  }

  get leads() {
    return this.#leading !== null;
  }

  #said(message) {
    if (message.report) {
      if (!this.leads) this.#hear(message.report);
    } else if (message.asks) {
      if (this.leads) this.#introduce();
    } else if (message.leaves) {
      if (!this.leads) this.#leadUnlessHeard(ASKED_WITHIN);
      return;
    } else if (this.leads && !this.#yieldsTo(message.leads)) {
      this.#post({ leads: this.#id });
      return;
    }
    if (!this.leads && (message.leads || message.report)) this.#leadUnlessHeard(MISSED_AFTER);
  }

  // The later one leads: who led before may have been frozen. Of two at once, one.
  #yieldsTo(other) {
    if (performance.now() - this.#since < 2 * ASKED_WITHIN && this.#id > other) return false;
    this.#resign();
    return true;
  }

  #leadUnlessHeard(milliseconds) {
    clearTimeout(this.#missing);
    this.#missing = setTimeout(() => this.#begin(), milliseconds * (1 + Math.random() / 2));
  }

  async #begin() {
    const leading = (this.#leading = new AbortController());
    this.#since = performance.now();
    this.#lead(leading.signal, report => this.#report(report));
    while (!leading.signal.aborted) {
      this.#post({ leads: this.#id });
      await pause(LEADS_EVERY, leading.signal).catch(() => {});
    }
  }

  #report(report) {
    this.#latest = report.state === "locked" ? report : { ...this.#latest, ...report };
    this.#post({ report });
    this.#hear(report);
  }

  #introduce() {
    this.#post({ leads: this.#id });
    const { snapshot, state, reason } = this.#latest;
    if (snapshot) this.#post({ report: { snapshot } });
    if (state) this.#post({ report: { state, reason } });
  }

  #post({ report, ...message }) {
    if (!report) return this.#channel.postMessage(message);
    const { asked, ...told } = report; // by the clock of this tab
    this.#channel.postMessage({ report: told });
  }

  #resign() {
    this.#leading?.abort();
    this.#leading = null;
    this.#latest = {};
  }

  #leave() {
    clearTimeout(this.#missing);
    if (this.leads) this.#channel.postMessage({ leaves: true });
    this.#resign();
    this.#channel.close();
  }
}
