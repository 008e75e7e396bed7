"""An outage and an instance as they stood at any moment, by what was known then or is known now."""

from datetime import timedelta
from typing import Any

from tests.routers.callers import Caller
from tests.routers.operations.conftest import Running


async def read(caller: Caller, path: str, **asked: str) -> dict[str, Any]:
    answer = await caller.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    assert ("etag" in answer.headers) is not bool(asked)
    return answer.json()


def moment(running: Running) -> str:
    return f"{running.api.clock.now:%FT%TZ}"


async def test_an_outage_at_any_moment(running: Running) -> None:
    """It began at 9:00 and is recorded at 9:30; its end, at 9:20, is recorded five minutes later."""
    path = f"/v1/outages/{(await running.outage())['id']}"
    first = moment(running)
    running.api.clock.advance(timedelta(minutes=5))
    body = {"decision": "end", "endedAt": "2026-11-23T09:20:00Z"}
    assert (await running.support.post(f"{path}/transitions", json=body)).status_code == 201
    now = await read(running.registrant, path)

    then = await read(running.registrant, path, asOf=first)
    assert (then["endedAt"], then["updatedAt"]) == (None, first)
    assert {**then, "endedAt": now["endedAt"], "updatedAt": now["updatedAt"]} == now
    assert (await read(running.registrant, path, asOf="2026-11-23T09:10:00Z", knowledge="now"))["endedAt"] is None
    assert (await read(running.registrant, path, asOf="2026-11-23T09:20:00Z", knowledge="now")) == now
    assert await read(running.registrant, path, asOf="2027-01-01T00:00:00Z") == now
    unknown = {"asOf": "2026-11-23T09:29:59Z"}, {"asOf": "2026-11-23T08:59:59Z", "knowledge": "now"}
    for asked in unknown:
        assert (await running.registrant.get(path, params=asked)).status_code == 404
    assert (await running.stranger.get(path, params={"asOf": first})).status_code == 404


async def test_an_instance_at_any_moment(running: Running) -> None:
    path, first = f"/v1/instances/{running.instance}", moment(running)
    before = await read(running.registrant, path)
    running.api.clock.advance(timedelta(minutes=5))
    body = {"name": "Planning", "endsOn": "2026-11-30", "reason": "Moved"}
    assert (await running.manager.patch(path, json=body, headers={"If-Match": "*"})).status_code == 200
    after = await read(running.registrant, path)

    assert (after["name"], after["endsOn"], after["endedAt"]) == ("Planning", "2026-11-30", None)
    assert await read(running.registrant, path, asOf=first) == before
    assert await read(running.registrant, path, asOf=moment(running)) == after
    to_come = await read(running.registrant, path, asOf="2026-12-01T00:00:00Z")
    assert to_come == {**after, "endedAt": "2026-11-30T23:00:00Z"}
    assert (await running.registrant.get(path, params={"asOf": "2026-11-23T09:29:59Z"})).status_code == 404
    assert (await running.stranger.get(path, params={"asOf": first})).status_code == 404
