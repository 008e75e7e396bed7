"""What follows from a change of the clocks, in an order that does not depend on the past."""

import pytest

from app.domain.clocks.deadlines import ClockNotice, consequences
from app.domain.tickets.derived_facts import BreachWithdrawn, DueMoved
from app.domain.vocabulary import ClockName, Priority
from tests.domain.tickets.histories import local, registered
from tests.domain.tickets.worked_tickets import OWN_TARGETS

RESPONSE, RESOLUTION = ClockName.RESPONSE, ClockName.RESOLUTION


@pytest.mark.parametrize("announced", [(RESPONSE, RESOLUTION), (RESOLUTION, RESPONSE)])
def test_announcements_are_withdrawn_in_one_order_whichever_was_made_or_read_first(
    announced: tuple[ClockName, ...],
) -> None:
    high = registered("2026-02-09 10:00", priority=Priority.HIGH, own_targets=OWN_TARGETS)
    low = high.assessed("2026-02-09 15:00", Priority.LOW)
    before, after = ({name: history.clock(name) for name in ClockName} for history in (high, low))
    due = local("2026-02-09 14:00")
    facts = consequences(before, after, dict.fromkeys(announced, ClockNotice(due)), "priority assessed anew")
    assert [(type(fact), fact.clock) for fact in facts] == [
        (DueMoved, RESPONSE),
        (DueMoved, RESOLUTION),
        (BreachWithdrawn, RESPONSE),
        (BreachWithdrawn, RESOLUTION),
    ]
