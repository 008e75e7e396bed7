"""What the document says of bodies, held against what the service does with them; and that each exception is argued."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from annotated_types import Ge, Gt, Le, Lt

from app.domain.vocabulary import Decision
from app.main import openapi
from app.routers.contract.client_document import client_document
from app.routers.contract.forms import FormsIn
from app.routers.http.types import In
from tests.openapi.argued_refusals import ARGUED
from tests.openapi.test_examples import validator
from tests.routers.tickets.conftest import OUTPUTS

ROOT: Final = Path(__file__).parents[2]
SCHEMAS: Final[dict[str, Any]] = openapi()["components"]["schemas"]
BOUNDS: Final = {
    "minimum": (Ge, "ge"),
    "exclusiveMinimum": (Gt, "gt"),
    "maximum": (Le, "le"),
    "exclusiveMaximum": (Lt, "lt"),
}


def form_of(kind: str, decision: Decision) -> dict[str, Any]:
    name = SCHEMAS[kind]["discriminator"]["mapping"][decision].removeprefix("#/components/schemas/")
    assert {"$ref": f"#/components/schemas/{name}"} in SCHEMAS[kind]["oneOf"]
    return SCHEMAS[name]


def inputs(kind: type[In] = In) -> Iterator[type[In]]:
    for each in kind.__subclasses__():
        if not issubclass(each, FormsIn):
            yield each
        yield from inputs(each)


def bounds(annotations: Iterable[object]) -> Iterator[tuple[str, object]]:
    for each in annotations:
        for keyword, (kind, name) in BOUNDS.items():
            if isinstance(each, kind):
                yield keyword, getattr(each, name)
        yield from bounds([*get_args(each), *getattr(each, "metadata", ())])


def said_of(schema: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Of the value itself, which may be null."""
    yield from schema.items()
    for each in schema.get("anyOf", ()):
        yield from each.items()


def named(form: type[In]) -> str:
    return form.__name__


@pytest.mark.parametrize("decision", Decision)
def test_it_says_what_a_decision_has_to_bring_along(decision: Decision) -> None:
    """But for `not_solved`, of which only the customer's has a report, and `agree`, which may rest on an approval."""
    brought = {} if decision in (Decision.NOT_SOLVED, Decision.AGREE) else OUTPUTS.get(decision, {})

    assert set(form_of("NewTransition", decision)["required"]) == {"decision", *brought}
    assert set(form_of("PastDecision", decision)["required"]) == {"decision", "occurredAt", *brought}


@pytest.mark.parametrize("decision", Decision)
def test_it_says_what_does_not_belong_to_a_decision_and_which_causes_it_finds(decision: Decision) -> None:
    form = form_of("NewTransition", decision)
    members = form["properties"]

    assert form["additionalProperties"] is False
    may = {"article", "backlogItemId"} if decision is Decision.CLEAR else set[str]()
    assert set(members) == {"decision", "note", "occurredAt", *may, *OUTPUTS.get(decision, {})}
    assert members["decision"]["const"] == decision
    causes = {"bug": ["vendor_software"], "configuration": ["configuration", "customer_infrastructure", "third_party"]}
    cause = members.get("cause", {})
    assert cause.get("enum", [cause["const"]] if "const" in cause else None) == causes.get(decision)


@pytest.mark.parametrize("form", sorted(inputs(), key=named), ids=named)
def test_it_says_how_small_and_how_large_each_number_may_be(form: type[In]) -> None:
    written = form.model_json_schema().get("properties", {})
    for name, field in form.model_fields.items():
        said = dict(said_of(written.get(field.alias or name, {})))
        for keyword, bound in bounds([*field.metadata, field.annotation]):
            assert said.get(keyword) == bound, (name, keyword)


@pytest.mark.parametrize("kind", ["NewTransition", "PastDecision"])
def test_each_decision_has_one_form(kind: str) -> None:
    assert set(SCHEMAS[kind]) == {"oneOf", "discriminator", "description"}
    assert len(SCHEMAS[kind]["oneOf"]) == len(SCHEMAS[kind]["discriminator"]["mapping"]) == len(Decision)


def test_no_schema_has_members_and_alternatives_beside_them() -> None:
    """Most generators of clients take the one and leave out the other."""
    said = {name: {"anyOf", "oneOf", "allOf"}.intersection(schema) for name, schema in SCHEMAS.items()}

    assert [name for name, choices in said.items() if choices and "properties" in SCHEMAS[name]] == []


def test_the_contract_for_clients_has_one_kind_of_answer_where_there_is_json() -> None:
    full, client = openapi(), client_document(openapi())
    answers = [
        set(response["content"])
        for path in client["paths"].values()
        for operation in path.values()
        for response in operation["responses"].values()
        if "content" in response
    ]

    assert client["components"].keys() == full["components"].keys()
    assert client["components"]["schemas"].keys() == full["components"]["schemas"].keys()
    assert client["paths"].keys() == full["paths"].keys()
    assert {kind for each in answers for kind in each} == {"application/json", "text/calendar"}
    assert {len(each) for each in answers} == {1}
    assert json.loads((ROOT / "openapi" / "client.json").read_text()) == client


def test_a_client_need_not_give_what_has_a_default() -> None:
    full, client = (each["components"]["schemas"]["NewTicket"] for each in (openapi(), client_document(openapi())))

    assert full["properties"]["channel"]["default"] == "portal"
    assert "default" not in client["properties"]["channel"]
    assert client["properties"]["channel"]["description"].endswith('Left out: `"portal"`.')
    assert client["required"] == full["required"]


