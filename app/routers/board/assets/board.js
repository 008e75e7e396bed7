// The board: a key, what is heard with it, and a picture of that once a second.

import { Service, pageVersion } from "./service.js";
import { ServerTime } from "./server-time.js";
import { Sharing } from "./sharing.js";
import { Source } from "./source.js";
import { View } from "./view.js";
import { LANGUAGES, languageOf, wordsOf } from "./words.js";

const VERSION = new URL(import.meta.url).pathname.split("/").at(-2);
const STALE_AFTER = 30_000;
const LAGS_AFTER = 10;
const JUMP = 5_000;
const TRIED_AGAIN_AFTER = 60_000;

// `seen`: the versions that this tab has had; a later version of this module starts with what the one before knows.
export function start(key = keyInAddress(), seen = new Set()) {
  new Board(seen.add(VERSION)).begin(key);
}

// A key in the fragment is for screens that nobody stands at. It does not stay there.
function keyInAddress() {
  const given = /^#key=(.+)$/.exec(location.hash)?.[1];
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return given ? decodeURIComponent(given) : null;
}

class Board {
  #seen;
  #ended = new AbortController();
  #query = new URLSearchParams(location.search);
  #language = languageOf(this.#query.get("language"), navigator.languages);
  #view;
  #session = new AbortController();
  #key = null;
  #service = null;
  #source = null;
  #time = new ServerTime();
  #state = { state: "locked", reason: "no_key" };
  #snapshot = null;
  #isOld = false;
  #walls = Date.now() - performance.now();

  constructor(seen) {
    this.#seen = seen;
    document.documentElement.dataset.theme = this.#query.get("theme") ?? "";
    this.#show();
  }

  begin(key) {
    const { signal } = this.#ended;
    for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, () => this.#awake(), { signal });
    addEventListener("online", () => this.#awake(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.#key && this.#unlock(this.#key), { signal });
    if (key) this.#unlock(key);
    else this.#view.wipe("no_key");
    this.#tick();
  }

  #show() {
    this.#view = new View(wordsOf(this.#language), this.#language, {
      open: clock => this.#view.explain(clock, this.#service),
      unlock: key => this.#unlock(key),
      lock: () => this.#lock("no_key"),
      change: () => this.#change(),
    });
  }

  #change() {
    this.#language = LANGUAGES.find(each => each !== this.#language);
    this.#show();
    if (this.#state.state === "locked") this.#view.wipe(this.#state.reason);
    else this.#draw();
  }

  #unlock(key) {
    this.#session.abort();
    this.#session = new AbortController();
    const filter = new URLSearchParams();
    for (const each of ["customerId", "serviceLevel"]) if (this.#query.get(each)) filter.set(each, this.#query.get(each));
    this.#key = key;
    this.#service = new Service(key, filter);
    this.#time = new ServerTime();
    this.#state = { state: "connecting", reason: null };
    new Sharing(`board ${key} ${filter}`, {
      lead: (signal, report) => {
        this.#source = new Source(this.#service, report);
        this.#source.follow(signal);
        signal.addEventListener("abort", () => (this.#source = null));
      },
      hear: report => this.#heard(report),
      signal: this.#session.signal,
    });
    this.#draw();
  }

  // By hand the key is gone, too; refused, it is tried again, in case it holds again.
  #lock(reason) {
    if (reason === "no_key") {
      this.#session.abort();
      this.#key = this.#service = null;
    }
    this.#snapshot = null;
    this.#state = { state: "locked", reason };
    this.#view.wipe(reason);
  }

  #heard({ snapshot, asked, beat, state, reason }) {
    if (this.#session.signal.aborted) return;
    if (beat) this.#time.told(beat);
    if (snapshot) {
      if (asked === undefined) this.#time.told(snapshot.serverTime);
      else this.#time.answered(snapshot.serverTime, asked);
      const isFirst = this.#snapshot === null;
      this.#snapshot = snapshot;
      if (this.#state.state === "locked") this.#state = { state: "connecting", reason: null };
      if (isFirst) this.#draw();
    }
    if (state === "locked") this.#lock(reason);
    else if (state) {
      this.#state = { state, reason };
      if (state !== "reconnecting") this.#renew();
    }
  }

  // On the second, by the service's clock, so that every countdown goes down by one.
  #tick() {
    if (this.#ended.signal.aborted) return;
    const walls = Date.now() - performance.now();
    if (Math.abs(walls - this.#walls) > JUMP) this.#source?.wake(); // slept, or the wall clock was put right
    this.#walls = walls;
    if (this.#state.state !== "locked") this.#draw();
    setTimeout(() => this.#tick(), 1000 - ((this.#time.now() ?? performance.now()) % 1000) + 5);
  }

  #awake() {
    if (document.visibilityState !== "visible" || this.#state.state === "locked") return;
    this.#draw();
    if (this.#time.silence > STALE_AFTER / 2) this.#source?.wake();
  }

  #draw() {
    const { state, reason } = this.#state;
    const [now, silence] = [this.#time.now(), this.#time.silence];
    const words = wordsOf(this.#language);
    const lag = this.#snapshot?.feedLagSeconds ?? 0;
    this.#view.draw({
      state: this.#snapshot && silence > STALE_AFTER ? "stale" : state,
      note: this.#isOld ? words.old_version : reason ? words[reason] : lag > LAGS_AFTER ? words.lagging(`${Math.round(lag)} s`) : null,
      snapshot: this.#snapshot,
      now,
      heard: this.#time.heard,
      silence,
    });
    if (this.#snapshot?.nextDue.some(each => Date.parse(each.dueAt) < now)) this.#source?.refresh();
  }

  // The page goes on as the version that the service has now, with the key it has. A version is begun once.
  async #renew() {
    const version = await pageVersion();
    if (version === VERSION) this.#isOld = false;
    if (version === null || this.#seen.has(version) || this.#ended.signal.aborted) return;
    this.#seen.add(version);
    try {
      const base = `/v1/board/${version}`;
      const next = await import(`${base}/board.js`);
      await restyled(`${base}/board.css`);
      const key = this.#key;
      this.#session.abort();
      this.#ended.abort();
      next.start(key, this.#seen);
    } catch {
      this.#isOld = true;
      setTimeout(() => {
        this.#seen.delete(version);
        this.#renew();
      }, TRIED_AGAIN_AFTER);
    }
  }
}

function restyled(address) {
  const before = document.querySelectorAll("link[rel=stylesheet]");
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    link.onload = () => {
      for (const each of before) each.remove();
      resolve();
    };
    link.onerror = () => {
      link.remove();
      reject(new Error("no style"));
    };
    document.head.append(link);
  });
}
