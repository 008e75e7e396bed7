"""What the document says of bodies, held against what the service does with them; and that each exception is argued."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from app.domain.vocabulary import Decision
from app.main import openapi
from tests.openapi.argued_refusals import ARGUED
from tests.routers.tickets.conftest import OUTPUTS

ROOT: Final = Path(__file__).parents[2]
SCHEMAS: Final[dict[str, Any]] = openapi()["components"]["schemas"]


@pytest.mark.parametrize("decision", Decision)
def test_it_says_what_a_decision_has_to_bring_along(decision: Decision) -> None:
    """But for `not_solved`: only the customer's has a report."""
    forms = [form for form in SCHEMAS["NewTransition"]["anyOf"] if decision in form["properties"]["decision"]["enum"]]
    brought = {} if decision is Decision.NOT_SOLVED else OUTPUTS.get(decision, {})

    assert [set(form["required"]) for form in forms] == [{"decision", *brought}]


@pytest.mark.parametrize("decision", Decision)
def test_it_says_what_does_not_belong_to_a_decision_and_which_causes_it_finds(decision: Decision) -> None:
    (form,) = [each for each in SCHEMAS["NewTransition"]["anyOf"] if decision in each["properties"]["decision"]["enum"]]
    members = {name: rule for name, rule in form["properties"].items() if name != "decision"}
    absent = {name for name, rule in members.items() if rule == {"type": "null"}}
    outputs = {name for needed in OUTPUTS.values() for name in needed} - {"note"}

    assert absent == outputs - OUTPUTS.get(decision, {}).keys()
    causes = {"bug": ["vendor_software"], "configuration": ["configuration", "customer_infrastructure", "third_party"]}
    assert members.get("cause") == ({"enum": causes[decision]} if decision in causes else {"type": "null"})


PEOPLE: Final[list[tuple[list[str], bool]]] = [
    (["customer"], True),
    (["support", "customer"], True),
    (["support"], False),
    (["support_manager", "consultant"], False),
]


@pytest.mark.parametrize(("roles", "of_a_customer"), PEOPLE)
def test_it_says_who_is_of_a_customer(roles: list[str], of_a_customer: bool) -> None:  # noqa: FBT001
    customer, vendor = SCHEMAS["NewPerson"]["anyOf"]

    assert (customer["properties"]["roles"]["contains"]["const"] in roles) is of_a_customer
    assert set(roles).issubset(vendor["properties"]["roles"]["items"]["enum"]) is not of_a_customer
    assert customer["required"] == ["customerId"]
    assert vendor["properties"]["customerId"] == {"type": "null"}


def test_schemas_have_the_names_that_clients_call_them_by() -> None:
    assert {"NewTicket", "Ticket", "TicketPage", "TicketPatch", "NewTransition", "Transition"} <= set(SCHEMAS)
    assert [name for name in SCHEMAS if re.search(r"(In|Out)(_|$)|_", name)] == []


def test_every_schema_that_is_referred_to_is_there() -> None:
    document = json.dumps(openapi())

    assert set(re.findall(r'"#/components/schemas/(\w+)"', document)) == set(SCHEMAS)


def test_every_exception_is_argued_in_writing() -> None:
    written = (ROOT / "docs" / "schemathesis.md").read_text()

    argued = {(pointer or "(body)", code) for pointer, code in ARGUED}
    assert set(re.findall(r"^\| `([(/*].*?)` `(\w+)` \|", written, re.MULTILINE)) == argued