PEOPLE: Final[list[tuple[list[str], bool]]] = [
    (["customer"], True),
    (["support", "customer"], True),
    (["support"], False),
    (["support_manager", "consultant"], False),
]


@pytest.mark.parametrize(("roles", "of_a_customer"), PEOPLE)
def test_it_says_who_is_of_a_customer(roles: list[str], of_a_customer: bool) -> None:  # noqa: FBT001
    customer, vendor = SCHEMAS["NewCustomerPerson"], SCHEMAS["NewVendorPerson"]

    assert (customer["properties"]["roles"]["contains"]["const"] in roles) is of_a_customer
    assert set(roles).issubset(vendor["properties"]["roles"]["items"]["enum"]) is not of_a_customer
    assert "customerId" in customer["required"]
    assert "customerId" not in vendor["properties"]


NAMED: Final = {"serviceId": "01900000-0000-7000-8000-000000000000"}
LISTED: Final = {"instanceIds": ["01900000-0000-7000-8000-000000000000"]}
OUTAGE: Final = {"beganAt": "2026-11-23T08:00:00Z", "detectedBy": "staff", "summary": "It is down."}
PLANNED: Final = {
    "kind": "preventive",
    "plannedFrom": "2026-11-23T08:00:00Z",
    "plannedUntil": "2026-11-23T09:00:00Z",
}
SERVICE: Final = {"name": "Roads", "product": "orb"}
RELEASE: Final = {**NAMED, "version": "4.2", "releasedOn": "2026-11-23"}
TESTED: Final = {"notesUrl": "https://example.org/4.2", "tests": {"automatic": "a", "manual": "b"}}
AT: Final = "2026-11-23T08:00:00Z"
TRIAGE: Final = {"decision": "triage", "reason": "We looked."}
REPEATED: Final = {"duplicateOf": "V-7K3M9QX2TB"}
TOGETHER: Final[list[tuple[str, dict[str, Any], bool]]] = [
    *(
        (name, {**body, **concerned}, fits)
        for name, body in (("NewOutage", OUTAGE), ("NewMaintenance", PLANNED))
        for concerned, fits in (({}, False), (NAMED, True), (LISTED, True), ({**NAMED, **LISTED}, False))
    ),
    ("NewOutage", {**OUTAGE, **NAMED, "instanceIds": None}, True),
    ("NewService", SERVICE, True),
    ("NewService", {**SERVICE, "region": "abroad"}, False),
    ("NewService", {**SERVICE, "region": "abroad", "provider": "Elsewhere"}, True),
    ("NewRelease", {**RELEASE, "kind": "hotfix"}, True),
    ("NewRelease", {**RELEASE, "kind": "production"}, False),
    ("NewRelease", {**RELEASE, **TESTED, "kind": "production"}, True),
    ("NewRelease", {**RELEASE, **TESTED, "kind": "production", "tests": None}, False),
    ("NewRelease", {**RELEASE, "kind": "hotfix", "version": "the next"}, False),
    *(
        ("NewRebuttal", {"claim": claim, "evidence": "Our log.", **moments}, claim in fitting)
        for moments, fitting in (
            ({}, {"not_left_out"}),
            ({"from": AT}, {"began_earlier", "not_left_out"}),
            ({"until": AT}, {"ended_later", "not_left_out"}),
            ({"from": AT, "until": AT}, {"not_left_out"}),
        )
        for claim in ("began_earlier", "ended_later", "not_left_out")
    ),
    ("InstancePatch", {"endsOn": "2026-11-23"}, False),
    ("InstancePatch", {"endsOn": "2026-11-23", "reason": "It was agreed."}, True),
    ("Triage", {**TRIAGE, "verdict": "confirmed"}, True),
    ("Triage", {**TRIAGE, "verdict": "duplicate"}, False),
    ("Triage", {**TRIAGE, **REPEATED, "verdict": "duplicate"}, True),
    ("Triage", {**TRIAGE, **REPEATED, "verdict": "rejected"}, False),
]


@pytest.mark.parametrize(("name", "body", "fits"), TOGETHER)
def test_it_says_what_goes_together(name: str, body: dict[str, Any], fits: bool) -> None:  # noqa: FBT001
    assert validator({"$ref": f"#/components/schemas/{name}"}).is_valid(body) is fits


def test_schemas_have_the_names_that_clients_call_them_by() -> None:
    assert {"NewTicket", "Ticket", "TicketPage", "TicketPatch", "NewTransition", "Transition"} <= set(SCHEMAS)
    assert [name for name in SCHEMAS if re.search(r"(In|Out)(_|$)|_", name)] == []


def test_no_member_is_called_as_its_schema() -> None:
    """A generated class would hide its own name: openapi-python-client's does not type-check then."""
    named = {name: {member.lower() for member in schema.get("properties", {})} for name, schema in SCHEMAS.items()}

    assert [name for name, members in named.items() if name.lower() in members] == []


def test_every_schema_that_is_referred_to_is_there() -> None:
    document = json.dumps(openapi())

    assert set(re.findall(r'"#/components/schemas/(\w+)"', document)) == set(SCHEMAS)


def test_every_exception_is_argued_in_writing() -> None:
    written = (ROOT / "docs" / "schemathesis.md").read_text()

    argued = {(pointer or "(body)", code) for pointer, code in ARGUED}
    assert set(re.findall(r"^\| `([(/*].*?)` `(\w+)` \|", written, re.MULTILINE)) == argued
