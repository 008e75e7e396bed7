"""The explanation as a page of plain text, for a mail: local times, no line wider than `WIDTH`."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from textwrap import wrap
from zoneinfo import ZoneInfo

from app.clock import Instant
from app.domain.agreement.measures import Target
from app.domain.explanation.english import ENGLISH
from app.domain.explanation.explaining import Explanation, ExplanationLine, SupportHours
from app.domain.explanation.lines import SECOND, LineKind
from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.words import Words
from app.domain.vocabulary import ClockState

WIDTH = 80
TWO_COLUMNS = frozenset("WF")
Row = tuple[str, str, str]


def page(explanation: Explanation, number: str, title: str, words: Words = ENGLISH) -> str:
    """`number` and `title` are the ticket's. Control characters are left out, wherever they come from."""
    standing = f"{words.page.clock[explanation.clock]}: {words.page.state[explanation.state]}"
    parts = [_folded(f"{number} – {title}"), standing, _folded(explanation.sentence)]
    if explanation.calendar is not None:
        phrasing = Phrasing(words, ZoneInfo(explanation.calendar.time_zone))
        parts[1] += "\n" + _facts(explanation, explanation.calendar, phrasing)
        parts[2:2] = [_table(explanation, phrasing)] if explanation.lines else []
    return "\n\n".join(parts) + "\n"


def _facts(explanation: Explanation, hours: SupportHours, phrasing: Phrasing) -> str:
    words = phrasing.words.page
    facts = {
        words.due: _due(explanation, phrasing),
        words.promised: figure(explanation, phrasing),
        words.registered: _moment(explanation.started_at, phrasing),
        **_standing(explanation, phrasing),
        words.support_hours: f"{phrasing.support_hours(hours.hours)} ({hours.time_zone})",
        words.revisions: words.revision_of.format(agreement=explanation.agreement_revision, calendar=hours.revision),
    }
    indent = max(map(len, facts)) + 2
    return "\n".join(_folded(f"{name}:".ljust(indent) + fact, indent) for name, fact in facts.items())


def _standing(explanation: Explanation, phrasing: Phrasing) -> Mapping[str, str]:
    """Whether it still goes."""
    words, waiting = phrasing.words.page, explanation.waiting
    if explanation.stopped_at is not None:
        goes_on = explanation.due_at is not None and explanation.stopped_at < explanation.due_at
        template = words.stopped_before_due if goes_on else "{stopped}"
        return {words.stopped: template.format(stopped=phrasing.moment(explanation.stopped_at))}
    return {} if waiting is None else {words.paused_since: f"{phrasing.moment(waiting.since)} ({waiting.reason})"}


def _due(explanation: Explanation, phrasing: Phrasing) -> str:
    words = phrasing.words.page
    none = words.due_unknown if explanation.state is ClockState.PAUSED else words.no_due
    return _moment(explanation.due_at, phrasing) or none


def figure(explanation: Explanation, phrasing: Phrasing) -> str:
    """E.g. "8 hours (§1.2.3)"."""
    target, state = explanation.target, phrasing.words.page.state[explanation.state]
    promised = state if target is None else phrasing.target(Target(target.amount, target.unit))
    return f"{promised} (§{explanation.section})"


def _moment(at: Instant | None, phrasing: Phrasing) -> str:
    return "" if at is None else phrasing.moment(at)


def _table(explanation: Explanation, phrasing: Phrasing) -> str:
    """A row for each line, and one for the end; where a line ends is where the next one begins."""
    words = phrasing.words.page
    rows = [_row(line, phrasing) for line in explanation.lines]
    counted = sum(line.seconds for line in explanation.lines if line.kind is LineKind.COUNTED)
    end = words.due_here if explanation.due_at else words.up_to_here
    last = (_in_column(explanation.lines[-1].until, phrasing), phrasing.duration(counted * SECOND), end)
    head = (words.from_at, words.counted, words.what)
    when, time = (max(len(row[column]) for row in [head, *rows, last]) for column in (0, 1))
    rest = WIDTH - when - time - 4
    rule = f"{'-' * when}  {'-' * time}  {'-' * min(rest, 24)}"
    body = chain.from_iterable(_aligned(row, when, time, rest) for row in rows)
    heading = f"{head[0]:<{when}}  {head[1]:>{time}}  {head[2]}"
    return "\n".join([heading, rule, *body, rule, *_aligned(last, when, time, rest)])


def _row(line: ExplanationLine, phrasing: Phrasing) -> Row:
    time = phrasing.duration(line.seconds * SECOND) if line.kind is LineKind.COUNTED else ""
    return _in_column(line.from_at, phrasing), time, what(line, phrasing)


def what(line: ExplanationLine, phrasing: Phrasing) -> str:
    """E.g. "holiday: King's Day"."""
    words, time = phrasing.words.page, phrasing.duration(line.seconds * SECOND)
    template = words.pause if line.kind is LineKind.PAUSED else words.line if line.reason else "{kind}"
    kind = words.closing_day if line.is_closing_day else words.kind[line.kind]
    return template.format(kind=kind, reason=line.reason, time=time)


def _in_column(at: Instant, phrasing: Phrasing) -> str:
    """With room for two digits in the day of the month."""
    weekday, day, rest = phrasing.moment(at).split(" ", 2)
    return f"{weekday} {day:>2} {rest}"


def _aligned(row: Row, when: int, time: int, rest: int) -> Iterator[str]:
    """What does not fit goes on below."""
    first, *more = wrapped(row[2], rest)
    yield f"{row[0]:<{when}}  {row[1]:>{time}}  {first}"
    yield from (" " * (when + time + 4) + line for line in more)


def _folded(text: str, indent: int = 0) -> str:
    return "\n".join(wrapped(text, WIDTH, indent))


def wrapped(text: str, width: int, indent: int = 0) -> Sequence[str]:
    """A character takes two columns at most; where any does, all are reckoned so."""
    text = printable(text)
    wide = any(unicodedata.east_asian_width(character) in TWO_COLUMNS for character in text)
    return wrap(text, width // 2 if wide else width, subsequent_indent=" " * indent) or [""]


def printable(text: str) -> str:
    """Without control, format and other characters that are no text; white space is a space."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    return "".join(character for character in spaced if unicodedata.category(character)[0] != "C")
