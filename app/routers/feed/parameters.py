"""How readers say which events they want, and from where on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Header, Path
from pydantic import AfterValidator, Field, PlainValidator, StringConstraints
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from app.domain.feed.entries import EventFilter
from app.domain.feed.places import WRITTEN, FeedPlace
from app.feed.cloud_events import COLLECTIONS
from app.feed.event_types import is_known
from app.routers.http.types import IN_DIGITS, TRUE_OR_FALSE, UUID_PATTERN, Id, InstantIn, QueryIn, identifier
from app.tickets.store.ticket_numbers import NUMBER

FROM_THE_OLDEST: Final = "0"
TYPE: Final = r"(?:\*|[a-z_]+\.[a-z_]*\*|[a-z_]+\.[a-z_]+)"
_TYPES: Final = rf"^{TYPE}(?:,{TYPE})*$"
_STREAMS: Final = {collection: word for word, collection in COLLECTIONS.items()}
_SUBJECT: Final = rf"^(?:(?:{'|'.join(_STREAMS)})/{UUID_PATTERN}|tickets/{NUMBER})$"
_EVENT: Final = rf"^{UUID_PATTERN}:[1-9][0-9]{{0,8}}$"


def known_types(text: str) -> str:
    if not all(is_known(each) for each in text.split(",")):
        raise PydanticCustomError("unknown_type", "GET /v1/event-types says which types there are.")
    return text


def _place(text: object) -> FeedPlace:
    try:
        return FeedPlace.read(str(text))
    except ValueError:
        raise PydanticCustomError("cursor", "Use nextCursor, or the id of a stream's event, as it was given.") from None


def _last_event(text: object) -> FeedPlace | str:
    if text == FROM_THE_OLDEST:
        return FROM_THE_OLDEST
    try:
        return FeedPlace.read(str(text))
    except ValueError:
        raise PydanticCustomError("event_id", "Send the id of the last event as it was given, or 0.") from None


@dataclass(frozen=True)
class SubjectRef:
    """The subject of a stream, by its id, or a ticket by its number."""

    stream: str
    named: UUID | str


@dataclass(frozen=True)
class EventRef:
    """The event that a subject has by this number."""

    subject_id: UUID
    sequence: int


def _subject(text: object) -> SubjectRef:
    if not isinstance(text, str) or not re.fullmatch(_SUBJECT, text):
        raise PydanticCustomError("subject", "Write a subject as events have it, such as tickets/{ticketId}.")
    collection, _, named = text.partition("/")
    return SubjectRef(_STREAMS[collection], named if re.fullmatch(NUMBER, named) else UUID(named))


def _event(text: object) -> EventRef:
    if not isinstance(text, str) or not re.fullmatch(_EVENT, text, re.ASCII):
        raise PydanticCustomError("event_id", "An event's id is its subject's, a colon and its number.")
    subject, _, sequence = text.partition(":")
    return EventRef(identifier(subject), int(sequence))


EventTypesIn = Annotated[str, StringConstraints(max_length=2_000, pattern=_TYPES), AfterValidator(known_types)]
"""Types as `/v1/event-types` has them, with commas between; `*` at the end of a word stands for its rest."""
PlaceIn = Annotated[FeedPlace, PlainValidator(_place), WithJsonSchema({"type": "string", "pattern": f"^{WRITTEN}$"})]
SubjectIn = Annotated[SubjectRef, PlainValidator(_subject), WithJsonSchema({"type": "string", "pattern": _SUBJECT})]
EventIdIn = Annotated[EventRef, PlainValidator(_event), WithJsonSchema({"type": "string", "pattern": _EVENT})]
EventId = Annotated[
    EventIdIn, Path(alias="eventId", description="`{subjectId}:{sequence}`, the `id` of the CloudEvent.")
]
LastEventId = Annotated[
    Annotated[
        FeedPlace | str,
        PlainValidator(_last_event),
        WithJsonSchema({"type": "string", "pattern": f"^(?:0|{WRITTEN})$"}),
    ]
    | None,
    Header(
        alias="Last-Event-ID",
        description="Where a stream that broke off goes on, before `cursor` and `since`; 0: from the oldest kept.",
    ),
]


class FeedQuery(QueryIn):
    """Which events, and from where on."""

    type: Annotated[
        EventTypesIn | None,
        Field(description="Types with commas between; `*` stands for the rest of a word, as in `ticket.*`."),
    ] = None
    customer_id: Id | None = None
    subject: Annotated[
        SubjectIn | None, Field(description="Such as `tickets/{ticketId}`, by its id or its number.")
    ] = None
    include_bulk: Annotated[
        bool,
        TRUE_OR_FALSE,
        Field(description="Also what was recorded on thousands of subjects in one act, such as a new closing day."),
    ] = True
    cursor: Annotated[
        PlaceIn | None, Field(description="`nextCursor` as it was given, or the id of a stream's event.")
    ] = None
    since: Annotated[
        InstantIn | None, Field(description="From what was recorded then or later; not beside `cursor`.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="Of a page in JSON."), IN_DIGITS] = 50

    def wanted(self, subject_id: UUID | None, left_out: Sequence[str]) -> EventFilter:
        """`subject_id` is that of `subject`; `left_out`: streams of which the caller sees nothing."""
        return EventFilter(
            types=tuple(self.type.split(",")) if self.type else (),
            customer_id=self.customer_id,
            stream=self.subject and self.subject.stream,
            subject_id=subject_id,
            include_bulk=self.include_bulk,
            left_out=left_out,
        )
