"""By when changes are to be reviewed, in the calendars of those whom it concerns (§4.1.3)."""

from datetime import UTC, date, datetime

from tests.routers.calendar_feeds.subscribing import calendar_of, fetch, make
from tests.routers.callers import Caller
from tests.routers.changes.conftest import ChangeDesk


async def shown(changing: ChangeDesk, by: Caller, *, titles: bool = True) -> list[tuple[str, date]]:
    link = await make(by, includes=["reviews"], titles=titles)
    events = calendar_of(await fetch(changing.running.api, link)).events
    return [(str(each["summary"]), each.start) for each in events]


async def test_it_is_shown_until_it_is_done(changing: ChangeDesk) -> None:
    running = changing.running
    own = await changing.change("urgent", customerId=running.customer_id)
    wide = await changing.change("urgent")
    for walker in (own, wide):
        await walker.decide("begin", changing.asker)
        await walker.decide("implemented", changing.asker)
    due = datetime(2026, 11, 30, 16, tzinfo=UTC)
    first, second = [(f"{each.number} beoordelen: Move the rounds", due) for each in (own, wide)]
    assert sorted(await shown(changing, running.support)) == sorted([first, second])
    assert await shown(changing, running.registrant) == [first]
    assert await shown(changing, running.registrant, titles=False) == [(f"{own.number} beoordelen", due)]
    assert await shown(changing, running.stranger) == []
    await own.decide("review")
    assert await shown(changing, running.registrant) == []
