"""What the document says of bodies, held against what the service does with them; and that each exception is argued."""

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
    forms = [form for form in SCHEMAS["TransitionIn"]["anyOf"] if decision in form["properties"]["decision"]["enum"]]
    brought = {} if decision is Decision.NOT_SOLVED else OUTPUTS.get(decision, {})

    assert [set(form["required"]) for form in forms] == [{"decision", *brought}]


PEOPLE: Final[list[tuple[list[str], bool]]] = [
    (["customer"], True),
    (["support", "customer"], True),
    (["support"], False),
    (["support_manager", "consultant"], False),
]


@pytest.mark.parametrize(("roles", "of_a_customer"), PEOPLE)
def test_it_says_who_is_of_a_customer(roles: list[str], of_a_customer: bool) -> None:  # noqa: FBT001
    customer, vendor = SCHEMAS["PersonIn"]["anyOf"]

    assert (customer["properties"]["roles"]["contains"]["const"] in roles) is of_a_customer
    assert set(roles).issubset(vendor["properties"]["roles"]["items"]["enum"]) is not of_a_customer
    assert customer["required"] == ["customerId"]
    assert vendor["properties"]["customerId"] == {"type": "null"}


def test_every_exception_is_argued_in_writing() -> None:
    written = (ROOT / "docs" / "schemathesis.md").read_text()

    argued = {(pointer or "(body)", code) for pointer, code in ARGUED}
    assert set(re.findall(r"^\| `([(/*].*?)` `(\w+)` \|", written, re.MULTILINE)) == argued
