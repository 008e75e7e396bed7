// Follows the service: the board as it is, then what happens, and the board anew.
//
// Of an event it is enough that there was one: the numbers of the board do not follow from it, they are asked for.
// Told are {snapshot, asked}, {beat} and {state, reason}.

import { Away, Refused } from "./service.js";
import { pause } from "./waiting.js";

const OPENS_WITHIN = 5_000;
const BEGINS_WITHIN = 10_000;
const SILENT_FOR = 35_000; // a beat comes every 15 s: then nobody is there any more
const APART = 5_000; // of two readings of the board, however much happens
const AT_LEAST_EVERY = 60_000; // what time alone changes
const POLLED_EVERY = 10; // seconds, from here on
const LOCKED_FOR = 30;
const LONGEST_WAIT = 30;

export class Source {
  #service;
  #tell;
  #state = {};
  #failures = 0; // of readings of the board, one after the other
  #unopened = 0; // and of streams
  #hasBoard = false;
  #isOutdated = false;
  #stir = () => {};
  #round = new AbortController();

  constructor(service, tell) {
    this.#service = service;
    this.#tell = tell;
  }

  // Begins anew at once, whatever it waits for.
  wake() {
    this.#round.abort();
  }

  // The board is read again soon.
  refresh() {
    this.#isOutdated = true;
    this.#stir();
  }

  async follow(signal) {
    while (!signal.aborted) {
      this.#round = new AbortController();
      const round = AbortSignal.any([signal, this.#round.signal]);
      try {
        await pause((await this.#until(round)) * 1000, round);
      } catch (error) {
        if (!round.aborted) throw error;
      }
    }
  }

  // It breaks off. How many seconds to wait then.
  async #until(signal) {
    try {
      await this.#listen(await this.#read(signal), signal);
      return 0.5;
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof Refused) return this.#refused(error);
      if (error instanceof Away) return this.#away();
      throw error;
    }
  }

  async #read(signal) {
    this.#hasBoard = this.#isOutdated = false;
    const asked = performance.now();
    const snapshot = await this.#service.board(signal);
    this.#hasBoard = true;
    this.#failures = 0;
    this.#tell({ snapshot, asked });
    return snapshot.position;
  }

  async #listen(position, outer) {
    const own = new AbortController();
    const signal = AbortSignal.any([outer, own.signal]);
    try {
      await Promise.race([this.#hear(position, signal), this.#readAgain(signal)]);
    } finally {
      own.abort();
    }
  }

  async #hear(position, outer) {
    const silent = new AbortController();
    const within = milliseconds => setTimeout(() => silent.abort(), milliseconds);
    let timer = within(BEGINS_WITHIN);
    try {
      const signal = AbortSignal.any([outer, silent.signal]);
      for await (const frames of this.#service.events(position, signal, OPENS_WITHIN)) {
        clearTimeout(timer);
        timer = within(SILENT_FOR);
        this.#unopened = 0;
        this.#becomes("live");
        for (const { event, data } of frames) {
          if (event === "beat") this.#tell({ beat: JSON.parse(data).serverTime });
          else if (event === "end") return;
          else this.refresh();
        }
      }
    } catch (error) {
      if (!silent.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
    throw new Away("the stream broke off");
  }

  async #readAgain(signal) {
    for (;;) {
      await pause(APART, signal);
      if (!this.#isOutdated) await this.#stirred(signal);
      await this.#read(signal);
    }
  }

  async #stirred(signal) {
    const waiting = new AbortController();
    this.#stir = () => waiting.abort();
    try {
      await pause(AT_LEAST_EVERY, AbortSignal.any([signal, waiting.signal]));
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      this.#stir = () => {};
    }
  }

  #away() {
    const failures = this.#hasBoard ? (this.#unopened += 1) : (this.#failures += 1);
    if (this.#hasBoard && failures > 2) return this.#polls("no_stream");
    this.#becomes("reconnecting");
    return Math.min(2 ** (failures - 1), LONGEST_WAIT);
  }

  #refused({ status, retryAfter }) {
    if (this.#hasBoard && status === 400) return 0.5; // a place that is no longer in this feed
    if (this.#hasBoard && status !== 401) return this.#polls(status === 403 ? "no_events" : "no_stream");
    if (status === 429) {
      this.#becomes("reconnecting");
      return retryAfter ?? POLLED_EVERY;
    }
    this.#becomes("locked", { 400: "bad_filter", 401: "key_refused", 403: "key_lacks" }[status]);
    return LOCKED_FOR;
  }

  #polls(reason) {
    this.#becomes("polling", reason);
    return POLLED_EVERY;
  }

  #becomes(state, reason = null) {
    if (state === this.#state.state && reason === this.#state.reason) return;
    this.#state = { state, reason };
    this.#tell(this.#state);
  }
}
