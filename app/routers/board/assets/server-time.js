// What time it is at the service. The wall clock of this machine may be wrong, and may jump: it is not asked.

const TRUSTED_ROUND_TRIP = 1000;

export class ServerTime {
  #ahead = null; // of performance.now(), in milliseconds
  #heard = null; // what the service said last, in its time

  now() {
    return this.#ahead === null ? null : performance.now() + this.#ahead;
  }

  // Milliseconds since the service last said something; what was held up on the way is as old as it says.
  get silence() {
    return this.#heard === null ? Infinity : Math.max(0, this.now() - this.#heard);
  }

  get heard() {
    return this.#heard;
  }

  // An answer to what was asked at `asked` (performance.now()).
  answered(said, asked) {
    const received = performance.now();
    const moment = Date.parse(said);
    if (this.#ahead === null || received - asked < TRUSTED_ROUND_TRIP) {
      this.#ahead = moment - (asked + received) / 2;
    }
    this.#hear(moment);
  }

  // Something that came by itself can only be too late, so that it can only put the clock forward.
  told(said) {
    const moment = Date.parse(said);
    const ahead = moment - performance.now();
    if (this.#ahead === null || ahead > this.#ahead) this.#ahead = ahead;
    this.#hear(moment);
  }

  #hear(moment) {
    this.#heard = Math.max(this.#heard ?? 0, moment);
  }
}
