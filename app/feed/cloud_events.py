"""Events as they leave the service: CloudEvents 1.0 in JSON, as the NLGov profile 1.1 wants them.

An event of a stream is always the same CloudEvent, whenever and by whatever way it goes out: what makes it is written
once and never changed. Its id is its subject's and its number, so nothing has to be kept for that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated, Any, Final, Self, cast
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from app.clock import Instant
from app.domain.actor import OF_VENDOR, ActorKind
from app.domain.feed.entries import FeedEvent
from app.domain.notifications.notices import RecipientKind
from app.feed.store import feed
from app.settings import Settings

MEDIA_TYPE: Final = "application/cloudevents+json"
MOST_BYTES: Final = 65_536
"""Of one event: CloudEvents 1.0 has everybody take as much. What is longer goes out thin."""
COLLECTIONS: Final = feed.COLLECTIONS
_VERSION: Final = "1.0"
_BY_VALUES: Final = ("raci", "hits")


def _described(schema: dict[str, Any], kind: type[Any]) -> None:
    schema["description"] = cleandoc(kind.__doc__ or "")


_WRITTEN: Final = ConfigDict(alias_generator=to_camel, serialize_by_alias=True, json_schema_extra=_described)


@dataclass(frozen=True, kw_only=True)
class EventActor:
    """Whose act it was. `id` null: the service's own."""

    __pydantic_config__ = _WRITTEN

    kind: ActorKind
    id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ClockNews:
    """What the event says of a clock. `dueAt` null: nothing is due; `state` null: the event does not say."""

    __pydantic_config__ = _WRITTEN

    name: str
    state: str | None
    due_at: str | None


@dataclass(frozen=True, kw_only=True)
class EventData:
    """What it is about, as the event itself says. `occurredAt` is when it was true, `time` when we learnt it."""

    __pydantic_config__ = _WRITTEN

    occurred_at: Instant
    customer_id: Annotated[UUID | None, Field(description="Null: the vendor's own.")]
    number: Annotated[str | None, Field(description="How people call the subject, such as T-2026-000123.")]
    actor: EventActor
    step: Annotated[int | None, Field(description="Of a decision: the step that the ticket is at from then on.")]
    clocks: Annotated[tuple[ClockNews, ...], Field(description="Those that the event is about.")]
    payload: Annotated[
        dict[str, Any] | None, Field(description="All that belongs to this type of event; null where it is left out.")
    ]


@dataclass(frozen=True, kw_only=True)
class CloudEvent:
    """CloudEvents 1.0. The same `id` is the same event, however often and by whatever way it comes."""

    __pydantic_config__ = _WRITTEN

    specversion: str
    id: Annotated[str, Field(description="`{subjectId}:{sequence}`.")]
    source: str
    type: Annotated[str, Field(description="Of `GET /v1/event-types`, behind the reverse name of a domain.")]
    subject: Annotated[str, Field(description="Such as `tickets/{ticketId}`.")]
    sequence: Annotated[str, Field(description="The subject's, in ten digits: it sorts as text.")]
    time: Annotated[Instant, Field(description="When it was recorded.")]
    datacontenttype: str
    dataref: Annotated[str, Field(description="Where the subject is read as it is now.")]
    bulk: Annotated[bool, Field(description="One of many of the same act, such as a new closing day.")]
    data: EventData


_ADAPTER: Final = TypeAdapter(CloudEvent)


@dataclass(frozen=True)
class Naming:
    """What this installation calls its events: see the settings."""

    prefix: str
    source: str
    public_url: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.event_type_prefix, settings.event_source, settings.public_url)


def cloud_event(event: FeedEvent, naming: Naming, *, full: bool) -> CloudEvent:
    """`full`: with the payload, unless that makes more than MOST_BYTES of it."""
    made = _cloud_event(event, naming, full=full)
    return _cloud_event(event, naming, full=False) if full and len(as_json(made)) > MOST_BYTES else made


