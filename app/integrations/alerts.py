"""What an Alertmanager notifies of: alerts become tickets, each once.

A notification has many alerts, is sent again at every `repeat_interval` and after every answer that is lost or is not
2xx, and by each Alertmanager of a cluster; it has no name of its own. So each alert is known by its own: its
fingerprint, and since when it fires. What is known already changes nothing.

    firing, not known, no open ticket of this fingerprint     a ticket
    firing, not known, while a ticket of it is open           a comment on that
    resolved, of one that is known and was not yet            an event on its ticket, which stays as it is
      where the mapping has it so, nothing of the fingerprint
      fires, it is the customer's to decide whether it is
      solved, and the change that it is of is done (§4.1.2)   and the decision that it is
    anything else                                             nothing

A notification is taken in whole or not at all. An Alertmanager hears one answer and knows no other remedy than to send
all of it again, so half of it would have to be answered as a failure, and counted as one, though it is none; and there
is no alert among others that could be refused: what its labels hold is made to fit (`domain/alerts/alerts.py`). What
can be refused (no customer, a body that is no notification) is so of all of them.

Locks: one delivery of an integration after the other; then the tickets that are to change, in the order of their ids,
as whoever else changes several does. New tickets nobody else can know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from app.changes import ticket_steps
from app.clock import Instant
from app.domain.alerts.alerts import Alert, AlertAssessment, AlertMapping, details_of, fires_again, is_over
from app.domain.tickets import process
from app.domain.tickets.facts import AlertResolved, Details
from app.domain.tickets.outputs import Outputs
from app.domain.vocabulary import Decision
from app.errors import Conflict
from app.integrations.store import alerts as stored_alerts
from app.integrations.store.alerts import AlertIdentity, KnownAlert, Monitoring
from app.tickets import intake
from app.tickets.comments import comment
from app.tickets.intake import NewTicket
from app.tickets.recording import found_for_change, record
from app.tickets.store.ticket_mapping import StoredTicket
from app.tickets.transitions import RequestedDecision
from app.unit_of_work import UnitOfWork

MOST_ALERTS: Final = 100
"""In a notification. An Alertmanager cuts it by itself where `max_alerts` says so, and tells how many are missing."""


class AlertOutcome(StrEnum):
    """What an alert came to: a ticket of its own, a comment on an open one, the event that it is over, that with the
    decision that the ticket is solved, or nothing. `unknown_instance`: nothing, as long as none or several go by what
    the vendor's own monitoring calls it.
    """

    TICKET = "ticket"
    COMMENT = "comment"
    RESOLVED = "resolved"
    SOLVED = "solved"
    UNCHANGED = "unchanged"
    UNKNOWN_INSTANCE = "unknown_instance"


@dataclass(frozen=True)
class TakenIn:
    """`ticket_id` None: resolved, and nobody heard before that it fired; or of no known instance."""

    alert: Alert
    outcome: AlertOutcome
    ticket_id: UUID | None
    outage_id: UUID | None = None


class Raising(Protocol):
    """What an alert makes, by whose monitoring it is."""

    async def raised(self, alert: Alert, given: AlertAssessment, details: Details) -> UUID:
        """A new ticket that tells of it."""
        ...

    async def began(self, alert: Alert, ticket_id: UUID) -> UUID | None:
        """The outage that the ticket tells of as well; None: it is none."""
        ...

    async def ended(self, outage_id: UUID, ended_at: Instant) -> None:
        """Nothing that is known of it fires any more."""
        ...


@dataclass(frozen=True)
class OfCustomer:
    """A customer's monitoring: its tickets, registered as by the portal."""

    uow: UnitOfWork

    async def raised(self, alert: Alert, given: AlertAssessment, details: Details) -> UUID:
        del alert
        report = NewTicket(customer_id=None, details=details, urgency=given.urgency, impact=given.impact)
        return (await intake.raise_ticket(self.uow, report)).ticket.id

    async def began(self, alert: Alert, ticket_id: UUID) -> UUID | None:
        del alert, ticket_id
        return None

    async def ended(self, outage_id: UUID, ended_at: Instant) -> None:
        """There never is one."""


async def take_in(
    uow: UnitOfWork, customer_id: UUID, mapping: AlertMapping, notified: Sequence[Alert], raising: Raising | None = None
) -> Sequence[TakenIn]:
    """In the order given. An alert that comes after another of its fingerprint is taken in after it.

    `raising` None: as of the customer's own monitoring.
    """
    monitoring = Monitoring(customer_id, uow.actor.id)
    await stored_alerts.lock(uow.connection, uow.actor.id)
    identities = {each.identity for each in notified}
    known = await stored_alerts.known(uow.connection, monitoring, identities)
    fingerprints = {each.fingerprint for each in notified}
    open_tickets = await stored_alerts.open_tickets(uow.connection, monitoring, fingerprints)
    over = {each.identity for each in notified if each.is_resolved}
    firing = frozenset(each.fingerprint for each in notified if each.identity not in over)
    intake_of = _Intake(uow, monitoring, mapping, known, open_tickets, firing, raising or OfCustomer(uow))
    await intake_of.lock_tickets(notified)
    taken = {
        place: await intake_of.take(notified[place])
        for place in sorted(range(len(notified)), key=lambda each: _order(notified[each]))
    }
    return [taken[place] for place in range(len(notified))]


