"""What was stored when a request for another priority kept a whole assessment is told again as it was then."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.tickets.facts import PriorityDecided, PriorityRequested
from app.domain.vocabulary import Impact, Priority, Urgency
from app.tickets.store.event_mapping import FACT
from tests.domain.tickets.histories import CUSTOMER, SUPPORT, local, registered

REQUEST = UUID(int=7)
ASKED: dict[str, Any] = {
    "type": "priority_requested",
    "request_id": str(REQUEST),
    "urgency": "u1",
    "impact": "i2",
    "reason": "The auditors are here.",
}
ANSWERED: dict[str, Any] = {
    "type": "priority_decided",
    "request_id": str(REQUEST),
    "accepted": True,
    "reason": "",
    "urgency": "u1",
    "impact": "i2",
}


@pytest.mark.parametrize("payload", [ASKED, ANSWERED, {**ANSWERED, "accepted": False}])
def test_it_is_read_and_sealed_as_it_was_written(payload: dict[str, Any]) -> None:
    fact = FACT.validate_python(payload)

    assert FACT.dump_python(fact, mode="json", exclude_none=True) == payload


@pytest.mark.parametrize("accepted", [False, True])
def test_it_is_told_again(*, accepted: bool) -> None:
    asked = FACT.validate_python(ASKED)
    answered = FACT.validate_python({**ANSWERED, "accepted": accepted})
    history = registered("2026-02-09 10:00").then("2026-02-09 11:00", asked, CUSTOMER)
    assert history.ticket.open_requests[REQUEST].impact is Impact.I2

    ticket = history.then("2026-02-09 12:00", answered, SUPPORT).ticket

    assert ticket.open_requests == {}
    assert ticket.priority is (Priority.HIGH if accepted else Priority.NORMAL)
    assert ticket.last_fact_at == local("2026-02-09 12:00" if accepted else "2026-02-09 10:00")


def test_what_is_not_asked_about_is_not_kept() -> None:
    asked = PriorityRequested(request_id=REQUEST, urgency=Urgency.U1, reason="Now.")
    history = registered("2026-02-09 10:00").then("2026-02-09 11:00", asked, CUSTOMER)

    [request] = history.ticket.open_requests.values()

    assert (request.urgency, request.impact) == (Urgency.U1, None)
    assert "impact" not in FACT.dump_python(asked, mode="json", exclude_none=True)
    declined = PriorityDecided(request_id=REQUEST, accepted=False, reason="No.")
    assert history.then("2026-02-09 12:00", declined, SUPPORT).ticket.urgency is Urgency.U2
