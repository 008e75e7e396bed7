"""A breach that was announced, and withdrawn by what was recorded late: told in every form, and at any moment."""

from datetime import timedelta

import pytest

from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.tickets import announcing
from tests.routers.callers import Api, Caller
from tests.routers.sla.test_any_moment import written
from tests.routers.tickets.conftest import Desk, Walker

ANNOUNCED = "The breach was announced on Mon 23 Nov 2026 12:31 +01:00."
TOLD = {
    "en": (
        "On Mon 23 Nov 2026 12:31 +01:00 a breach was announced (due on Mon 23 Nov 2026 12:30 +01:00); it was "
        "withdrawn on Tue 24 Nov 2026 12:31 +01:00 because of the start of the investigation on Mon 23 Nov 2026 11:30 "
        "+01:00. The start of the investigation on Mon 23 Nov 2026 11:30 +01:00 was recorded later, on Tue 24 Nov 2026 "
        "12:31 +01:00."
    ),
    "nl": (
        "Op ma 23 nov 2026 12:31 +01:00 is gemeld dat de termijn (uiterlijk ma 23 nov 2026 12:30 +01:00) was "
        "overschreden; dat is op di 24 nov 2026 12:31 +01:00 ingetrokken vanwege het begin van het onderzoek op ma 23 "
        "nov 2026 11:30 +01:00. Het begin van het onderzoek op ma 23 nov 2026 11:30 +01:00 is later vastgelegd, op di "
        "24 nov 2026 12:31 +01:00."
    ),
}


@pytest.fixture
async def walker(api: Api, desk: Desk) -> Walker:
    """Answered an hour after it came in, overdue another hour later, which is announced; recorded the day after."""
    walker = await desk.ticket(urgency="u1", impact="i1")
    happened = api.clock.now + timedelta(hours=1)
    api.clock.advance(timedelta(hours=2, minutes=1))
    async with transaction(api.engine, SYSTEM) as connection:
        assert await announcing.announce(connection, api.clock.now, 1_000) == 1
    api.clock.advance(timedelta(days=1))
    await walker.decide("start_investigation", occurredAt=written(happened))
    return walker


async def sentence(caller: Caller, walker: Walker, clock: str = "response", **moment: str) -> str:
    answer = await caller.get(f"{walker.path}/clocks/{clock}/explanation", params=moment)
    assert answer.status_code == 200, answer.text
    return answer.json()["sentence"]


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_every_form_says_so_after_the_rest(walker: Walker, language: str) -> None:
    path, speaking = f"{walker.path}/clocks/response/explanation", {"Accept-Language": language}
    found = (await walker.caller.get(path, headers=speaking)).json()
    text = await walker.caller.get(path, headers={**speaking, "Accept": "text/plain"})
    picture = await walker.caller.get(path, headers={**speaking, "Accept": "image/svg+xml"})

    assert found["state"] == "met"
    assert found["sentence"].endswith(f": {'in time' if language == 'en' else 'op tijd'}. {TOLD[language]}")
    assert TOLD[language] in " ".join(text.text.split())
    assert TOLD[language] in picture.text


async def test_the_customer_reads_the_same(walker: Walker, registrant: Caller) -> None:
    assert await sentence(registrant, walker) == await sentence(walker.caller, walker)


async def test_the_other_clock_says_nothing_of_it(walker: Walker) -> None:
    assert (await sentence(walker.caller, walker, "resolution")).endswith(" left.")


async def test_only_what_was_known_at_the_moment_is_told(api: Api, walker: Walker) -> None:
    before = written(api.clock.advance(timedelta(0)) - timedelta(minutes=5))
    recorded = written(api.clock.now)

    assert (await sentence(walker.caller, walker, asOf=before)).endswith(f"of support time so far. {ANNOUNCED}")
    assert (await sentence(walker.caller, walker, asOf=before, knowledge="now")).endswith(f": in time. {TOLD['en']}")
    assert (await sentence(walker.caller, walker, asOf=recorded)).endswith(TOLD["en"])
    assert (await sentence(walker.caller, walker, asOf="2027-01-04T12:00:00Z")).endswith(TOLD["en"])


async def test_before_it_was_announced_nobody_had_heard_of_it(walker: Walker) -> None:
    for knowledge in ("then", "now"):
        told = await sentence(walker.caller, walker, asOf="2026-11-23T10:00:00Z", knowledge=knowledge)
        assert told.endswith("The clock is running, with 1 h 30 min left.")


async def test_a_registration_that_was_recorded_late(desk: Desk) -> None:
    walker = await desk.ticket(registeredAt="2026-11-23T08:30:00Z")

    assert (await sentence(walker.caller, walker)).endswith(
        "The registration on Mon 23 Nov 2026 09:30 +01:00 was recorded later, on Mon 23 Nov 2026 10:30 +01:00."
    )
