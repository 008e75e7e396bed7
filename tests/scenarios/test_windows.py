"""Scenarios 1 to 7: support hours as windows."""

import pytest

from tests.business_time.amsterdam import local
from tests.scenarios.told import Office
from tests.scenarios.worked import WINDOWS, Row, due


@pytest.mark.parametrize("row", WINDOWS, ids=lambda row: row.name)
def test_due(row: Row) -> None:
    assert due(row) == local(row.due)


@pytest.mark.parametrize(
    ("stopped", "state"),
    [("2026-02-09 16:00", "met"), ("2026-02-09 16:00:00.000001", "breached"), ("2026-02-10 09:59", "breached")],
)
async def test_scenario_3_due_at_closing_time_and_late_before_the_next_opening(
    office: Office, stopped: str, state: str
) -> None:
    ticket = await office.registered("2026-02-09 10:00", resolution_hours=6)
    assert await ticket.due("2026-02-09 10:00") == local("2026-02-09 16:00")

    await ticket.does(stopped, "workaround")

    seen = await ticket.seen("2026-02-10 10:00")
    assert (seen.state, seen.stopped) == (state, local(stopped))
    assert seen.breached == (local("2026-02-09 16:00") if state == "breached" else None)
