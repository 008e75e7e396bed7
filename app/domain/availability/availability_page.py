"""An availability as a page of plain text, as the explanation of a clock is: no line wider than `WIDTH`."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.availability.availability_explanation import (
    SECOND,
    AvailabilityExplanation,
    AvailabilityNaming,
    poorly,
    what_of,
)
from app.domain.availability.timeline import ServiceTimeline
from app.domain.explanation.page import WIDTH, wrapped

Row = tuple[str, str, str]
RULE = 24


def availability_page(explained: AvailabilityExplanation, title: str, naming: AvailabilityNaming) -> str:
    """`title` is the instance's. Below the sentences the sum, then each line of it."""
    phrasing = naming.phrasing
    sums = [("", _time(each.seconds, naming), each.text) for each in explained.sums]
    lines = [
        ("" if line.from_at is None else phrasing.moment(line.from_at), _time(line.seconds, naming), line.text)
        for line in explained.lines
    ]
    heading = f"{naming.words.title} – {title}"
    parts = [heading, explained.sentence]
    tables = [table(each, naming) for each in (sums, lines)]
    return "\n\n".join(["\n".join(wrapped(part, WIDTH)) for part in parts] + tables) + "\n"


def timeline_page(seen: ServiceTimeline, title: str, naming: AvailabilityNaming) -> str:
    """A row for each stretch, and one for the end; then what was degraded."""
    words, phrasing = naming.words, naming.phrasing
    rows = [
        (phrasing.moment(each.from_at), phrasing.duration(each.until - each.from_at), what_of(each, naming))
        for each in seen.stretches
    ]
    rows.append((phrasing.moment(seen.until), phrasing.duration(seen.until - seen.from_at), words.up_to_here))
    degraded = [
        (
            phrasing.moment(each.from_at),
            phrasing.duration(each.until - each.from_at),
            poorly(each, naming),
        )
        for each in seen.degraded
    ]
    heading = "\n".join(wrapped(f"{words.title} – {title}", WIDTH))
    return "\n\n".join([heading, table(rows, naming), *([table(degraded, naming)] if degraded else [])]) + "\n"


def table(rows: Sequence[Row], naming: AvailabilityNaming) -> str:
    words = naming.words
    head = (words.from_at, words.time, words.what)
    when, time = (max(len(row[column]) for row in (head, *rows)) for column in (0, 1))
    rest = WIDTH - when - time - 4
    rule = f"{'-' * when}  {'-' * time}  {'-' * min(rest, RULE)}"
    return "\n".join([*_aligned([head], when, time, rest), rule, *_aligned(rows, when, time, rest)])


def _aligned(rows: Iterable[Row], when: int, time: int, rest: int) -> Iterator[str]:
    """What does not fit goes on below."""
    for row in rows:
        first, *more = wrapped(row[2], rest)
        yield f"{row[0]:<{when}}  {row[1]:>{time}}  {first}"
        yield from (" " * (when + time + 4) + line for line in more)


def _time(seconds: int, naming: AvailabilityNaming) -> str:
    minus = "−" if seconds < 0 else ""
    return minus + naming.phrasing.duration(abs(seconds) * SECOND)
