"""Why a ticket's clock is due when it is, over HTTP. What the lines say is the domain's; here is that they arrive."""

import csv
import re
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker


async def explained(walker: Walker, clock: str = "resolution") -> dict[str, Any]:
    answer = await walker.caller.get(f"{walker.path}/clocks/{clock}/explanation")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_lines_lead_from_registration_to_the_due_time(desk: Desk) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1", registeredAt="2026-04-24T14:00:00Z")
    found = await explained(walker, "response")

    assert found == {
        "clock": "response",
        "state": "breached",
        "dueAt": "2026-04-28T07:00:00Z",
        "section": "1.2.3",
        "agreementRevision": 1,
        "target": {"amount": 2.0, "unit": "hours", "seconds": 7200},
        "calendar": {
            "serviceLevel": "extended",
            "opensAt": "08:00",
            "closesAt": "17:00",
            "timeZone": "Europe/Amsterdam",
            "revision": 1,
        },
        "startedAt": "2026-04-24T14:00:00Z",
        "stoppedAt": None,
        "pausedSince": None,
        "pauseReason": None,
        "lines": [
            line("2026-04-24T14:00:00Z", "2026-04-24T15:00:00Z", "counted", 3600),
            line("2026-04-24T15:00:00Z", "2026-04-24T22:00:00Z", "outside_hours", 25200),
            line("2026-04-24T22:00:00Z", "2026-04-26T22:00:00Z", "weekend", 172800),
            line("2026-04-26T22:00:00Z", "2026-04-27T22:00:00Z", "holiday", 86400, "King's Day"),
            line("2026-04-27T22:00:00Z", "2026-04-28T06:00:00Z", "outside_hours", 28800),
            line("2026-04-28T06:00:00Z", "2026-04-28T07:00:00Z", "counted", 3600),
        ],
        "commitments": [{"section": "1.2.3", "dueAt": "2026-04-28T07:00:00Z", "state": "breached"}],
        "sentence": found["sentence"],
    }
    assert "King's Day" in found["sentence"]


def line(begin: str, until: str, kind: str, seconds: int, reason: str | None = None) -> dict[str, Any]:
    return {"from": begin, "until": until, "kind": kind, "seconds": seconds, "reason": reason}


async def test_it_agrees_with_the_clock_through_pauses(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    for _ in range(3):
        api.clock.advance(timedelta(hours=5))
        await walker.decide("request_information")
        api.clock.advance(timedelta(hours=20))
        await walker.decide("information_received")

    found, clock = await explained(walker), await walker.clock("resolution")

    assert (found["dueAt"], found["state"]) == (clock["dueAt"], clock["state"])
    lines = found["lines"]
    assert [each["until"] for each in lines[:-1]] == [each["from"] for each in lines[1:]]
    assert (lines[0]["from"], lines[-1]["until"]) == (found["startedAt"], found["dueAt"])
    assert sum(each["seconds"] for each in lines if each["kind"] == "counted") == clock["targetSeconds"]
    paused = [each for each in lines if each["kind"] == "paused"]
    assert sum(each["seconds"] for each in paused) == clock["pausedSeconds"]
    assert len(paused) == 3
    assert all("customer" in each["reason"] for each in paused)


async def test_while_paused_the_lines_go_up_to_now(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    await walker.decide("request_information")
    api.clock.advance(timedelta(hours=2))

    found = await explained(walker)

    assert (found["state"], found["dueAt"]) == ("paused", None)
    assert found["lines"][-1]["until"] == "2026-11-23T11:30:00Z"


SINCE_EN = (
    "The clock has been paused since Wed 23 Dec 2026 10:30 +01:00, because information from the customer is awaited"
)
SINCE_NL = "De klok staat stil sinds wo 23 dec 2026 10:30 +01:00, omdat op informatie van de klant wordt gewacht"


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("en", "customer: waiting for information", f"{SINCE_EN}; the promise stays breached."),
        ("nl", "klant: wachten op informatie", f"{SINCE_NL}; de termijn blijft overschreden."),
    ],
)
async def test_what_was_breached_first_and_is_paused_now_says_both_in_every_form(
    api: Api, desk: Desk, language: str, reason: str, said: str
) -> None:
    walker = await desk.ticket(urgency="u1", impact="i1")
    api.clock.advance(timedelta(days=30))
    await walker.decide("request_information")
    api.clock.advance(timedelta(days=1))

    def form(media: str) -> Awaitable[Response]:
        headers = {"Accept": media, "Accept-Language": language}
        return desk.admin.get(f"{walker.path}/clocks/resolution/explanation", headers=headers)

    found = (await form("application/json")).json()
    assert (found["state"], found["dueAt"], found["lines"][-1]["until"]) == (
        "breached", "2026-12-21T09:30:00Z", "2026-12-21T09:30:00Z",
    )  # fmt: skip
    assert (found["pausedSince"], found["pauseReason"]) == ("2026-12-23T09:30:00Z", reason)
    assert found["sentence"].endswith(said)
    text, picture = (await form("text/plain")).text, (await form("image/svg+xml")).text
    assert said in " ".join(text.split())
    assert said in picture
    since = said.partition(",")[0].rpartition("since ")[2].rpartition("sinds ")[2]
    assert f"{since} ({reason})\n" in text
    (facts,) = re.findall('<tspan class="quiet" dx="12">(.*?)</tspan>', picture)
    assert since in facts
    rows = csv.DictReader((await form("text/csv")).text.splitlines())
    assert {(row["pausedSince"], row["pauseReason"]) for row in rows} == {("2026-12-23T09:30:00Z", reason)}


