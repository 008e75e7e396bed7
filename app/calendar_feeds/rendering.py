"""A feed as text/calendar (RFC 5545, with the properties of RFC 7986).

Each promise is a VEVENT of no length at its due time, and no VTODO. A deadline would rather be a VTODO with DUE, but
Google Calendar, Apple's Calendar and Outlook show no tasks of a calendar that one subscribes to: to most people there
would be nothing in it. A VEVENT with DTSTART and neither DTEND nor DURATION ends when it begins (RFC 5545, 3.6.1), and
as TRANSPARENT it takes nobody's time.

What is met, or paused, is not in the calendar any more, instead of STATUS:CANCELLED. Without METHOD this is no message
about one event but all there is: a client that subscribes puts each state of it in the place of the one before, so what
is left out goes. A cancelled one goes at Google, but stays, crossed out, at Apple and Fastmail; and a promise that was
kept was not cancelled.

The times are in UTC: they are instants, which each client shows in the zone of whoever looks, and no VTIMEZONE can be
out of date. Seconds are cut, so no due time is shown later than it is. Without METHOD, DTSTAMP is the same as
LAST-MODIFIED (3.8.7.2): when what the entry shows changed last, and so what did not change is the same to the byte.
SEQUENCE counts how often it has moved: both are from the events of the ticket (`store/entry_revisions.py`).
"""

from datetime import timedelta
from typing import Final

from icalendar import STATUS, TRANSP, Calendar, Event, vDuration

from app.calendar_feeds.reading import CalendarContent
from app.domain.calendar_feeds.feeds import BookingEntry, CalendarEntry, MaintenanceEntry, ReviewEntry, RevisionEntry
from app.domain.explanation.words import Language
from app.domain.notifications.wording import WORDS

MEDIA_TYPE: Final = "text/calendar"
ASK_AGAIN: Final = timedelta(hours=1)
_PRODUCT: Final = "-//Duetime//Duetime//EN"
_NAME: Final = "Duetime"
_SESSION: Final = {Language.DUTCH: "Sessie met consultant", Language.ENGLISH: "Session with a consultant"}
_MAINTENANCE: Final = {Language.DUTCH: "Onderhoud", Language.ENGLISH: "Maintenance"}
_IN_FORCE: Final = {
    Language.DUTCH: "Dienstniveau-overeenkomst: revisie {number} gaat in",
    Language.ENGLISH: "Service level agreement: revision {number} takes effect",
}
_LAST_DAY: Final = {
    Language.DUTCH: "Laatste dag voor bezwaar tegen revisie {number} van de dienstniveau-overeenkomst",
    Language.ENGLISH: "Last day to object to revision {number} of the service level agreement",
}
_REVIEW: Final = {Language.DUTCH: "beoordelen", Language.ENGLISH: "review"}


def rendered(content: CalendarContent) -> bytes:
    calendar = Calendar.new(
        prodid=_PRODUCT,
        uid=content.feed.id,
        name=_NAME,
        language=content.language.value,
        subcomponents=[
            *(_event(entry, content.language) for entry in content.entries),
            *(_session(entry, content.language) for entry in content.bookings),
            *(_maintenance(entry, content.language) for entry in content.maintenance),
            *(_review(entry, content.language) for entry in content.reviews),
            *(_revision(entry, content.language) for entry in content.revisions),
        ],
    )
    calendar["REFRESH-INTERVAL"] = vDuration(ASK_AGAIN, {"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(ASK_AGAIN)  # as Outlook has it, which does not know the other
    return calendar.to_ical()


def _review(entry: ReviewEntry, language: Language) -> Event:
    named = f"{entry.number} {_REVIEW[language]}"
    return Event.new(
        uid=f"{entry.change_id}-review",
        start=entry.due_at,
        stamp=entry.made_at,
        last_modified=entry.made_at,
        sequence=0,
        summary=named if entry.title is None else f"{named}: {entry.title}",
        description=f"§ {entry.section}",
        transparency=TRANSP.TRANSPARENT,
    )


def _maintenance(entry: MaintenanceEntry, language: Language) -> Event:
    """It takes nobody's time who looks."""
    named = _MAINTENANCE[language]
    return Event.new(
        uid=f"{entry.maintenance_id}-maintenance",
        start=entry.from_at,
        end=entry.until,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        sequence=entry.revision - 1,
        summary=named if entry.title is None else f"{named}: {entry.title}",
        description=f"§ {entry.section}",
        status=STATUS.CONFIRMED if entry.is_announced else STATUS.TENTATIVE,
        transparency=TRANSP.TRANSPARENT,
    )


def _revision(entry: RevisionEntry, language: Language) -> Event:
    """A whole day. It stays as it was announced, or goes."""
    words = (_LAST_DAY if entry.is_last_day_to_object else _IN_FORCE)[language]
    return Event.new(
        uid=f"{entry.revision_id}-{'objections' if entry.is_last_day_to_object else 'in-force'}",
        start=entry.on,
        stamp=entry.announced_at,
        last_modified=entry.announced_at,
        summary=words.format(number=entry.number),
        description=f"§ {entry.section}",
        status=STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )


def _session(entry: BookingEntry, language: Language) -> Event:
    """Whole days, of which the last one is the day before the end (RFC 5545, 3.6.1)."""
    named = _SESSION[language]
    return Event.new(
        uid=f"{entry.booking_id}-booking",
        start=entry.first,
        end=entry.last + timedelta(days=1),
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        sequence=entry.revision - 1,
        summary=named if entry.title is None else f"{named}: {entry.title}",
        description=f"§ {entry.section}",
        status=STATUS.CONFIRMED if entry.is_settled else STATUS.TENTATIVE,
        transparency=TRANSP.OPAQUE,
    )


def _event(entry: CalendarEntry, language: Language) -> Event:
    """The UID is the promise's for ever, in whichever feed: whoever has two of them sees one thing."""
    words = WORDS[language]
    named = f"{entry.number} {words.clock[entry.clock]}"
    return Event.new(
        uid=f"{entry.ticket_id}-{entry.clock}",
        start=entry.due_at,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        sequence=entry.revision,
        summary=named if entry.title is None else f"{named}: {entry.title}",
        description=f"{words.of_priority.format(priority=words.priority[entry.priority])}\n§ {entry.section}",
        transparency=TRANSP.TRANSPARENT,
    )
