"""The examples of the contract: told by the service itself, complete, and as the schemas have it."""

import json
import os
from typing import Any, Final

import jsonschema_rs
import pytest

from app.access import identity
from app.agreements.book import Agreements
from app.demo import demo_data
from app.main import RESOURCES, openapi
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.routers.contract.examples import FILE
from app.sla.agreement import REVISIONS
from app.unit_of_work import UnitOfWork
from tests.openapi.story import lived
from tests.routers.conftest import api_over

DOCUMENT: Final[dict[str, Any]] = openapi()
OPERATIONS: Final = {
    operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()
}
BODIES: Final = {name: each["requestBody"]["content"] for name, each in OPERATIONS.items() if "requestBody" in each}
ANSWERS: Final = {
    (name, status): response["content"]
    for name, operation in OPERATIONS.items()
    for status, response in operation["responses"].items()
    if "content" in response
}
PROBLEMS: Final = {name: each["content"] for name, each in DOCUMENT["components"]["responses"].items()}
CONTENTS: Final = [*BODIES.items(), *ANSWERS.items(), *PROBLEMS.items()]


async def test_the_service_answers_so(fresh_engine: AsyncEngine) -> None:
    """`make examples` writes them anew."""
    async with api_over(fresh_engine, RESOURCES) as api:
        told = json.dumps(await lived(api), indent=1, ensure_ascii=False) + "\n"
    if "DUETIME_WRITE_EXAMPLES" in os.environ:
        FILE.write_text(told)

    assert json.loads(told) == json.loads(FILE.read_text())


def test_every_body_answer_and_problem_has_an_example() -> None:
    """Of an operation that has none, tell in tests/openapi/story.py."""
    assert [(name, form) for name, content in CONTENTS for form in content if "example" not in content[form]] == []


def test_every_example_is_as_its_schema_says() -> None:
    faults = [
        (name, form, str(fault))
        for name, content in CONTENTS
        for form, each in content.items()
        for fault in validator(each["schema"]).iter_errors(each["example"])
    ]
    assert faults == []


def test_an_example_that_is_not_as_its_schema_says_would_be_found() -> None:
    ticket = ANSWERS["create_ticket", "201"]["application/json"]

    assert validator(ticket["schema"]).is_valid(ticket["example"])
    assert not validator(ticket["schema"]).is_valid({**ticket["example"], "urgency": "high"})


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": DOCUMENT["components"]}, validate_formats=True)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_named_for_people(operation: str) -> None:
    """Left to itself the framework takes the name of the function."""
    assert OPERATIONS[operation]["summary"] != operation.replace("_", " ").title()
    assert OPERATIONS[operation]["description"]


def test_every_schema_and_member_is_described() -> None:
    """In its class; or in app/routers/contract/member_descriptions.py, where a name means one thing in all of them."""
    schemas: dict[str, Any] = DOCUMENT["components"]["schemas"]

    assert [name for name, schema in schemas.items() if "description" not in schema and "enum" not in schema] == []
    assert [
        f"{of}.{name}"
        for of, schema in schemas.items()
        for name, member in schema.get("properties", {}).items()
        if "description" not in member
    ] == []


async def test_the_prefilled_ticket_is_taken_on_demo_data(fresh_engine: AsyncEngine) -> None:
    """As `Try it out` and `Execute` send it."""
    async with api_over(fresh_engine, RESOURCES) as api:
        admin = await api.as_administrator()
        async with transaction(api.engine, SYSTEM) as connection:
            caller = await identity.authenticate(connection, admin.key, api.clock.now)
            await demo_data.load(UnitOfWork(connection, caller, api.clock.now, Agreements(REVISIONS)))
        answer = await admin.post("/v1/tickets", json=BODIES["create_ticket"]["application/json"]["example"])

    assert answer.status_code == 201, answer.text
    assert answer.json()["customerId"] == str(demo_data.DAIRY)
