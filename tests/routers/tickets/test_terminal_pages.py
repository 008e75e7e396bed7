"""Tickets as an operator reads them in a terminal of 80 columns."""

import re
from datetime import timedelta
from typing import Final

import pytest

from app.routers.http.tables import WIDTH, shortened
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk

TABLE: Final = {"Accept": "text/plain"}
LONG: Final = "Nothing leaves the outgoing queue since the upgrade of last night "
LISTS: Final = (
    "/v1/tickets",
    "/v1/sla/clocks",
    "/v1/sla/status",
    "/v1/sla/agreement",
    "/v1/sla/closing-days",
    "/v1/customers",
    "/v1/people",
    "/v1/api-keys",
    "/v1/integrations",
    "/v1/audit-entries",
    "/v1/administration-networks",
    "/v1/raci/matrix",
    "/v1/sla/calendar?year=2026",
    "{ticket}",
    "{ticket}/raci",
    "{ticket}/events",
    "{ticket}/comments",
    "{ticket}/transitions",
    "{ticket}/priority-requests",
    "{ticket}/reopen-requests",
    "{customer}/terms",
    "{customer}/registrants",
)


async def test_a_list_shows_what_is_urgent_about_each_ticket(api: Api, desk: Desk) -> None:
    late = await desk.ticket(urgency="u1", impact="i1", title=LONG * 2)
    waiting = await desk.ticket()
    await waiting.decide("start_investigation")
    await waiting.decide("request_information")
    api.clock.advance(timedelta(hours=3, minutes=5))

    page = (await desk.admin.get("/v1/tickets", headers=TABLE)).text.splitlines()

    assert page[0].split() == ["number", "prio", "state", "due", "left", "title"]
    assert page[1].split()[1:4] == ["normal", "waiting", "paused"]
    assert page[2].split(maxsplit=1)[1] == "high    open     23 Nov 12:30  late 1 h 05  Nothing leaves the o…"
    assert page[3] == "2 in all. Times of Europe/Amsterdam."
    assert late.id not in "".join(page)
    wide = (await desk.admin.get("/v1/tickets?wide=true", headers=TABLE)).text
    assert late.id in wide
    assert LONG.strip() in wide


@pytest.mark.parametrize("path", LISTS)
async def test_every_page_fits_a_terminal(desk: Desk, path: str) -> None:
    walker = await desk.ticket(title=LONG * 3, description=LONG * 20)
    await walker.decide("start_investigation", note=LONG * 10)
    await walker.caller.post(f"{walker.path}/comments", json={"text": LONG * 10})
    place = path.format(ticket=walker.path, customer=f"/v1/customers/{desk.organisation.customer.id}")

    answer = await desk.admin.get(place, headers=TABLE)

    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("Next: ")]
    assert [line for line in lines if shortened(line, WIDTH) != line] == []


async def test_one_ticket_is_a_page(api: Api, desk: Desk) -> None:
    walker = await desk.ticket(description="It stops.\n\nAt the third record.", externalReference="ABC-1")
    await walker.decide("start_investigation")
    api.clock.advance(timedelta(hours=1))

    page = await desk.admin.get(walker.path, headers=TABLE)
    number = (await desk.admin.get(walker.path)).json()["number"]

    assert "ETag" not in page.headers
    assert page.headers["Vary"] == "Accept"
    lines = page.text.splitlines()
    assert lines[0] == f"{number}  The nightly run stops"
    facts = {line.split()[0]: line[12:] for line in lines[2:] if line}
    assert facts["state"] == "open, at step 3, classify ticket, since 23 Nov 10:30"
    assert facts["response"].startswith("met, due 23 Nov 14:30, stopped 23 Nov 10:30 (§")
    assert re.fullmatch(r"[0-9]+ d [0-8] h left, due .* \(§[0-9.]+\)", facts["resolution"])
    assert facts["customer"].endswith(", extended service level")
    assert facts["reference"] == "ABC-1"
    assert lines[-3:] == ["It stops.", "", "At the third record."]


async def test_a_page_says_what_has_come_of_it(desk: Desk, registrant: Caller) -> None:
    walker = await desk.ticket()
    wish = {"urgency": "u1", "reason": "The auditors are here."}
    await registrant.post(f"{walker.path}/priority-requests", json=wish)
    for decision in ("unclear", "configuration", "agree", "consultancy_delivered", "solved", "close", "reopen"):
        await walker.decide(decision)

    page = (await desk.admin.get(walker.path, headers=TABLE)).text

    facts = {line.split()[0]: line[12:] for line in page.splitlines()[2:] if line}
    assert facts["agreed"] == "8 hours by Q-17, 6.5 delivered"
    assert facts["report"] == "It runs."
    assert facts["asked"] == "for u1: The auditors are here."
    assert facts["cycles"] == "23 Nov 10:30 to 23 Nov 10:30"
    assert "closed" not in facts


async def test_a_page_is_also_of_another_moment(api: Api, desk: Desk) -> None:
    walker = await desk.ticket()
    before = api.clock().isoformat().replace("+00:00", "Z")
    api.clock.advance(timedelta(hours=1))
    await walker.decide("unclear")

    now = (await desk.admin.get(walker.path, headers=TABLE)).text
    then = (await desk.admin.get(walker.path, params={"asOf": before}, headers=TABLE)).text

    assert "at step 4" in now
    assert "at step 3" in then


async def test_who_has_which_part_is_a_page(desk: Desk, manager: Caller, support: Caller) -> None:
    walker = await desk.ticket()
    named = {"personId": str(support.person.id)}
    await manager.put(f"{walker.path}/raci-assignments/support", json=named, headers={"If-Match": "*"})
    letters = {"customer": "C", "support": "I", "consultant": "R", "support_manager": "A"}
    await manager.put(f"{walker.path}/raci-overrides/5", json=letters, headers={"If-Match": "*"})

    page = (await desk.admin.get(f"{walker.path}/raci", headers=TABLE)).text

    lines = page.splitlines()
    assert lines[0].endswith("  at step 3, classify ticket")
    assert f"responsible  support          {support.person.name}" in lines
    assert next(line for line in lines if line.startswith("   5")).split()[-5:] == ["C", "I", "R", "A", "yes"]


async def test_a_closed_ticket_is_nobody_s(desk: Desk) -> None:
    walker = await desk.ticket()
    await walker.decide("clear")
    await walker.decide("solved")
    await walker.decide("close")

    page = (await desk.admin.get(f"{walker.path}/raci", headers=TABLE)).text.splitlines()

    assert page[0].endswith("  closed")
    assert page[2].split() == ["step", "name", "customer", "support", "consultant", "support_manager"]
