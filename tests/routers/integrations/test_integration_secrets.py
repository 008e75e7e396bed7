"""An integration's secret is replaced with some overlap, and reaches no further than the key that shows it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.domain.vocabulary import Role
from app.integrations.integrations import identify
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.test_integrations import make


async def replaced(caller: Caller, integration_id: str, overlap: Any = 3_600) -> Any:
    return await caller.post(f"/v1/integrations/{integration_id}/secrets", json={"overlapSeconds": overlap})


async def holding(api: Api, integration_id: str) -> int:
    """How many of its secrets open something now."""
    async with transaction(api.engine, SYSTEM) as connection:
        found = await identify(connection, UUID(integration_id))
    assert found is not None
    return len(found.secrets)


async def test_both_secrets_hold_until_the_overlap_is_over(
    api: Api, registrant: Caller, extended: Organisation
) -> None:
    made = (await make(registrant, extended.customer.id)).json()

    answer = await replaced(registrant, made["id"])

    assert answer.status_code == 201
    assert answer.json()["secret"].startswith("whsec_")
    assert answer.json()["secret"] != made["secret"]
    assert answer.headers["ETag"] == '"v2"'
    assert await holding(api, made["id"]) == 2
    refusal = await replaced(registrant, made["id"], 0)
    assert refusal.status_code == 409

    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE integrations SET former_holds_until = now() - interval '1 microsecond'"))

    assert await holding(api, made["id"]) == 1
    assert (await replaced(registrant, made["id"], 0)).status_code == 201
    assert await holding(api, made["id"]) == 1


@pytest.mark.parametrize("overlap", [-1, 604_801, 0.5, "1", True, None])
async def test_the_overlap_is_a_week_at_most(registrant: Caller, extended: Organisation, overlap: Any) -> None:
    made = (await make(registrant, extended.customer.id)).json()

    refusal = await replaced(registrant, made["id"], overlap)

    assert (refusal.status_code, refusal.json()["errors"][0]["pointer"]) == (400, "/overlapSeconds")


@pytest.mark.parametrize(
    "limit",
    [
        {"scopes": ["integrations:read", "integrations:write"]},
        {"allowedNetworks": ["127.0.0.0/8"]},
        {"expiresAt": "2026-11-23T09:35:00Z"},
    ],
    ids=lambda limit: next(iter(limit)),
)
async def test_a_limited_key_makes_changes_and_replaces_nothing_that_reaches_further(
    registrant: Caller, extended: Organisation, limit: dict[str, Any]
) -> None:
    made = (await make(registrant, extended.customer.id)).json()
    body = {"personId": str(extended.registrants[0].id), "name": "limited", **limit}
    key = (await registrant.post("/v1/api-keys", json=body)).json()["key"]
    headers = {"Authorization": f"Bearer {key}"}

    refusals = [
        await make(registrant, extended.customer.id, headers),
        await registrant.patch(f"/v1/integrations/{made['id']}", json={"name": "Else"}, headers=headers),
        await registrant.post(f"/v1/integrations/{made['id']}/secrets", json={"overlapSeconds": 0}, headers=headers),
    ]

    assert [each.status_code for each in refusals] == [403] * 3
    assert "reaches further" in refusals[0].json()["detail"]


async def test_keys_of_managers_expire_by_rule_and_are_not_limited_by_that(api: Api, extended: Organisation) -> None:
    manager = await api.as_(Role.SUPPORT_MANAGER)
    assert (await make(manager, extended.customer.id)).status_code == 201
