"""When maintenance is planned, in the calendars of those on whose instances it is (§5.4)."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Event

from tests.routers.calendar_feeds.subscribing import calendar_of, fetch, make
from tests.routers.operations.conftest import Running

PLANNED = {"kind": "preventive", "plannedFrom": "2026-11-30T20:00:00Z", "plannedUntil": "2026-11-30T22:00:00Z"}


async def planned(running: Running, *instances: str, announce: bool = True, **other: Any) -> str:
    body = {"instanceIds": [*instances], **PLANNED, "announce": announce, **other}
    return (await running.made(running.support, "/maintenance-periods", body))["id"]


async def decide(running: Running, maintenance_id: str, decision: str, **more: str) -> None:
    path = f"/maintenance-periods/{maintenance_id}/transitions"
    await running.made(running.support, path, {"decision": decision, **more})


async def shown(running: Running, link: str) -> list[Event]:
    return list(calendar_of(await fetch(running.api, link)).events)


async def test_it_is_tentative_until_it_is_announced_and_gone_once_it_is_cancelled(running: Running) -> None:
    maintenance_id = await planned(running, running.instance, announce=False)
    link = await make(running.registrant, includes=["maintenance"], titles=True)

    [event] = await shown(running, link)
    assert (str(event["summary"]), event["status"], event.sequence) == ("Onderhoud: Production", "TENTATIVE", 0)
    assert (event.start, event.end) == (datetime(2026, 11, 30, 20, tzinfo=UTC), datetime(2026, 11, 30, 22, tzinfo=UTC))
    assert (event["transp"], event["description"]) == ("TRANSPARENT", "§ 5.4")

    await decide(running, maintenance_id, "announce")
    await decide(running, maintenance_id, "extend", plannedUntil="2026-11-30T23:00:00Z")
    [after] = await shown(running, link)
    assert (after["uid"], after["status"], after.sequence) == (event["uid"], "CONFIRMED", 2)
    assert after.end == datetime(2026, 11, 30, 23, tzinfo=UTC)

    await decide(running, maintenance_id, "cancel")
    assert await shown(running, link) == []


async def test_each_sees_that_on_their_own_instances(running: Running) -> None:
    await planned(running, running.instance, running.theirs)
    await planned(running, running.theirs, plannedFrom="2026-11-24T20:00:00Z", plannedUntil="2026-11-24T22:00:00Z")
    await planned(running, running.theirs, plannedFrom="2028-01-03T20:00:00Z", plannedUntil="2028-01-03T22:00:00Z")
    asked: dict[str, Any] = {"includes": ["clocks", "maintenance"]}

    whose = {
        name: [str(each["summary"]) for each in await shown(running, await make(by, **asked, titles=titles))]
        for name, by, titles in (
            ("registrant", running.registrant, True),
            ("stranger", running.stranger, False),
            ("support", running.support, True),
        )
    }

    assert whose == {
        "registrant": ["Onderhoud: Production"],
        "stranger": ["Onderhoud"] * 2,
        "support": ["Onderhoud: Production", "Onderhoud: Production, Production"],
    }
