// Moments and spans as one reads them, on the vendor's wall clock.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = number => String(number).padStart(2, "0");

// 1 d 02:03:04, or 02:03:04; without a sign.
export function countdown(milliseconds, units) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const days = Math.floor(seconds / DAY);
  const clock = [Math.floor((seconds % DAY) / HOUR), Math.floor((seconds % HOUR) / MINUTE), seconds % MINUTE];
  return `${days ? `${days} ${units.day} ` : ""}${clock.map(two).join(":")}`;
}

// The two largest units of it.
export function span(seconds, units) {
  const whole = Math.floor(Math.abs(seconds));
  const parts = [
    [Math.floor(whole / DAY), units.day],
    [Math.floor((whole % DAY) / HOUR), units.hour],
    [Math.floor((whole % HOUR) / MINUTE), units.minute],
    [whole % MINUTE, units.second],
  ];
  const first = parts.findIndex(([number]) => number > 0);
  if (first < 0) return `0 ${units.second}`;
  return parts.slice(first, first + 2).filter(([number]) => number > 0).map(each => each.join(" ")).join(" ");
}

export class Formats {
  #formats = {};

  constructor(language, timeZone) {
    const locale = language === "en" ? "en-GB" : language;
    const made = options => new Intl.DateTimeFormat(locale, { timeZone, hourCycle: "h23", ...options });
    this.#formats = {
      clock: made({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
      minute: made({ hour: "2-digit", minute: "2-digit" }),
      weekday: made({ weekday: "short" }),
      date: made({ weekday: "long", day: "numeric", month: "long" }),
      day: made({ day: "numeric", month: "short" }),
      zone: made({ timeZoneName: "short", hour: "2-digit", minute: "2-digit" }),
      ymd: made({ year: "numeric", month: "2-digit", day: "2-digit" }),
    };
    this.number = new Intl.NumberFormat(locale);
    this.percentages = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
    this.promises = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  }

  clock = at => this.#formats.clock.format(at);
  date = at => this.#formats.date.format(at);

  // 14:05, with its zone where the clocks are put back and this time comes twice.
  minute(at) {
    const told = this.#formats.minute.format(at);
    const isTwice = [-HOUR, HOUR].some(each => this.#formats.minute.format(at + each * 1000) === told);
    return isTwice ? `${told} ${this.#zone(at)}` : told;
  }

  // As `minute`, with the day where that is not the day of `now`.
  due(at, now) {
    const days = Math.abs(at - now) / 1000 / DAY;
    const ymd = this.#formats.ymd;
    if (ymd.format(at) === ymd.format(now)) return this.minute(at);
    return `${(days < 6 ? this.#formats.weekday : this.#formats.day).format(at)} ${this.minute(at)}`;
  }

  #zone(at) {
    return this.#formats.zone.formatToParts(at).find(each => each.type === "timeZoneName").value;
  }
}
