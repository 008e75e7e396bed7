"""Every type of event: what it means, the schema of its data, an example. Producers must let consumers ask (NLGov)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, cast, get_args
from uuid import UUID

from pydantic import TypeAdapter
from pydantic.alias_generators import to_camel

from app.clock import instant
from app.domain.actor import ActorKind
from app.domain.backlog.item_facts import BacklogItemFact
from app.domain.changes.change_facts import ChangeFact
from app.domain.consultancy.account_requests import AccountRequestFact
from app.domain.consultancy.booking_facts import BookingFact
from app.domain.consultancy.ledger_facts import LedgerFact
from app.domain.feed.entries import BULK_FACTS, OF_TERMS, FeedEntry, FeedEvent, covers
from app.domain.notifications.told_facts import AnnouncementFact, ContactConfirmed, NoticeFact
from app.domain.operations.instance_facts import InstanceFact
from app.domain.operations.maintenance_facts import MaintenanceFact
from app.domain.operations.outage_facts import OutageFact
from app.domain.revisions.revision_facts import ObjectionFact, RevisionFact
from app.domain.security.leaks import LeakFact
from app.domain.security.vulnerabilities import VulnerabilityFact
from app.domain.subscriptions.subscription_facts import SubscriptionFact, SubscriptionPinged
from app.domain.terms.term_facts import TermFact
from app.domain.tickets.facts import Fact
from app.feed.backlog_event_types import BACKLOG_EVENTS
from app.feed.change_event_types import CHANGE_EVENTS
from app.feed.cloud_events import CloudEvent, EventData, Naming, cloud_event
from app.feed.consultancy_event_types import ACCOUNT_REQUEST_EVENTS, BOOKING_EVENTS
from app.feed.ledger_event_types import LEDGER_EVENTS
from app.feed.operations_event_types import INSTANCE_EVENTS, MAINTENANCE_EVENTS, OUTAGE_EVENTS, TERM_EVENTS
from app.feed.revision_event_types import OBJECTION_EVENTS, REVISION_EVENTS
from app.feed.security_event_types import LEAK_EVENTS, VULNERABILITY_EVENTS
from app.feed.telling_event_types import (
    ANNOUNCEMENT_EVENTS,
    CONTACT_EVENTS,
    NOTICE_EVENTS,
    PING_EVENTS,
    SUBSCRIPTION_EVENTS,
)
from app.feed.ticket_event_types import TICKET_EVENTS

Schema = dict[str, Any]
Told = Mapping[str, tuple[str, Mapping[str, Any]]]
"""By the type of a fact: what it means, and an example of it as it is stored."""

STREAMS: Final[Mapping[str, tuple[Any, Told]]] = {
    "ticket": (Fact, TICKET_EVENTS),
    "instance": (InstanceFact, INSTANCE_EVENTS),
    "outage": (OutageFact, OUTAGE_EVENTS),
    "maintenance": (MaintenanceFact, MAINTENANCE_EVENTS),
    "leak": (LeakFact, LEAK_EVENTS),
    "change": (ChangeFact, CHANGE_EVENTS),
    "vulnerability": (VulnerabilityFact, VULNERABILITY_EVENTS),
    "ledger": (LedgerFact, LEDGER_EVENTS),
    "booking": (BookingFact, BOOKING_EVENTS),
    "account_request": (AccountRequestFact, ACCOUNT_REQUEST_EVENTS),
    "backlog_item": (BacklogItemFact, BACKLOG_EVENTS),
    "agreement": (RevisionFact, REVISION_EVENTS),
    "objection": (ObjectionFact, OBJECTION_EVENTS),
    "subscription": (SubscriptionFact, SUBSCRIPTION_EVENTS),
    "notice": (NoticeFact, NOTICE_EVENTS),
    "contact": (ContactConfirmed, CONTACT_EVENTS),
    "announcement": (AnnouncementFact, ANNOUNCEMENT_EVENTS),
}
"""By the stream's word, as the tables have it: what can happen there, and what is told of it."""
_NUMBERED: Final = {"ticket": "T-2026-000123", "change": "C-2026-000123"}
_OF_ANY: Final = ("instance", TermFact, TERM_EVENTS)
"""What stands on several streams and is one type in the feed, with a stream for its example."""
_SENT_ALONE: Final = ("subscription", SubscriptionPinged, PING_EVENTS)
"""What no stream has, and is sent like what they have."""