def _order(alert: Alert) -> tuple[AlertIdentity, bool]:
    return alert.identity, alert.is_resolved


@dataclass(frozen=True)
class _Intake:
    """Of one notification. `known` and `open_tickets`, by fingerprint, are kept as they become; `firing` are the
    fingerprints of what it says goes on.
    """

    uow: UnitOfWork
    monitoring: Monitoring
    mapping: AlertMapping
    known: dict[AlertIdentity, KnownAlert]
    open_tickets: dict[str, UUID]
    firing: frozenset[str]
    raising: Raising

    async def lock_tickets(self, notified: Sequence[Alert]) -> None:
        """Those that change. One that was closed meanwhile is open no more."""
        for ticket_id in sorted({each for alert in notified if (each := self._changing(alert)) is not None}):
            stored = await found_for_change(self.uow, ticket_id)
            if stored.ticket.status not in stored_alerts.GOING:
                for fingerprint in [name for name, each in self.open_tickets.items() if each == ticket_id]:
                    del self.open_tickets[fingerprint]

    def _changing(self, alert: Alert) -> UUID | None:
        before = self.known.get(alert.identity)
        if not alert.is_resolved:
            return self.open_tickets.get(alert.fingerprint) if before is None else None
        return None if before is None or before.is_resolved else before.ticket_id

    async def take(self, alert: Alert) -> TakenIn:
        before = self.known.get(alert.identity)
        if alert.is_resolved:
            return await self._resolved(alert, before)
        if before is not None:
            return TakenIn(alert, AlertOutcome.UNCHANGED, before.ticket_id, before.outage_id)
        ticket_id = self.open_tickets.get(alert.fingerprint)
        outcome = AlertOutcome.TICKET if ticket_id is None else AlertOutcome.COMMENT
        if ticket_id is None:
            ticket_id = self.open_tickets[alert.fingerprint] = await self._raised(alert)
        else:
            await comment(self.uow, ticket_id, fires_again(alert), internal=False)
        outage_id = await self.raising.began(alert, ticket_id)
        known = self.known[alert.identity] = KnownAlert(ticket_id, is_resolved=False, outage_id=outage_id)
        await stored_alerts.keep(self.uow.connection, self.monitoring, alert.identity, known, self.uow.now)
        return TakenIn(alert, outcome, ticket_id, outage_id)

    async def _raised(self, alert: Alert) -> UUID:
        given = self.mapping.assessment_of(alert)
        return await self.raising.raised(alert, given, details_of(alert, self.mapping))

    async def _resolved(self, alert: Alert, before: KnownAlert | None) -> TakenIn:
        """That it was over at a moment that was not yet, or before it began, nobody knows: then it is now."""
        if before is None or before.is_resolved:
            ids = (None, None) if before is None else (before.ticket_id, before.outage_id)
            return TakenIn(alert, AlertOutcome.UNCHANGED, *ids)
        uow, said = self.uow, alert.ended_at
        ended_at = said if said is not None and alert.starts_at <= said <= uow.now else uow.now
        fact = AlertResolved(fingerprint=alert.fingerprint, starts_at=alert.starts_at, ended_at=ended_at)
        after = await record(uow, await found_for_change(uow, before.ticket_id), fact, reason="alert resolved")
        await stored_alerts.resolve(uow.connection, self.monitoring, alert.identity, uow.now)
        self.known[alert.identity] = replace(before, is_resolved=True)
        if before.outage_id is not None and not await stored_alerts.firing_for(uow.connection, before.outage_id):
            await self.raising.ended(before.outage_id, ended_at)
        solved = await self._solved(after, alert.fingerprint, ended_at)
        outcome = AlertOutcome.SOLVED if solved else AlertOutcome.RESOLVED
        return TakenIn(alert, outcome, before.ticket_id, before.outage_id)

    async def _solved(self, stored: StoredTicket, fingerprint: str, ended_at: Instant) -> bool:
        """Decides that it is, where the mapping says so and the decision is one for the customer: anybody else's would
        say that a person has done what nobody did.
        """
        uow = self.uow
        if not self.mapping.solve_on_resolve or fingerprint in self.firing:
            return False
        options = process.options(
            stored.ticket, uow.book.agreement_of(stored.ticket, uow.now), uow.actor, lapsed=stored.lapsed
        )
        if not any(each.allowed and each.rule.decision is Decision.SOLVED for each in options):
            return False
        if await stored_alerts.firing(uow.connection, self.monitoring, fingerprint):
            return False
        solved = RequestedDecision(Decision.SOLVED, Outputs(report=is_over(ended_at)))
        try:
            await ticket_steps.transition(uow, stored, solved)
        except Conflict:
            return False
        return True
