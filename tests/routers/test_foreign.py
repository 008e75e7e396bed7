"""What is another customer's looks exactly like what never was."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from tests.organisations import Organisation
from tests.routers.callers import Caller

IDS = ("customer", "person", "key", "integration")
SIGHTS = [
    ("GET", "/v1/customers/{customer}", None),
    ("PATCH", "/v1/customers/{customer}", {"name": "Mine"}),
    ("GET", "/v1/customers/{customer}/registrants", None),
    ("POST", "/v1/customers/{customer}/registrants", {"personId": "{person}"}),
    ("GET", "/v1/customers/{customer}/registrants/{person}", None),
    ("DELETE", "/v1/customers/{customer}/registrants/{person}", None),
    ("GET", "/v1/people/{person}", None),
    ("PATCH", "/v1/people/{person}", {"active": False}),
    ("POST", "/v1/people", {"name": "A", "email": "a@b", "roles": ["customer"], "customerId": "{customer}"}),
    ("POST", "/v1/api-keys", {"personId": "{person}"}),
    ("GET", "/v1/api-keys/{key}", None),
    ("DELETE", "/v1/api-keys/{key}", None),
    ("POST", "/v1/integrations", {"name": "A", "customerId": "{customer}", "kind": "alertmanager"}),
    ("GET", "/v1/integrations/{integration}", None),
    ("PATCH", "/v1/integrations/{integration}", {"active": False}),
]


async def answer(caller: Caller, method: str, path: str, body: dict[str, Any] | None, ids: dict[str, str]) -> Response:
    filled = {name: value.format(**ids) if isinstance(value, str) else value for name, value in (body or {}).items()}
    return await caller.request(
        method,
        path.format(**ids),
        json=filled if body else None,
        headers={"If-Match": "*", "X-Request-Id": "the-same-id"},
    )


@pytest.mark.parametrize(("method", "path", "body"), SIGHTS)
async def test_it_cannot_be_told_apart(
    registrant: Caller,
    stranger: Caller,
    standard: Organisation,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    customer_id = str(standard.customer.id)
    made = await stranger.post(
        "/v1/integrations", json={"name": "A", "customerId": customer_id, "kind": "alertmanager"}
    )
    foreign = {
        "customer": customer_id,
        "person": str(stranger.person.id),
        "key": (await stranger.get("/v1/api-keys")).json()["items"][0]["id"],
        "integration": made.json()["id"],
    }
    missing = {name: str(uuid4()) for name in IDS}

    of_another, of_nobody = [await answer(registrant, method, path, body, ids) for ids in (foreign, missing)]

    assert of_another.status_code == 404
    assert of_another.content == of_nobody.content
    assert of_another.headers == of_nobody.headers
