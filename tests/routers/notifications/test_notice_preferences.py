"""How somebody would be told: by their part in the step, in their language, or not at all."""

from httpx import AsyncClient

from tests.routers.callers import Caller

AS_THE_PROCESS_HAS_IT = {
    "byWord": dict.fromkeys(("responsible", "accountable", "consulted", "informed"), "support_hours"),
    "channel": "mail",
    "address": None,
    "confirmedAt": None,
    "language": "nl",
}


def path(of: Caller) -> str:
    return f"/v1/people/{of.person.id}/notice-preferences"


async def read(by: AsyncClient, of: Caller) -> dict[str, object]:
    return (await by.get(path(of))).json()


async def test_until_they_say_something_it_is_as_the_process_has_it(support: Caller) -> None:
    answer = await support.get(path(support))

    assert (answer.json(), answer.headers["etag"]) == (AS_THE_PROCESS_HAS_IT, '"v0"')


async def test_what_they_say_replaces_the_whole(support: Caller) -> None:
    said = await support.put(path(support), json={"byWord": {"informed": "none"}, "language": "en"})
    assert (said.status_code, said.headers["etag"]) == (200, '"v1"')
    assert said.json()["byWord"] == {**AS_THE_PROCESS_HAS_IT["byWord"], "informed": "none"}  # type: ignore[dict-item]

    await support.put(path(support), json={})

    assert await read(support, support) == AS_THE_PROCESS_HAS_IT
    stale = await support.put(path(support), json={}, headers={"If-Match": '"v1"'})
    assert stale.status_code == 412


async def test_whoever_is_accountable_is_told_of_a_breach(manager: Caller) -> None:
    answer = await manager.put(path(manager), json={"byWord": {"accountable": "none"}})

    assert (answer.status_code, answer.json()["section"]) == (409, "2.1")
    assert await read(manager, manager) == AS_THE_PROCESS_HAS_IT


async def test_a_colleagues_are_none_of_theirs_and_the_managers_are(
    support: Caller, consultant: Caller, manager: Caller
) -> None:
    assert (await support.get(path(consultant))).status_code == 403
    assert (await support.put(path(consultant), json={})).status_code == 403
    assert (await support.get(f"/v1/people/{consultant.person.id}/notices")).status_code == 403
    assert (await manager.put(path(consultant), json={"channel": "none"})).status_code == 200
    assert (await read(consultant, consultant))["channel"] == "none"
