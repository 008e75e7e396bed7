"""Who the caller is, as the caller is told."""

from app.settings import Settings
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller

ME = "/v1/me"


async def test_a_person_is_told_who_they_are_and_what_they_came_in_with(registrant: Caller) -> None:
    me = (await registrant.get(ME)).json()
    person = (await registrant.get(f"/v1/people/{registrant.person.id}")).json()

    assert {name: me[name] for name in ("id", "name", "email", "customerId", "roles", "administrator")} == {
        name: person[name] for name in ("id", "name", "email", "customerId", "roles", "administrator")
    }
    assert me["registrant"] is True
    credential = me["credential"]
    assert credential["kind"] == "api_key"
    assert (credential["scopes"], credential["allowedNetworks"]) == (None, None)
    assert me["limits"] == {"requestsPerMinute": Settings().requests_per_minute}


async def test_who_may_not_register_is_told_so(support: Caller, colleague: Caller) -> None:
    assert (await colleague.get(ME)).json()["registrant"] is False
    me = (await support.get(ME)).json()
    assert (me["registrant"], me["customerId"], me["roles"]) == (False, None, ["support"])


async def test_a_limited_key_may_know_itself(api: Api, support: Caller, extended: Organisation) -> None:
    limits = {
        "scopes": ["tickets:read", "sla:read"],
        "allowedNetworks": ["127.0.0.0/8"],
        "expiresAt": "2026-12-01T00:00:00Z",
    }
    made = (await support.post("/v1/api-keys", json={"personId": str(support.person.id), **limits})).json()
    client = api.anonymous()
    client.headers["Authorization"] = f"Bearer {made['key']}"

    credential = (await client.get(ME)).json()["credential"]

    assert credential == {
        "kind": "api_key",
        "prefix": made["prefix"],
        "scopes": ["sla:read", "tickets:read"],
        "allowedNetworks": ["127.0.0.0/8"],
        "expiresAt": "2026-12-01T00:00:00Z",
    }
    assert (await client.get("/v1/people")).status_code == 403


async def test_nobody_is_told_to_come_in(api: Api) -> None:
    assert (await api.anonymous().get(ME)).status_code == 401


async def test_management_is_warned_for_as_long_as_it_is_let_in_from_everywhere(api: Api, support: Caller) -> None:
    administrator = await api.as_administrator()
    [warning] = (await administrator.get(ME)).json()["warnings"]
    assert (warning["section"], "everywhere" in warning["detail"]) == ("5.7.1", True)
    assert (await support.get(ME)).json()["warnings"] == []
    network = {"network": "127.0.0.0/8", "label": "Here"}
    assert (await administrator.post("/v1/administration-networks", json=network)).status_code == 201
    assert (await administrator.get(ME)).json()["warnings"] == []
