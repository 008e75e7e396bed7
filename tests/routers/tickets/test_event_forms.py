"""What the contract says of events, held against whatever a fact can be."""

from datetime import UTC, datetime
from typing import Any, Final, cast
from uuid import uuid4

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.clock import Instant, instant
from app.domain.actor import ActorKind
from app.domain.agreement.measures import Target, Unit
from app.domain.tickets.facts import Event
from app.domain.tickets.outputs import Outputs
from app.main import openapi
from app.routers.tickets.event_schemas import FACTS, type_of
from app.routers.tickets.events import EventOut
from tests.searches import examples

DOCUMENT: Final[dict[str, Any]] = openapi()
SCHEMAS: Final = DOCUMENT["components"]["schemas"]
AS_JSON: Final = TypeAdapter(EventOut)
FORM: Final = jsonschema_rs.Draft202012Validator(
    {"$ref": "#/components/schemas/Event", "components": DOCUMENT["components"]}, validate_formats=True
)
NOW: Final = instant(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))

st.register_type_strategy(cast("Any", Instant), st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC)).map(instant))  # noqa: DTZ001

HOURS: Final = st.floats(0.25, 1_000)
st.register_type_strategy(Target, st.builds(Target, HOURS, st.sampled_from(Unit)))
st.register_type_strategy(
    Outputs, st.builds(Outputs, approved_hours=st.none() | HOURS, hours=st.none() | HOURS, report=st.none() | st.text())
)


def test_each_fact_has_its_form_and_no_form_is_nobodys() -> None:
    assert set(SCHEMAS["Event"]["discriminator"]["mapping"]) == set(map(type_of, FACTS))


@pytest.mark.parametrize("fact", FACTS, ids=type_of)
def test_an_event_is_as_its_form_says(fact: type[Any]) -> None:
    @settings(deadline=None, max_examples=examples(10))
    @given(st.from_type(fact))
    def hold(given_fact: Any) -> None:
        answered = written(given_fact)
        name = SCHEMAS["Event"]["discriminator"]["mapping"][answered["type"]].rpartition("/")[2]
        data = SCHEMAS[SCHEMAS[name]["properties"]["data"]["$ref"].rpartition("/")[2]]

        FORM.validate(answered)
        assert set(answered["data"]) <= set(data["properties"])

    hold()


def written(fact: Any) -> dict[str, Any]:
    event = Event(
        sequence=1, occurred_at=NOW, recorded_at=NOW, actor_id=uuid4(), actor_kind=ActorKind.PERSON, fact=fact
    )
    return AS_JSON.dump_python(EventOut.of(event, {}), mode="json")
