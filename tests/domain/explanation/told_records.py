"""What an explanation adds to its sentences from the records of a history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from app.clock import Instant
from app.domain.explanation.explaining import explain
from app.domain.explanation.records import RELEVANT, records_of
from app.domain.explanation.words import Language
from app.domain.tickets.facts import Event
from app.domain.vocabulary import ClockName
from app.sla.languages import WORDS
from tests.domain.tickets.histories import History, local


def recorded(history: History, number: int, at: str) -> History:
    """With this event, counted from 1, recorded at that moment."""
    events = [replace(event, recorded_at=local(at)) if event.sequence == number else event for event in history.events]
    return replace(history, events=tuple(events))


def said(history: History, name: ClockName, now: str, language: Language) -> str:
    """What comes after all that is said without looking at the records."""
    records = records_of(name, history.events, history.revisions)
    relevant = [event for event in history.events if isinstance(event.fact, RELEVANT)]
    assert records_of(name, relevant, history.revisions) == records
    ground = name, history.ticket, history.agreement, history.calendars, local(now), WORDS[language]
    told = explain(*ground, records).sentence
    without = explain(*ground).sentence
    assert told.startswith(without)
    return told.removeprefix(without).strip()


def an_hour_late(events: Sequence[Event]) -> tuple[Event, ...]:
    hour = timedelta(hours=1)
    return tuple(replace(event, recorded_at=Instant(event.occurred_at + hour)) for event in events)
