"""Integrations: set up by a customer's registrant or a support manager, with a secret that is shown once."""

from base64 import b64decode
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from app.domain.actor import ActorKind
from app.integrations.integrations import identify
from app.integrations.store.integrations import IntegrationKind
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.signing import written
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller


async def make(caller: Caller, customer_id: object, headers: dict[str, str] | None = None, **more: Any) -> Response:
    body = {"name": "Monitoring", "customerId": str(customer_id), "kind": "standard_webhooks", **more}
    return await caller.post("/v1/integrations", json=body, headers=headers)


async def test_an_integration_is_told_where_to_post_and_with_which_secret(
    api: Api, registrant: Caller, extended: Organisation
) -> None:
    made = await make(registrant, extended.customer.id)

    shown = made.json()
    assert made.status_code == 201
    assert shown == {
        "id": shown["id"],
        "name": "Monitoring",
        "customerId": str(extended.customer.id),
        "kind": "standard_webhooks",
        "mapping": None,
        "active": True,
        "webhookUrl": f"https://support.example/v1/webhooks/{shown['id']}",
        "createdAt": "2026-11-23T09:30:00Z",
        "updatedAt": "2026-11-23T09:30:00Z",
        "secret": shown["secret"],
    }
    secret = b64decode(shown["secret"].removeprefix("whsec_"), validate=True)
    assert len(secret) == 32
    read = await registrant.get(made.headers["Location"])
    assert read.json() == {name: value for name, value in shown.items() if name != "secret"}
    assert shown["secret"] not in (await registrant.get("/v1/integrations")).text

    async with transaction(api.engine, SYSTEM) as connection:
        identified = await identify(connection, UUID(shown["id"]))
    assert identified is not None
    assert (identified.secret, identified.kind) == (secret, IntegrationKind.STANDARD_WEBHOOKS)
    assert written(identified.secret) == shown["secret"]
    assert (identified.actor.kind, identified.actor.customer_id) == (ActorKind.INTEGRATION, extended.customer.id)
    assert not identified.actor.is_vendor


async def test_a_repeated_request_does_not_tell_the_secret_again(registrant: Caller, extended: Organisation) -> None:
    headers = {"Idempotency-Key": "monitoring"}
    first, second = [(await make(registrant, extended.customer.id, headers)).json() for _ in range(2)]

    assert second == {**first, "secret": None}


@pytest.mark.parametrize(
    ("caller", "made", "changed", "seen"),
    [
        ("admin", 201, 200, 200),
        ("manager", 201, 200, 200),
        ("registrant", 201, 200, 200),
        ("support", 403, 403, 200),
        ("consultant", 403, 403, 200),
        ("colleague", 403, 403, 200),
        ("stranger", 404, 404, 404),
    ],
)
async def test_who_keeps_and_sees_a_customers_integrations(
    callers: dict[str, Caller], extended: Organisation, caller: str, made: int, changed: int, seen: int
) -> None:
    place = (await make(callers["admin"], extended.customer.id)).headers["Location"]
    who = callers[caller]

    assert (await who.get(place)).status_code == seen
    assert bool((await who.get("/v1/integrations")).json()["items"]) == (seen == 200)
    assert (await who.patch(place, json={"name": "New"}, headers={"If-Match": "*"})).status_code == changed
    assert (await make(who, extended.customer.id)).status_code == made


async def test_what_is_not_active_is_nobody(api: Api, registrant: Caller, extended: Organisation) -> None:
    made = await make(registrant, extended.customer.id)
    off = await registrant.patch(
        made.headers["Location"], json={"active": False}, headers={"If-Match": made.headers["ETag"]}
    )

    assert off.json()["active"] is False
    assert off.headers["ETag"] == '"v2"'
    async with transaction(api.engine, SYSTEM) as connection:
        assert await identify(connection, UUID(made.json()["id"])) is None
        assert await identify(connection, uuid4()) is None


async def test_a_change_is_made_from_a_version(registrant: Caller, extended: Organisation) -> None:
    place = (await make(registrant, extended.customer.id)).headers["Location"]

    assert (await registrant.patch(place, json={"name": "A"})).status_code == 428
    assert (await registrant.patch(place, json={"name": "A"}, headers={"If-Match": '"v9"'})).status_code == 412
    same = await registrant.patch(place, json={"name": "Monitoring"}, headers={"If-Match": '"v1"'})
    assert same.headers["ETag"] == '"v1"'


