"""How outages were recovered from (§5.8.2), as far as anything is promised about what they hit."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.operations.outages import Outage
from app.domain.operations.recovery import Recovery, recovery_of
from app.domain.tickets.moments import Moment
from app.operations.store import instances
from app.operations.store.instances import InstancesFilter
from app.unit_of_work import UnitOfWork


async def of(uow: UnitOfWork, outages: Sequence[Outage], moment: Moment | None = None) -> Mapping[UUID, Recovery]:
    """Of those that hit an instance in sight about which anything is promised."""
    at = uow.now if moment is None else moment.at
    told = {each.id: recovery_of(each, uow.book.in_force(each.began_at).services, at) for each in outages}
    known = {each: recovery for each, recovery in told.items() if recovery is not None}
    if not known:
        return known
    hit = {each.id: frozenset(each.instance_ids) for each in outages if each.id in known}
    rows = await instances.search(
        uow.connection, uow.scope, InstancesFilter(ids=frozenset[UUID]().union(*hit.values()))
    )
    promised = {each.id for each in rows if each.is_promised}
    return {each: recovery for each, recovery in known.items() if not promised.isdisjoint(hit[each])}
