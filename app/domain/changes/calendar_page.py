"""The calendar of changes as a page of plain text: no line wider than `WIDTH`."""

from app.clock import Instant
from app.domain.changes.calendar_words import CALENDAR_WORDS, ChangeCalendarWords
from app.domain.changes.change_calendar import CalendarChange, ChangeCalendar
from app.domain.explanation.page import WIDTH, printable, wrapped
from app.domain.explanation.phrasing import Phrasing

Row = tuple[str, str, str]
RULE = 24


def calendar_page(seen: ChangeCalendar, phrasing: Phrasing) -> str:
    """A row for each change and each freeze, the soonest first; below it what is in its way, or why."""
    words = CALENDAR_WORDS[phrasing.words.language]
    rows = [(each.slot.from_at, _row_of_change(each, phrasing, words), told(each, words)) for each in seen.changes]
    for freeze in seen.freezes:
        named = f"{words.freeze}: {freeze.name}"
        rows.append((freeze.from_at, _row(freeze.from_at, freeze.until, named, phrasing), [freeze.reason]))
    heading = [words.title, *wrapped(about(seen, phrasing, words), WIDTH)]
    if not rows:
        return "\n".join([*heading, "", words.nothing]) + "\n"
    rows.sort(key=lambda each: each[0])
    when, time = (max(len(row[column]) for row in (words.head, *(row for _, row, _ in rows))) for column in (0, 1))
    rest, indent = WIDTH - when - time - 4, " " * (when + time + 4)
    lines = [_line(words.head, when, time), f"{'-' * when}  {'-' * time}  {'-' * min(rest, RULE)}"]
    for _, (from_at, length, what), below in rows:
        first, *more = [part for each in (what, *below) for part in wrapped(printable(each), rest)]
        lines += [_line((from_at, length, first), when, time), *(f"{indent}{each}" for each in more)]
    return "\n".join([*heading, "", *lines]) + "\n"


def about(seen: ChangeCalendar, phrasing: Phrasing, words: ChangeCalendarWords) -> str:
    return words.about.format(
        start=phrasing.moment(seen.from_at),
        end=phrasing.moment(seen.until),
        count=len(seen.changes),
        freezes=len(seen.freezes),
    )


def told(entry: CalendarChange, words: ChangeCalendarWords) -> list[str]:
    """What is in its way."""
    return [words.conflict[each.kind].format(number=each.number) for each in entry.conflicts]


def _row_of_change(entry: CalendarChange, phrasing: Phrasing, words: ChangeCalendarWords) -> Row:
    change, slot = entry.change, entry.slot
    what = f"{change.number} {change.title} ({words.state[change.state]})"
    return _row(slot.from_at, slot.until, what, phrasing)


def _row(from_at: Instant, until: Instant, what: str, phrasing: Phrasing) -> Row:
    return phrasing.moment(from_at), phrasing.duration(until - from_at), what


def _line(row: Row, when: int, time: int) -> str:
    return f"{row[0]:<{when}}  {row[1]:<{time}}  {row[2]}".rstrip()
