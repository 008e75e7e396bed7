"""What happens to notices, contacts and announcements has streams of its own, beside their rows."""

from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from app.domain.notifications.told_facts import AnnouncementFact, ContactConfirmed, NoticeFact
from app.domain.streams import LatestFact
from app.postgres.tables import (
    announcement_events,
    announcement_histories,
    contact_events,
    contact_histories,
    notice_events,
    notice_histories,
)
from app.streams.subjects import SubjectKind

_STATES: Final = TypeAdapter(LatestFact)

NOTICES: Final = SubjectKind[NoticeFact, LatestFact](
    stream=notice_events,
    subjects=notice_histories,
    facts=TypeAdapter(Annotated[NoticeFact, Field(discriminator="type")]),
    states=_STATES,
    begin=lambda _, __, event: LatestFact.of(event),
    advance=lambda _, event: LatestFact.of(event),
    columns=lambda _: {},
    missing="There is no such notice.",
    is_internal=lambda fact: fact.internal,
)
CONTACTS: Final = SubjectKind[ContactConfirmed, LatestFact](
    stream=contact_events,
    subjects=contact_histories,
    facts=TypeAdapter(ContactConfirmed),
    states=_STATES,
    begin=lambda _, __, event: LatestFact.of(event),
    advance=lambda _, event: LatestFact.of(event),
    columns=lambda _: {},
    missing="There is no such contact.",
)
ANNOUNCEMENTS: Final = SubjectKind[AnnouncementFact, LatestFact](
    stream=announcement_events,
    subjects=announcement_histories,
    facts=TypeAdapter(Annotated[AnnouncementFact, Field(discriminator="type")]),
    states=_STATES,
    begin=lambda _, __, event: LatestFact.of(event),
    advance=lambda _, event: LatestFact.of(event),
    columns=lambda _: {},
    missing="There is no such announcement.",
)
