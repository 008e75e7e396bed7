"""Each type of event is told: what it means, a schema that fits, an example that was stored so once."""

from typing import get_args

import jsonschema_rs
import pytest
from pydantic_core import from_json

from app.consultancy.ledgers import LEDGERS
from app.domain.consultancy.ledger_facts import LedgerFact
from app.domain.tickets.facts import Fact
from app.feed.cloud_events import Naming, as_json
from app.feed.event_types import STREAMS, EventType, event_types, is_known
from app.feed.ledger_event_types import LEDGER_EVENTS
from app.feed.ticket_event_types import TICKET_EVENTS
from app.postgres.tables import metadata
from app.postgres.tables.streams import streams_of
from app.tickets.store.event_mapping import FACT

NAMING = Naming("nl.duetime", "urn:nld:kvknr:12345678:systeem:duetime", "https://support.example")
TYPES = event_types(NAMING)


def test_every_stream_and_every_fact_is_told() -> None:
    assert set(STREAMS) == {stream.info["subject"] for stream in streams_of(metadata)}
    assert list(TICKET_EVENTS) == [fact.type for fact in get_args(Fact)]


@pytest.mark.parametrize("told", TYPES, ids=lambda told: told.type)
def test_its_example_fits_its_schema(told: EventType) -> None:
    data = from_json(as_json(told.example))["data"]
    jsonschema_rs.validate(told.schema, data)
    properties = told.schema["properties"]["payload"]["anyOf"][0]["properties"]
    assert set(data["payload"]) <= set(properties)
    assert "_" not in "".join(properties)


@pytest.mark.parametrize("fact_type", TICKET_EVENTS)
def test_its_example_is_what_is_stored(fact_type: str) -> None:
    payload = {**TICKET_EVENTS[fact_type][1], "type": fact_type}
    assert FACT.dump_python(FACT.validate_python(payload), mode="json", exclude_none=True) == payload


@pytest.mark.parametrize("fact_type", LEDGER_EVENTS)
def test_the_example_of_a_ledger_is_what_is_stored(fact_type: str) -> None:
    payload = {**LEDGER_EVENTS[fact_type][1], "type": fact_type}
    assert LEDGERS.facts.dump_python(LEDGERS.facts.validate_python(payload), mode="json", exclude_none=True) == payload


def test_every_fact_of_a_ledger_is_told() -> None:
    assert list(LEDGER_EVENTS) == [fact.type for fact in get_args(LedgerFact)]


@pytest.mark.parametrize(
    ("wanted", "known"),
    [("*", True), ("ticket.*", True), ("ticket.breach_*", True), ("ticket.registered", True), ("change.*", False)],
)
def test_a_filter_is_known_by_the_types_that_it_takes(wanted: str, *, known: bool) -> None:
    assert is_known(wanted) is known