async def test_integrations_are_listed_by_customer(
    manager: Caller, extended: Organisation, standard: Organisation
) -> None:
    for organisation in (extended, standard):
        await make(manager, organisation.customer.id)

    listed = (await manager.get(f"/v1/integrations?customerId={standard.customer.id}")).json()["items"]
    assert [each["customerId"] for each in listed] == [str(standard.customer.id)]
    assert len((await manager.get("/v1/integrations")).json()["items"]) == 2


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"kind": "carrier_pigeon"}, "/kind"),
        ({"secret": "mine"}, "/secret"),
        ({"name": "a\u202e\n"}, "/name"),
        ({"mapping": {}}, "/mapping"),
        (
            {"kind": "alertmanager", "mapping": {"severity": {"": {"urgency": "u1", "impact": "i1"}}}},
            "/mapping/severity/",
        ),
        (
            {"kind": "alertmanager", "mapping": {"severity": {"page": {"urgency": "u1"}}}},
            "/mapping/severity/page/impact",
        ),
        ({"kind": "alertmanager", "mapping": {"outageFor": ["InstanceDown"]}}, "/mapping/outageFor"),
        ({"kind": "alertmanager", "mapping": {"instanceLabel": "in stance"}}, "/mapping/instanceLabel"),
        ({"kind": "alertmanager", "mapping": {"solveOnResolve": "yes"}}, "/mapping/solveOnResolve"),
        (
            {"customerId": None, "kind": "alertmanager", "mapping": {"solveOnResolve": True}},
            "/mapping/solveOnResolve",
        ),
    ],
)
async def test_what_is_wrong_is_pointed_at(
    manager: Caller, extended: Organisation, wrong: dict[str, Any], pointer: str
) -> None:
    answer = await make(manager, extended.customer.id, **wrong)

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


MAPPING: dict[str, Any] = {
    "severity": {"page": {"urgency": "u1", "impact": "i1"}},
    "product": "idu",
    "instanceLabel": "instance",
    "solveOnResolve": True,
    "outageFor": [],
}
UNSAID: dict[str, Any] = {**MAPPING, "severity": {}, "product": None, "instanceLabel": None, "solveOnResolve": False}


async def test_an_alertmanager_has_an_address_of_its_own_and_a_mapping(
    registrant: Caller, extended: Organisation
) -> None:
    made = await make(registrant, extended.customer.id, kind="alertmanager", mapping=MAPPING)
    shown, place = made.json(), made.headers["Location"]

    assert (made.status_code, shown["mapping"]) == (201, MAPPING)
    assert shown["webhookUrl"] == f"https://support.example/v1/webhooks/{shown['id']}/alertmanager"
    for given, kept in ({"product": None}, UNSAID), (MAPPING, MAPPING), (None, None):
        changed = await registrant.patch(place, json={"mapping": given}, headers={"If-Match": "*"})
        assert changed.json()["mapping"] == kept == (await registrant.get(place)).json()["mapping"]


async def test_only_alerts_have_labels_to_map(registrant: Caller, extended: Organisation) -> None:
    place = (await make(registrant, extended.customer.id)).headers["Location"]

    refused = await registrant.patch(place, json={"mapping": MAPPING}, headers={"If-Match": "*"})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/mapping"]


async def test_the_vendors_own_monitoring_is_nobodys_and_the_managers_to_keep(callers: dict[str, Caller]) -> None:
    async def ask(who: str) -> Response:
        body = {"name": "Our own", "customerId": None, "kind": "alertmanager"}
        return await callers[who].post("/v1/integrations", json=body)

    made = await ask("manager")
    place = made.headers["Location"]
    assert (made.status_code, made.json()["customerId"]) == (201, None)
    assert [(await ask(who)).status_code for who in ("admin", "support", "registrant")] == [201, 403, 403]
    seen = [(await callers[who].get(place)).status_code for who in ("admin", "support", "registrant", "stranger")]
    assert seen == [200, 200, 404, 404]
    listed = await callers["registrant"].get("/v1/integrations")
    assert listed.json()["items"] == []
    renamed = [
        (await callers[who].patch(place, json={"name": "New"}, headers={"If-Match": "*"})).status_code
        for who in ("registrant", "support", "manager")
    ]
    assert renamed == [404, 403, 200]
    assert (await callers["manager"].post(f"{place}/secrets", json={"overlapSeconds": 60})).status_code == 201
