"""Each type of event is told: what it means, a schema that fits, an example that was stored so once."""

from dataclasses import MISSING, fields, is_dataclass
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

import jsonschema_rs
import pytest
from pydantic import TypeAdapter
from pydantic_core import from_json

from app.consultancy.ledgers import LEDGERS
from app.domain.consultancy.ledger_facts import LedgerFact
from app.domain.feed.entries import OF_TERMS
from app.feed.cloud_events import Naming, as_json
from app.feed.event_types import STREAMS, EventType, event_types, is_known
from app.feed.ledger_event_types import LEDGER_EVENTS
from app.feed.security_event_types import LEAK_EVENTS
from app.postgres.tables import metadata
from app.postgres.tables.streams import streams_of
from app.tickets.store.event_mapping import FACT

NAMING = Naming("nl.duetime", "urn:nld:kvknr:12345678:systeem:duetime", "https://support.example")
TYPES = event_types(NAMING)


def test_every_stream_and_every_fact_is_told() -> None:
    assert set(STREAMS) == {stream.info["subject"] for stream in streams_of(metadata)}
    for facts, told in STREAMS.values():
        assert list(told) == [fact.type for fact in get_args(facts) or (facts,) if fact.type not in OF_TERMS]
    types = [each.type for each in TYPES]
    assert len(types) == len(set(types))
    assert {*OF_TERMS.values()} <= {*types}


@pytest.mark.parametrize("told", TYPES, ids=lambda told: told.type)
def test_its_example_fits_its_schema(told: EventType) -> None:
    data = from_json(as_json(told.example))["data"]
    jsonschema_rs.validate(told.schema, data)
    properties = told.schema["properties"]["payload"]["anyOf"][0]["properties"]
    assert set(data["payload"]) <= set(properties)
    assert "_" not in "".join(properties)


@pytest.mark.parametrize(
    ("stream", "fact_type"), [(stream, fact_type) for stream, (_, told) in STREAMS.items() for fact_type in told]
)
def test_its_example_is_what_is_stored(stream: str, fact_type: str) -> None:
    facts, told = STREAMS[stream]
    form: TypeAdapter[Any] = FACT if stream == "ticket" else TypeAdapter(facts)
    payload = {**told[fact_type][1], "type": fact_type}
    assert form.dump_python(form.validate_python(payload), mode="json", exclude_none=True) == payload


@pytest.mark.parametrize("stream", STREAMS)
def test_what_may_be_nothing_is_read_where_nothing_was_stored(stream: str) -> None:
    """None is left out of a payload: a member without a default could be written, and never be read again."""
    unreadable = [
        f"{kind.__name__}.{each.name}"
        for kind in _kinds(STREAMS[stream][0])
        for each in fields(kind)
        if NoneType in get_args(get_type_hints(kind)[each.name])
        if each.default is MISSING and each.default_factory is MISSING
    ]
    assert unreadable == []


def _kinds(of: Any) -> set[type[Any]]:
    """Dataclasses that a type is made of, those of their members too."""
    if not is_dataclass(of):
        return {kind for each in get_args(of) for kind in _kinds(each)}
    members = get_type_hints(cast("type[Any]", of)).values()
    return {
        cast("type[Any]", of),
        *(kind for member in members for each in (member, *get_args(member)) for kind in _kinds(each)),
    }


def test_ids_that_are_names_of_members_stay_as_they_are() -> None:
    """A UUID in capitals is another text."""
    [leak] = [each for each in TYPES if each.type == "leak.leak_suspected"]
    assert leak.example.data.payload is not None
    assert list(leak.example.data.payload["hits"]) == list(LEAK_EVENTS["leak_suspected"][1]["hits"])


@pytest.mark.parametrize("fact_type", LEDGER_EVENTS)
def test_the_example_of_a_ledger_is_what_is_stored(fact_type: str) -> None:
    payload = {**LEDGER_EVENTS[fact_type][1], "type": fact_type}
    assert LEDGERS.facts.dump_python(LEDGERS.facts.validate_python(payload), mode="json", exclude_none=True) == payload


def test_every_fact_of_a_ledger_is_told() -> None:
    assert list(LEDGER_EVENTS) == [fact.type for fact in get_args(LedgerFact)]


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        ("*", True),
        ("ticket.*", True),
        ("ticket.breach_*", True),
        ("ticket.registered", True),
        ("change.*", True),
        ("weather.*", False),
    ],
)
def test_a_filter_is_known_by_the_types_that_it_takes(wanted: str, *, known: bool) -> None:
    assert is_known(wanted) is known
