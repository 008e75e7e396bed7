"""The calendar of changes as text/calendar (RFC 5545).

A change keeps its UID for ever, and its SEQUENCE is how often it was written since: nothing is told here that changes
without that. Without METHOD this is all there is: what is not in it any more is not planned any more. The times are in
UTC, as those of the calendar feeds are.
"""

from typing import Final

from icalendar import STATUS, TRANSP, Calendar, Event

from app.clock import Instant
from app.domain.changes.calendar_words import CALENDAR_WORDS, ChangeCalendarWords
from app.domain.changes.change_calendar import CalendarChange, ChangeCalendar
from app.domain.changes.change_conflicts import ChangeSlot
from app.domain.changes.pre_approved import ChangeFreeze
from app.domain.explanation.words import Language

_PRODUCT: Final = "-//Duetime//Duetime//EN"


def rendered_calendar(seen: ChangeCalendar, language: Language) -> bytes:
    words = CALENDAR_WORDS[language]
    calendar = Calendar.new(
        prodid=_PRODUCT,
        name=words.title,
        language=language.value,
        subcomponents=[
            *(_of_change(each, words) for each in seen.changes),
            *(_of_freeze(each, words) for each in seen.freezes),
        ],
    )
    return calendar.to_ical()


def _of_change(entry: CalendarChange, words: ChangeCalendarWords) -> Event:
    change, slot = entry.change, entry.slot
    return Event.new(
        uid=f"{change.id}-change",
        start=slot.from_at,
        end=_end(slot),
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        sequence=entry.moves,
        summary=f"{change.number} {change.title}",
        description=words.state[change.state],
        status=STATUS.CONFIRMED,
        transparency=TRANSP.OPAQUE,
    )


def _end(slot: ChangeSlot) -> Instant | None:
    """None: within the second in which it begins, than which nothing is written finer."""
    return slot.until if slot.until.replace(microsecond=0) > slot.from_at.replace(microsecond=0) else None


def _of_freeze(freeze: ChangeFreeze, words: ChangeCalendarWords) -> Event:
    return Event.new(
        uid=f"{freeze.id}-freeze",
        start=freeze.from_at,
        end=freeze.until,
        stamp=freeze.set_at,
        last_modified=freeze.set_at,
        summary=f"{words.freeze}: {freeze.name}",
        description=freeze.reason,
        status=STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )
