"""The calendar of changes, in each of its forms (§4)."""

import re
from typing import Any
from xml.etree import ElementTree as ET

from app.routers.changes.change_calendar import POLICY
from tests.routers.callers import Caller
from tests.routers.changes.conftest import ChangeDesk, ChangeWalker
from tests.routers.operations.judged import Judged, utc

PATH = "/v1/changes/calendar"
WEEK = {"from": utc("2026-11-23 00:00"), "until": utc("2026-11-30 00:00")}


def between(began: str, ended: str) -> dict[str, Any]:
    return {"plannedFrom": utc(began), "plannedUntil": utc(ended)}


async def planned(changing: ChangeDesk, began: str, ended: str, **further: Any) -> ChangeWalker:
    walker = await (await changing.change(**further)).walked("assess", "approve")
    await walker.decide("plan", **between(began, ended), acceptConflict={"reason": "Both are of one team."})
    return walker


async def test_what_is_in_the_way_is_named_with_the_clause(changing: ChangeDesk) -> None:
    judged = Judged(changing.running)
    period = await judged.plan("2026-11-25 12:00", "2026-11-25 14:00", announce=True)
    first = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00")
    second = await planned(changing, "2026-11-24 21:00", "2026-11-24 23:00")
    day = await planned(changing, "2026-11-25 12:00", "2026-11-25 13:00")
    freeze_id = await changing.freeze("2026-11-25 12:30", "2026-11-26 00:00")
    seen = (await changing.asker.get(PATH, params=WEEK)).json()
    assert [each["id"] for each in seen["changes"]] == [first.id, second.id, day.id]
    told = [[(each["kind"], each["section"]) for each in entry["conflicts"]] for entry in seen["changes"]]
    assert told == [[("same_instance", "4")], [("same_instance", "4")], [("freeze", "4"), ("outside_window", "5.4")]]
    assert seen["changes"][0]["conflicts"][0]["with"] == {
        "type": "change",
        "id": second.id,
        "number": second.number,
        "href": f"/v1/changes/{second.id}",
    }
    assert [each["with"]["id"] for each in seen["changes"][2]["conflicts"]] == [freeze_id, period["id"]]
    assert [each["id"] for each in seen["freezes"]] == [freeze_id]
    assert seen["windows"][0] == {"from": utc("2026-11-23 20:00"), "until": utc("2026-11-24 04:00")}
    assert seen["windows"][-1] == {"from": utc("2026-11-27 20:00"), "until": utc("2026-11-30 00:00")}


async def test_an_announcement_that_is_cancelled_leaves_it_unannounced(changing: ChangeDesk) -> None:
    judged = Judged(changing.running)
    period = await judged.plan("2026-11-25 12:00", "2026-11-25 14:00", announce=True)
    await planned(changing, "2026-11-25 12:00", "2026-11-25 13:00")
    await judged.decide(period["id"], "cancel")
    (entry,) = (await changing.asker.get(PATH, params=WEEK)).json()["changes"]
    assert entry["conflicts"] == [{"kind": "not_announced", "section": "5.4", "with": None}]


async def test_a_change_partly_in_the_period_is_shown_with_what_is_beside_it(changing: ChangeDesk) -> None:
    first = await planned(changing, "2026-11-24 22:00", "2026-11-25 02:00")
    await planned(changing, "2026-11-24 21:00", "2026-11-24 23:00")
    asked = {"from": utc("2026-11-25 00:00"), "until": utc("2026-11-26 00:00")}
    (entry,) = (await changing.asker.get(PATH, params=asked)).json()["changes"]
    assert (entry["id"], len(entry["conflicts"])) == (first.id, 1)


async def test_what_is_done_or_withdrawn(changing: ChangeDesk) -> None:
    done = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00")
    gone = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00")
    await gone.decide("withdraw")
    changing.at("2026-11-24 20:05")
    await done.decide("begin")
    changing.at("2026-11-24 20:30")
    await done.decide("implemented")
    (entry,) = (await changing.asker.get(PATH, params=WEEK)).json()["changes"]
    assert (entry["id"], entry["from"], entry["until"], entry["conflicts"]) == (
        done.id,
        utc("2026-11-24 20:05"),
        utc("2026-11-24 20:30"),
        [],
    )


async def test_a_customer_sees_its_own_and_no_freezes(changing: ChangeDesk) -> None:
    running = changing.running
    both = {"instanceIds": [running.instance, running.theirs]}
    wide = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00", **both)
    own = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00", customerId=running.customer_id)
    await changing.freeze("2026-11-25 12:30", "2026-11-26 00:00")

    async def seen(by: Caller) -> list[tuple[str, list[str], list[str]]]:
        read = (await by.get(PATH, params=WEEK)).json()
        assert read["freezes"] == []
        return [
            (each["id"], each["instanceIds"], [conflict["with"]["id"] for conflict in each["conflicts"]])
            for each in read["changes"]
        ]

    assert await seen(running.registrant) == [
        (wide.id, [running.instance], [own.id]),
        (own.id, [running.instance], [wide.id]),
    ]
    assert await seen(running.stranger) == [(wide.id, [running.theirs], [])]