_THEN: Final = instant(datetime(2026, 11, 23, 12, tzinfo=UTC))
_SUBJECT: Final = UUID("0197a3c2-7a10-7cc3-98c4-dc0c0c073990")
_CUSTOMER: Final = UUID("0197a3c2-1f00-7b21-a5a0-1a2b3c4d5e6f")
_PERSON: Final = UUID("0197a3c2-5e11-7d3a-8b1f-3f0a9c1d2e4b")


@dataclass(frozen=True, kw_only=True)
class EventType:
    """`type` without the reverse name of a domain; `schema` is that of `data` with its payload."""

    type: str
    meaning: str
    schema: Schema
    example: CloudEvent


def event_types(naming: Naming) -> list[EventType]:
    return [
        EventType(
            type=type_of(stream, fact_type),
            meaning=told[fact_type][0],
            schema=_data_schema(fact),
            example=_example(stream, fact_type, told[fact_type][1], naming),
        )
        for stream, facts, told in _all()
        for fact_type, fact in facts.items()
    ]


def type_of(stream: str, fact_type: str) -> str:
    """As the feed has it."""
    return OF_TERMS.get(fact_type, f"{stream}.{fact_type}")


def is_known(wanted: str) -> bool:
    """Whether a filter, such as `ticket.*`, takes any type that there is."""
    return any(covers(wanted, each) for each in _words())


@cache
def _words() -> Sequence[str]:
    return [type_of(stream, each) for stream, facts, _ in _all() for each in facts]


def _all() -> Iterator[tuple[str, Mapping[str, Any], Told]]:
    """Streams with their own facts by type, what several have, and what none has."""
    for stream, (facts, told) in STREAMS.items():
        yield stream, {name: fact for name, fact in _by_type(facts).items() if name not in OF_TERMS}, told
    for stream, facts, told in (_OF_ANY, _SENT_ALONE):
        yield stream, _by_type(facts), told


def _by_type(facts: Any) -> dict[str, Any]:
    """Of a union, or of the one that there is."""
    return {fact.type: fact for fact in get_args(facts) or (facts,)}


def _example(stream: str, fact_type: str, payload: Mapping[str, Any], naming: Naming) -> CloudEvent:
    entry = FeedEntry(
        position=1,
        stream=stream,
        customer_id=_CUSTOMER,
        subject_id=_SUBJECT,
        sequence=7,
        type=type_of(stream, fact_type),
        bulk=fact_type in BULK_FACTS,
        recorded_at=_THEN,
    )
    event = FeedEvent(
        entry=entry,
        occurred_at=_THEN,
        actor_id=_PERSON,
        actor_kind=ActorKind.PERSON,
        payload={**payload, "type": fact_type},
        number=_NUMBERED.get(stream),
    )
    return cloud_event(event, naming, full=True)


@cache
def _data_schema(fact: Any) -> Schema:
    data = _plain(TypeAdapter(EventData).json_schema(mode="serialization"))
    payload = _sent(_plain(TypeAdapter(fact).json_schema()))
    del payload["properties"]["type"]
    description = data["properties"]["payload"]["description"]
    data["properties"]["payload"] = {"anyOf": [payload, {"type": "null"}], "description": description}
    return data


def _plain(schema: Schema) -> Schema:
    """By itself: what it refers to stands where it is referred to."""
    definitions: Schema = schema.pop("$defs", {})

    def resolved(node: Any) -> Any:
        match node:
            case {"$ref": str(name), **rest}:
                return {**resolved(definitions[name.rpartition("/")[2]]), **resolved(rest)}
            case dict():
                members = cast("Schema", node)
                return {
                    name: resolved(each)
                    for name, each in members.items()
                    if name != "title" or not isinstance(each, str)
                }
            case list():
                return [resolved(each) for each in cast("list[Any]", node)]
            case _:
                return node

    return resolved(schema)


def _sent(node: Any) -> Any:
    """As it is sent: in camelCase, and what is not there is left out instead of null. Descriptions are ours alone."""
    match node:
        case {"anyOf": [choice, {"type": "null"}]}:
            return _sent(choice)
        case {"properties": dict(), **rest}:
            properties = {to_camel(name): _sent(each) for name, each in node["properties"].items()}
            required = {"required": [to_camel(name) for name in rest["required"]]} if "required" in rest else {}
            return {"type": "object", "properties": properties, **required}
        case dict():
            members = cast("Schema", node)
            return {name: _sent(each) for name, each in members.items() if name not in ("description", "default")}
        case list():
            return [_sent(each) for each in cast("list[Any]", node)]
        case _:
            return node
