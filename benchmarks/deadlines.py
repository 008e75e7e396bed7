"""What a due time costs, beside two other libraries and beside its own bare arithmetic.

    uv run --group bench python benchmarks/deadlines.py [--rounds 60] [--cases 200000]

All take turns in one process, so that a busy or throttled machine slows them alike: read the ratios, not the
nanoseconds. Datetimes in and out, checks included; CPU time, medians of the rounds.
"""

import argparse
import platform
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

import deadlines_peers as peers
from deadlines_exact import wrong_answers

from app.business_time import batch, compiling, wall
from app.business_time.hours import ALWAYS
from app.business_time.limits import DAYS, FIRST_DAY
from app.clock import Instant
from app.sla.calendars import EXTENDED_HOURS, STANDARD_HOURS

Due = Callable[[Instant, timedelta], object]
SPANS = {"4 h": 4, "40 h": 40, "540 h": 540, "2 years": 4572}
CALENDAR = EXTENDED_HOURS
GOALS = {
    "businesstimedelta": {"4 h": 100, "40 h": 480, "540 h": 5500},
    "pandas": {"4 h": 50, "40 h": 50, "540 h": 50, "2 years": 50},
}
BATCH = 1_000_000
FEW = 7
"""Rounds of what takes long."""


@dataclass(frozen=True)
class Candidate:
    name: str
    due: Due
    calls: int
    """In one turn, at 4 hours; fewer over longer spans for those that walk."""
    walks: bool = False

    def calls_over(self, hours: int) -> int:
        return max(1, self.calls * 4 // hours) if self.walks else self.calls


def bare_arithmetic() -> Due:
    """`Calendar.due` without what surrounds its arithmetic: no check, no range, every table in a local name."""
    timeline = CALENDAR.timeline
    opens, totals, origins = timeline.opens, timeline.totals, timeline.origins
    by_day, by_total, first_day = timeline.by_day, timeline.by_total, FIRST_DAY

    def due(start: Instant, budget: timedelta) -> Instant:
        day = start.toordinal() - first_day
        opening = bisect_right(opens, start, by_day[day], by_day[day + 1])
        total = start - origins[opening - 1]
        if total > totals[opening]:  # noqa: PLR1730 - as in what it is compared with
            total = totals[opening]
        total += budget
        days = total.days
        return origins[bisect_left(totals, total, by_total[days], by_total[days + 1]) - 1] + total

    return due


def nanoseconds(due: Due, starts: Sequence[Instant], budget: timedelta) -> float:
    begin = time.process_time_ns()
    for start in starts:
        due(start, budget)
    return (time.process_time_ns() - begin) / len(starts)


def measure(rounds: int) -> dict[str, dict[str, list[float]]]:
    """Nanoseconds of each turn by span and candidate. Turns are milliseconds long: neighbours meet the same machine."""
    candidates = [
        Candidate("ours", CALENDAR.due, 1000),
        Candidate("bare", bare_arithmetic(), 1000),
        Candidate("businesstimedelta", peers.business_time_delta(CALENDAR), 20, walks=True),
        Candidate("pandas", peers.custom_business_hour(CALENDAR), 50),
    ]
    starts = peers.random_starts(1000)
    seen: dict[str, dict[str, list[float]]] = {span: {one.name: [] for one in candidates} for span in SPANS}
    spans = list(SPANS)
    for n in range(rounds):
        turned = starts[n:] + starts[:n]
        for span in spans[n % len(spans) :] + spans[: n % len(spans)]:
            for one in candidates if n % 2 else reversed(candidates):
                some, budget = turned[: one.calls_over(SPANS[span])], timedelta(hours=SPANS[span])
                if not one.walks:
                    nanoseconds(one.due, some, budget)  # its neighbour left it a cold cache
                seen[span][one.name].append(nanoseconds(one.due, some, budget))
    return seen


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    return median(a / b for a, b in zip(numerators, denominators, strict=True))


def verdict(value: float, goal: float, *, at_most: bool = False) -> str:
    reached = value <= goal if at_most else value >= goal
    return f"{'reached' if reached else 'MISSED'} ({'≤' if at_most else '≥'} {goal:g})"


def report_scalar(rounds: int) -> None:
    seen = measure(rounds)
    print("| span | ours, ns | bare, ns | ours / bare | businesstimedelta / ours | pandas / ours |")
    print("|---|---|---|---|---|---|")
    for span, taken in seen.items():
        over_bare = ratio(taken["ours"], taken["bare"])
        cells = [f"{median(taken['ours']):.0f}", f"{median(taken['bare']):.0f}", f"{over_bare:.2f}"]
        cells[2] += f" {verdict(over_bare, 1.25, at_most=True)}"
        for peer, goals in GOALS.items():
            times = ratio(taken[peer], taken["ours"])
            cells.append(f"{times:,.0f} {verdict(times, goals[span]) if span in goals else ''}")
        print(f"| {span} | {' | '.join(cells)} |")
    growth = ratio(seen["2 years"]["ours"], seen["4 h"]["ours"])
    print(f"\n2 years over 4 hours: {growth:.3f} {verdict(growth, 1.1, at_most=True)}")


def report_batch(rounds: int) -> None:
    starts, budgets = peers.random_batch(BATCH)
    batch.due_times(CALENDAR, starts[:1], budgets[:1])  # compiles its index
    taken: list[float] = []
    for _ in range(rounds):
        begin = time.process_time()
        batch.due_times(CALENDAR, starts, budgets)
        taken.append(time.process_time() - begin)
    seconds = median(taken)
    print(f"\n{BATCH:,} due times in a batch: {seconds:.3f} s of CPU {verdict(seconds, 0.15, at_most=True)}")


def report_compiling(rounds: int) -> None:
    print("\nCompiling 2000–2100, median ms:")
    for name, calendar in (("08–17", EXTENDED_HOURS), ("10–16", STANDARD_HOURS)):
        arguments = calendar.hours, frozenset(calendar.holidays), calendar.zone
        taken = milliseconds(lambda a=arguments: compiling.compile_timeline(*a, DAYS), rounds)
        print(f"- {name} on weekdays: {taken:.1f}")
    always = ALWAYS, frozenset[object](), CALENDAR.zone
    print(f"- 24×7: {milliseconds(lambda: compiling.compile_timeline(*always, DAYS), rounds):.1f}")
    zone = milliseconds(lambda: wall.uneven_days(CALENDAR.zone, compiling.local_days(DAYS)), rounds, zone=True)
    print(f"- once more for the first calendar of a zone: {zone:.1f}")
    print(f"- once more for batches: {milliseconds(lambda: batch.compile_index(CALENDAR.whole), rounds):.1f}")


def milliseconds(build: Callable[[], object], rounds: int, *, zone: bool = False) -> float:
    taken: list[float] = []
    for _ in range(rounds):
        compiling.compile_timeline.cache_clear()
        batch.compile_index.cache_clear()
        if zone:
            wall.uneven_days.cache_clear()
            wall.midnights.cache_clear()
        begin = time.process_time()
        build()
        taken.append((time.process_time() - begin) * 1000)
    return median(taken)


def report_exactness(cases: int) -> None:
    for name, wrong in wrong_answers(CALENDAR, cases).items():
        print(f"- {name}: {wrong} wrong of {cases:,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--cases", type=int, default=200_000)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {options.rounds} rounds\n")
    peers.agree_or_stop(CALENDAR, list(SPANS.values()))
    report_scalar(options.rounds)
    report_batch(FEW)
    report_compiling(FEW)
    print("\nAgainst whole microseconds, 2000–2100:")
    report_exactness(options.cases)


if __name__ == "__main__":
    main()