async def test_a_signal_has_no_lines_yet(desk: Desk) -> None:
    found = await explained(await desk.ticket(channel="phone"), "response")

    assert (found["state"], found["lines"], found["calendar"]) == ("not_started", [], None)
    assert found["section"] == "1.2.2"


async def test_as_a_page_for_a_mail_and_as_csv(desk: Desk) -> None:
    walker = await desk.ticket(title="Save is grey")
    path = f"{walker.path}/clocks/response/explanation"

    text = await desk.admin.get(path, headers={"Accept": "text/plain"})
    table = await desk.admin.get(path, headers={"Accept": "text/csv"})

    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    number = (await walker.ticket())["number"]
    assert text.text.startswith(f"{number} – Save is grey\n\nResponse: running\nDue: ")
    rows = list(csv.DictReader(table.text.splitlines()))
    assert rows == [
        {
            "from": "2026-11-23T09:30:00Z",
            "until": "2026-11-23T13:30:00Z",
            "kind": "counted",
            "seconds": "14400",
            "reason": "",
            "pausedSince": "",
            "pauseReason": "",
        }
    ]


@pytest.mark.parametrize("clock", ["Response", "both", "%00"])
async def test_another_clock_is_missing(desk: Desk, clock: str) -> None:
    walker = await desk.ticket()

    assert (await desk.admin.get(f"{walker.path}/clocks/{clock}/explanation")).status_code == 404


async def test_another_customer_s_ticket_is_missing(desk: Desk, stranger: Caller) -> None:
    walker = await desk.ticket()

    foreign = await stranger.get(f"{walker.path}/clocks/response/explanation")
    missing = await stranger.get(f"/v1/tickets/{uuid4()}/clocks/response/explanation")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["detail"] == missing.json()["detail"]


async def test_in_dutch_for_who_asks_for_it(api: Api, desk: Desk) -> None:
    walker = await desk.ticket(title="Opslaan is grijs", registeredAt="2026-04-24T14:00:00Z")
    await walker.decide("request_information")
    api.clock.advance(timedelta(hours=2))
    path = f"{walker.path}/clocks/response/explanation"
    dutch = {"Accept-Language": "nl-NL, en;q=0.5"}

    found = await desk.admin.get(path, headers=dutch)
    text = await desk.admin.get(path, headers={**dutch, "Accept": "text/plain"})
    table = await desk.admin.get(path, headers={**dutch, "Accept": "text/csv"})

    assert "Koningsdag" in found.json()["sentence"]
    assert "Koningsdag" in [each["reason"] for each in found.json()["lines"]]
    assert "Geregistreerd: vr 24 apr 2026 16:00 +02:00" in text.text
    assert "Koningsdag" in table.text
    for answer in (found, text, table):
        assert answer.headers["Content-Language"] == "nl"
        assert answer.headers["Vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize("wish", ["", "de", ";;q=,", "nl;q=0", "*", "\xff\xfe"])
async def test_in_english_for_everybody_else(desk: Desk, wish: str) -> None:
    walker = await desk.ticket()
    answer = await desk.admin.get(
        f"{walker.path}/clocks/response/explanation", headers=[(b"Accept-Language", wish.encode("latin-1"))]
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "en"


async def test_as_a_picture(desk: Desk) -> None:
    walker = await desk.ticket(title="Save & <i>load</i>")
    answer = await desk.admin.get(
        f"{walker.path}/clocks/response/explanation", headers={"Accept": "image/svg+xml, image/*;q=0.8"}
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "Save &amp; &lt;i&gt;load" in answer.text


@pytest.mark.parametrize("registered_at", ["2000-01-01T00:00:00Z", "2000-01-03T07:00:00Z"])
async def test_the_first_day_that_is_reckoned_with(desk: Desk, registered_at: str) -> None:
    """It begins an hour later in UTC than on the wall."""
    view = await explained(await desk.ticket(registeredAt=registered_at))

    assert view["lines"][0]["from"] == registered_at
    assert view["lines"][-1]["until"] == view["dueAt"]
