"""What a ticket of kind `change` needs of its change (§4.1.2): it is not done before that is."""

from collections.abc import Sequence
from typing import Final

from app.domain.agreement.changes import ChangeState
from app.domain.changes.change_record import ChangeRecord
from app.domain.tickets.ticket import Ticket
from app.domain.vocabulary import ChangeType, Decision, Kind
from app.errors import Conflict

APPROVED_BEFORE: Final = "4.1.2"
RESTS_ON_A_CHANGE: Final = frozenset({Decision.IMPLEMENTED, Decision.SOLVED})
_GIVEN_UP: Final = frozenset({ChangeState.REJECTED, ChangeState.WITHDRAWN})


def rests_on_a_change(ticket: Ticket, decision: Decision) -> bool:
    return ticket.details.kind is Kind.CHANGE and decision in RESTS_ON_A_CHANGE


def require_change(changes: Sequence[ChangeRecord], decision: Decision) -> None:
    """Of those that are linked to the ticket one is carried out, or an urgent one is under way; or, where it is only
    said how it ended, all of them have come to nothing. Raises Conflict.
    """
    if not changes:
        raise Conflict(
            "A ticket of a change is done when its change is: register that first, by POST /v1/changes with this"
            " ticketId.",
            section=APPROVED_BEFORE,
        )
    if any(_is_done(each) for each in changes):
        return
    came_to_nothing = all(each.state in _GIVEN_UP or each.has_failed for each in changes)
    if came_to_nothing and decision is Decision.SOLVED:
        return
    numbers = ", ".join(f"{each.number} is {each.state}" for each in changes)
    raise Conflict(
        f"The change is not carried out ({numbers})"
        + (": this ticket was not implemented." if came_to_nothing else "."),
        section=APPROVED_BEFORE,
    )


def _is_done(change: ChangeRecord) -> bool:
    under_way = change.change_type is ChangeType.URGENT and change.state is ChangeState.IMPLEMENTING
    return change.is_carried_out or under_way
