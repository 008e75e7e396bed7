"""The vendor's own monitoring (§5.3, §5.9.1): what it finds is of somebody's instance.

An alert becomes a signal: a ticket without a registrant, which counts for no customer's response until one of its
registrants makes it a ticket. Where the mapping says that such an alert is an outage, it opens one, since when it
fires, to which the ticket is linked; the outage ends once nothing that is known of it fires any more.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from app.business_time.wall import local_day
from app.clock import Instant
from app.domain.alerts.alerts import Alert, AlertAssessment, AlertMapping, title_of
from app.domain.operations.outage_facts import DetectedBy
from app.domain.tickets.facts import Details
from app.integrations.alerts import AlertOutcome, TakenIn, take_in
from app.integrations.store import alerts as stored_alerts
from app.operations import outages
from app.operations.outages import NewOutage
from app.operations.store import instances as stored_instances
from app.operations.store.instances import InstanceRow
from app.tickets import intake
from app.tickets.intake import NewTicket
from app.unit_of_work import UnitOfWork

INSTANCE: Final = "instance"
_LOG: Final = logging.getLogger("duetime.webhooks")


async def take_in_own(uow: UnitOfWork, mapping: AlertMapping, notified: Sequence[Alert]) -> Sequence[TakenIn]:
    """In the order given. What names no instance that there is does nothing, and is logged: it is taken in when it is
    sent again and names one. The label that names it is `instance`, as Prometheus has it, where the mapping names none.
    What is known already is of the customer that it was of, whatever its instance is called by now.
    """
    mapping = replace(mapping, instance_label=mapping.instance_label or INSTANCE)
    await stored_alerts.lock(uow.connection, uow.actor.id)
    known = await stored_alerts.whose(uow.connection, uow.actor.id, {each.identity for each in notified})
    found = await _instances(uow, mapping, notified)
    named = [found.get(mapping.instance_of(each) or "") for each in notified]
    of = [
        known.get(alert.identity, None if instance is None else instance.customer_id)
        for alert, instance in zip(notified, named, strict=True)
    ]
    taken = {
        place: TakenIn(alert, AlertOutcome.UNKNOWN_INSTANCE, None)
        for place, alert in enumerate(notified)
        if of[place] is None
    }
    if taken:
        strange = sorted({mapping.instance_of(notified[place]) or "" for place in taken})
        told = {"integration": str(uow.actor.id), "instances": ", ".join(strange[:10])}
        _LOG.warning("alerts of the vendor's own monitoring name no instance that there is", extra=told)
    for customer_id in sorted({each for each in of if each is not None}):
        theirs = [place for place, each in enumerate(of) if each == customer_id]
        raising = OfInstances(uow, mapping, customer_id, found)
        results = await take_in(uow, customer_id, mapping, [notified[place] for place in theirs], raising)
        taken |= dict(zip(theirs, results, strict=True))
    return [taken[place] for place in range(len(notified))]


async def _instances(uow: UnitOfWork, mapping: AlertMapping, notified: Sequence[Alert]) -> Mapping[str, InstanceRow]:
    """By what their alerts call them: those that one and no other goes by, and that there are today."""
    names = {name for each in notified if (name := mapping.instance_of(each)) is not None}
    today = uow.now.astimezone(uow.book.in_force(uow.now).vendor.zone).date()
    return {} if not names else await stored_instances.called(uow.connection, names, today)


@dataclass(frozen=True)
class OfInstances:
    """What alerts make of the instances of one customer."""

    uow: UnitOfWork
    mapping: AlertMapping
    customer_id: UUID
    found: Mapping[str, InstanceRow]

    async def raised(self, alert: Alert, given: AlertAssessment, details: Details) -> UUID:
        named = replace(details, instance=self._instance(alert).name)
        report = NewTicket(customer_id=self.customer_id, details=named, urgency=given.urgency, impact=given.impact)
        return (await intake.signal(self.uow, report)).ticket.id

    async def began(self, alert: Alert, ticket_id: UUID) -> UUID | None:
        """Monitoring has seen it already where it has said so of the same instance and that goes on.

        What fires since before there was the instance is an outage from its first day on.
        """
        if not self.mapping.is_outage(alert):
            return None
        instance = self._instance(alert)
        first = local_day(instance.starts_on, self.uow.book.in_force(self.uow.now).vendor.zone)[0]
        began_at = min(max(alert.starts_at, first), self.uow.now)
        new = NewOutage(
            service_id=None,
            instance_ids=(instance.id,),
            began_at=began_at,
            detected_by=DetectedBy.MONITORING,
            summary=title_of(alert),
        )
        view, _ = await outages.begun(self.uow, new)
        await outages.linked(self.uow, view.stored.id, ticket_id)
        return view.stored.id

    async def ended(self, outage_id: UUID, ended_at: Instant) -> None:
        """Nothing happens where people have ended it already."""
        await outages.ended_by_then(self.uow, outage_id, ended_at)

    def _instance(self, alert: Alert) -> InstanceRow:
        return self.found[self.mapping.instance_of(alert) or ""]