async def test_as_a_page_of_text_in_either_language(changing: ChangeDesk) -> None:
    walker = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00", title="Verhuizing van rondes " * 8)
    await changing.freeze("2026-11-24 20:00", "2026-11-26 00:00")
    accept = {"Accept": "text/plain", "Accept-Language": "nl"}
    page = await changing.asker.get(PATH, params=WEEK, headers=accept)
    assert (page.headers["Content-Language"], page.headers["Content-Type"]) == ("nl", "text/plain; charset=utf-8")
    assert walker.number in page.text
    assert "in een wijzigingsstop" in page.text
    assert max(map(len, page.text.splitlines())) <= 100
    english = await changing.asker.get(PATH, params=WEEK, headers={**accept, "Accept-Language": "en"})
    assert "in a freeze" in english.text
    empty = {"from": utc("2027-01-11 00:00"), "until": utc("2027-01-12 00:00")}
    nothing = await changing.asker.get(PATH, params=empty, headers={"Accept": "text/plain", "Accept-Language": "en"})
    assert nothing.text.endswith("Nothing is planned.\n")


async def test_as_a_calendar_for_programs(changing: ChangeDesk) -> None:
    walker = await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00")
    freeze_id = await changing.freeze("2026-11-25 20:00", "2026-11-26 00:00")
    accept = {"Accept": "text/calendar", "Accept-Language": "en"}
    answer = await changing.asker.get(PATH, params=WEEK, headers=accept)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    change, freeze = events(answer.text)
    assert (change["UID"], freeze["UID"]) == (f"{walker.id}-change", f"{freeze_id}-freeze")
    assert (change["DTSTART"], change["DTEND"]) == ("20261124T190000Z", "20261124T210000Z")
    assert (change["SUMMARY"], change["STATUS"]) == (f"{walker.number} Move the rounds", "CONFIRMED")
    assert freeze["TRANSP"] == "TRANSPARENT"
    await walker.decide("plan", **between("2026-11-24 21:00", "2026-11-24 22:00"))
    moved, _ = events((await changing.asker.get(PATH, params=WEEK, headers=accept)).text)
    assert moved["UID"] == change["UID"]
    assert int(moved["SEQUENCE"]) > int(change["SEQUENCE"])
    await changing.freeze("2026-11-24 20:00", "2026-11-25 00:00")
    the_same, *_ = events((await changing.asker.get(PATH, params=WEEK, headers=accept)).text)
    assert the_same == moved


async def test_what_took_no_second_has_no_end_in_a_calendar(changing: ChangeDesk) -> None:
    walker = await changing.change("urgent")
    await walker.decide("begin")
    await walker.decide("implemented")
    (change,) = events((await changing.asker.get(PATH, params=WEEK, headers={"Accept": "text/calendar"})).text)
    assert "DTEND" not in change


async def test_the_last_days_that_are_reckoned_with(changing: ChangeDesk) -> None:
    answer = await changing.asker.get(PATH, params={"from": "2100-12-15T00:00:00Z"})
    assert (answer.status_code, answer.json()["until"]) == (200, "2100-12-31T23:59:59.999999Z")


def events(calendar: str) -> list[dict[str, str]]:
    """Of each VEVENT its properties by name; lines that are folded are put together (RFC 5545, 3.1)."""
    parts = calendar.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
    return [dict(line.split(":", 1) for line in part.split("\r\nEND:VEVENT")[0].split("\r\n")) for part in parts]


async def test_as_a_picture(changing: ChangeDesk) -> None:
    hostile = "</title><script>alert(1)</script>"
    await planned(changing, "2026-11-24 20:00", "2026-11-24 22:00", title=hostile)
    await planned(changing, "2026-11-28 20:00", "2026-11-28 22:00")
    await changing.freeze("2026-11-24 20:00", "2026-11-25 00:00")
    answer = await changing.asker.get(PATH, params=WEEK, headers={"Accept": "image/svg+xml"})
    assert (answer.headers["Content-Type"], answer.headers["Content-Security-Policy"]) == (
        "image/svg+xml; charset=utf-8",
        POLICY,
    )
    root = ET.fromstring(answer.text)  # noqa: S314 - our own
    looks = [each.get("class") for each in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert (looks.count("conflict"), looks.count("change"), "freeze" in looks, "window" in looks) == (2, 2, True, True)
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    for x, width in re.findall(r'x="([\d.]+)"[^>]* width="([\d.]+)"', answer.text):
        assert 30 <= float(x) <= float(x) + float(width) <= 930.1


async def test_what_period_may_be_asked_for(changing: ChangeDesk) -> None:
    whole = (await changing.asker.get(PATH)).json()
    assert (whole["from"], whole["until"]) == ("2026-11-23T09:30:00Z", "2026-12-21T09:30:00Z")
    for wrong in (
        {"from": WEEK["until"], "until": WEEK["from"]},
        {"from": WEEK["from"], "until": utc("2027-02-23 01:00")},
    ):
        answer = await changing.asker.get(PATH, params=wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/query/until")