def as_json(event: CloudEvent) -> bytes:
    """The same bytes each time."""
    return _ADAPTER.dump_json(event)


def _cloud_event(event: FeedEvent, naming: Naming, *, full: bool) -> CloudEvent:
    entry = event.entry
    subject = f"{COLLECTIONS[entry.stream]}/{entry.subject_id}"
    read_at = _READ_AT.get(entry.stream, lambda _: subject)(event)
    return CloudEvent(
        specversion=_VERSION,
        id=event_id(entry.subject_id, entry.sequence),
        source=naming.source,
        type=f"{naming.prefix}.{entry.type}",
        subject=subject,
        sequence=f"{entry.sequence:010}",
        time=entry.recorded_at,
        datacontenttype="application/json",
        dataref=f"{naming.public_url}/v1/{read_at}",
        bulk=entry.bulk,
        data=EventData(
            occurred_at=event.occurred_at,
            customer_id=None if entry.customer_id == OF_VENDOR else entry.customer_id,
            number=event.number,
            actor=EventActor(kind=event.actor_kind, id=event.actor_id),
            step=event.payload.get("to_step"),
            clocks=_clocks(event.payload),
            payload=camel(event.payload) if full else None,
        ),
    )


def _of_customer(collection: str) -> Callable[[FeedEvent], str]:
    return lambda event: f"customers/{event.entry.customer_id}/{collection}"


def _notices_of(event: FeedEvent) -> str:
    """To people and to contacts; to who asked for an account, where that is read."""
    recipient_id, customer_id = event.payload["recipient_id"], event.entry.customer_id
    if event.payload["recipient_kind"] == RecipientKind.PERSON:
        return f"people/{recipient_id}/notices"
    return f"account-requests/{recipient_id}" if customer_id == OF_VENDOR else f"customers/{customer_id}/notices"


_READ_AT: Final[Mapping[str, Callable[[FeedEvent], str]]] = {
    "agreement": lambda event: f"sla/revisions/{event.entry.subject_id}",
    "booking": lambda event: f"{_of_customer('bookings')(event)}/{event.entry.subject_id}",
    "contact": lambda event: f"{_of_customer('contacts')(event)}/{event.entry.subject_id}",
    "ledger": _of_customer("ledger"),
    "notice": _notices_of,
    "objection": lambda event: f"sla/objections/{event.entry.subject_id}",
}
"""What is read elsewhere than its `subject` says."""


def event_id(subject_id: UUID, sequence: int) -> str:
    return f"{subject_id}:{sequence}"


def _clocks(payload: dict[str, Any]) -> tuple[ClockNews, ...]:
    match payload:
        case {"type": "breach_announced", "clock": name, "due_at": due_at}:
            return (ClockNews(name=name, state="breached", due_at=due_at),)
        case {"type": "risk_announced", "clock": name, "due_at": due_at}:
            return (ClockNews(name=name, state=None, due_at=due_at),)
        case {"type": "due_moved", "clock": name}:
            return (ClockNews(name=name, state=None, due_at=payload.get("to_at")),)
        case {"type": "breach_withdrawn", "clock": name, "announced_due_at": due_at}:
            return (ClockNews(name=name, state=None, due_at=due_at),)
        case _:
            return ()


def camel(payload: dict[str, Any]) -> dict[str, Any]:
    """Names of members, at any depth; the keys of `raci` are roles, those of `hits` ids, and stay as they are."""
    return {
        to_camel(name): value if name in _BY_VALUES else _camel_within(value)
        for name, value in payload.items()
        if name != "type"
    }


def _camel_within(value: Any) -> Any:
    match value:
        case dict():
            return {to_camel(name): _camel_within(each) for name, each in cast("dict[str, Any]", value).items()}
        case list():
            return [_camel_within(each) for each in cast("list[Any]", value)]
        case _:
            return value
