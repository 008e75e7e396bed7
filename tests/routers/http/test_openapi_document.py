import asyncio
import json
import re
from collections.abc import Iterator
from threading import Event
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.endpoints import HTTPEndpoint
from starlette.routing import Route

from app.main import openapi, v1_router
from app.routers.contract.openapi import contract_names
from app.routers.http.route import StrictRoute
from app.routers.http.types import DATE_TIME

Json = dict[str, Any]


@pytest.fixture
def document(app: FastAPI) -> Json:
    return app.openapi()


async def test_the_document_is_open_to_everybody(client: httpx.AsyncClient, document: Json) -> None:
    response = await client.get("/v1/openapi.json", headers={"Authorization": "", "Origin": "https://elsewhere"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == document


async def test_whoever_else_asks_is_answered_while_the_document_is_made_which_is_once(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the event loop, nothing would let it go on: it would give up after five seconds and say so."""
    made: list[bool] = []
    begun, go_on, make = Event(), Event(), app.openapi

    def held_up() -> Json:
        begun.set()
        made.append(go_on.wait(5))
        return make()

    monkeypatch.setattr(app, "openapi", held_up)
    addresses = ["/v1/openapi.json", "/v1/openapi.json", "/v1/openapi-client.json"]
    asked = [asyncio.create_task(client.get(address)) for address in addresses]
    assert await asyncio.to_thread(begun.wait, 5)
    assert (await client.get("/health/live")).status_code == 200
    go_on.set()
    answers = await asyncio.gather(*asked)
    again = await client.get("/v1/openapi.json")

    assert made == [True, True]  # for each of the two documents
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].content == answers[1].content == again.content != answers[2].content


def test_the_document_is_the_same_without_an_app() -> None:
    assert openapi()["info"]["version"] == "0.1.1"
    assert openapi()["servers"] == [{"url": "/v1"}]


def test_every_reference_leads_somewhere(document: Json) -> None:
    for reference in _found(document, "$ref"):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_operations_are_named_after_their_functions(document: Json) -> None:
    assert sorted(_found(document["paths"], "operationId")) == [
        "answer_slowly",
        "break_at_commit",
        "break_halfway",
        "break_now",
        "change_thing",
        "create_thing",
        "decide",
        "explain_thing",
        "list_things",
        "read_raw",
        "read_thing",
    ]


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("post", "/things", "201 400 401 403 406 409 413 414 415 422 429 431 500 503"),
        ("get", "/things", "200 400 406 413 414 429 431 500 503"),
        ("get", "/things/{thingId}", "200 304 400 404 406 413 414 429 431 500 503"),
        ("patch", "/things/{thingId}", "200 400 404 406 409 412 413 414 415 428 429 431 500 503"),
    ],
)
def test_an_operation_documents_what_it_can_answer(document: Json, method: str, path: str, statuses: str) -> None:
    assert list(document["paths"][path][method]["responses"]) == statuses.split()


def test_every_error_is_documented_as_a_problem(document: Json) -> None:
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
        assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_success_documents_its_headers(document: Json) -> None:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    successes = [
        response for operation in operations for status, response in operation["responses"].items() if status < "400"
    ]

    assert all({"API-Version", "X-Request-Id"} <= set(response["headers"]) for response in successes)
    assert "Link" in document["paths"]["/things"]["get"]["responses"]["200"]["headers"]
    assert {"Location", "ETag"} <= set(document["paths"]["/things"]["post"]["responses"]["201"]["headers"])


def test_names_are_those_of_the_contract(document: Json) -> None:
    schemas = document["components"]["schemas"]

    assert set(schemas) == {
        "Agreement",
        "Colour",
        "NewThing",
        "Problem",
        "ProblemFault",
        "Refusal",
        "Thing",
        "ThingChange",
        "ThingPage",
    }
    assert list(schemas["Thing"]["properties"]) == ["id", "title", "colour", "hours", "madeAt"]
    assert schemas["Thing"]["required"] == ["id", "title", "colour", "hours", "madeAt"]
    assert schemas["NewThing"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["Thing"]
    assert "title" not in schemas["NewThing"]
    assert schemas["NewThing"]["properties"]["title"]["maxLength"] == 200


def test_a_name_follows_from_what_the_class_is() -> None:
    assert contract_names(["ThingOut", "ThingIn", "ReasonIn", "PageOut_ThingOut_", "ThingPatch", "Colour"]) == {
        "ThingOut": "Thing",
        "ThingIn": "NewThing",
        "ReasonIn": "Reason",
        "PageOut_ThingOut_": "ThingPage",
        "ThingPatch": "ThingPatch",
        "Colour": "Colour",
    }


def test_no_two_schemas_have_one_name() -> None:
    with pytest.raises(ValueError, match="Colour, NewThing"):
        contract_names(["ThingOut", "ThingIn", "NewThing", "ColourOut", "Colour"])


def test_a_parameter_is_never_null(document: Json) -> None:
    parameters = {parameter["name"]: parameter for parameter in document["paths"]["/things"]["get"]["parameters"]}

    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    assert parameters["before"]["schema"] == DATE_TIME
    assert '"null"' not in json.dumps(list(parameters.values()))


@pytest.mark.parametrize(
    ("method", "path", "name", "required"),
    [
        ("patch", "/things/{thingId}", "If-Match", True),
        ("get", "/things/{thingId}", "If-None-Match", False),
        ("post", "/things", "Idempotency-Key", False),
    ],
)
def test_conditions_are_documented_where_they_count(
    document: Json,
    method: str,
    path: str,
    name: str,
    required: bool,  # noqa: FBT001
) -> None:
    parameters = document["paths"][path][method]["parameters"]

    assert [parameter["required"] for parameter in parameters if parameter["name"] == name] == [required]


def test_every_resource_is_read_strictly() -> None:
    """But for where there is nothing to read: an address that takes no other method."""
    routes = [context.original_route for context in iter_route_contexts(v1_router().routes)]

    others = [route for route in routes if not isinstance(route, StrictRoute)]
    assert [(route.path, route.endpoint) for route in others if isinstance(route, Route)] == [
        ("/changes/calendar", HTTPEndpoint)
    ]
    assert len(others) == 1


def test_who_calls_is_documented_where_it_matters(document: Json) -> None:
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["paths"]["/things"]["post"]["security"] == [{"bearer": []}, {"oidc": []}]
    assert "security" not in document["paths"]["/things"]["get"]


async def test_the_documentation_needs_nobody_else(client: httpx.AsyncClient) -> None:
    page = await client.get("/v1/docs", headers={"Authorization": ""})
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assets = [await client.get(address) for address in addresses]

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert [asset.headers["Content-Type"].split(";")[0] for asset in assets] == [
        "text/javascript",
        "text/javascript",
        "text/css",
        "image/png",
    ]
    assert all(address.startswith("/v1/docs/") for address in addresses)
    assert "http" not in page.text.lower().replace("<!doctype html>", "")
    [policy] = page.headers.get_list("Content-Security-Policy")
    assert re.findall(r"https?:|self", policy) == ["self"] * 4
    assert 'url: "/v1/openapi.json"' in assets[0].text


def _found(node: Any, name: str) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:  # pyright: ignore[reportUnknownVariableType]
            yield from _found(part, name)
    elif isinstance(node, dict):
        for key, part in node.items():  # pyright: ignore[reportUnknownVariableType]
            yield from [part] if key == name and isinstance(part, str) else _found(part, name)
