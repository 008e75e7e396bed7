"""What a notice about the running service says when it goes: of the recipient's own instances alone."""

from collections.abc import Sequence
from datetime import datetime

from app.accounts.store import customers
from app.backlog.kinds import BACKLOG_ITEMS
from app.backlog.store import backlog_items
from app.clock import instant
from app.domain.explanation.phrasing import Phrasing
from app.domain.notifications import service_events as events
from app.domain.notifications.service_wording import ServiceNews, ServiceNewsKind, about_service
from app.domain.notifications.wording import MailText
from app.domain.terms.explaining import TERM_WORDS
from app.domain.terms.subject_terms import TermKind
from app.feed.store import feed
from app.notifications.store.notices import Notice
from app.operations.kinds import MAINTENANCE, OUTAGES
from app.operations.store import hits, releases, services
from app.operations.store import instances as stored_instances
from app.operations.store.hits import HitTable
from app.operations.store.instances import InstancesFilter
from app.postgres.connection import Connection
from app.postgres.scope import EVERYTHING, Scope
from app.postgres.tables import leak_hits, maintenance_hits, outage_hits
from app.sla.document import VENDOR
from app.sla.languages import WORDS
from app.streams import subjects


async def service_message(connection: Connection, notice: Notice, public_url: str) -> MailText | None:
    """Of a notice of these events. None: what it tells of is not so any more, of which another notice tells."""
    news = await _Composing(connection, notice, public_url).news()
    return None if news is None else about_service(news, notice.language)


class _Composing:
    def __init__(self, connection: Connection, notice: Notice, public_url: str) -> None:
        self._connection = connection
        self._notice = notice
        self._url = public_url
        self._subject_id = notice.subject_id
        self._phrasing = Phrasing(WORDS[notice.language], VENDOR.zone)

    async def news(self) -> ServiceNews | None:
        kind = self._notice.event_type
        if kind in events.OUTAGE_EVENTS:
            return await self._outage()
        if kind in (*events.MAINTENANCE_ANNOUNCED, events.MAINTENANCE_CANCELLED):
            return await self._maintenance()
        if kind in (events.LEAK_ESTABLISHED, events.LEAK_DISMISSED):
            return await self._leak()
        if kind == events.ITEM_MOVED:
            return await self._item()
        return await self._release() if kind == events.RELEASE_PUBLISHED else await self._term()

    async def _outage(self) -> ServiceNews | None:
        """As it counts for this customer. None: it has ended since, or goes on after all."""
        [stored] = await subjects.find_many(self._connection, OUTAGES, [self._subject_id])
        if (stored.state.ended_at is not None) is not (self._notice.event_type == events.OUTAGE_ENDED):
            return None
        began_at, ended_at = stored.state.span_for(self._notice.customer_id)
        return ServiceNews(
            kind=ServiceNewsKind.DISRUPTION if ended_at is None else ServiceNewsKind.DISRUPTION_OVER,
            what=await self._own(outage_hits),
            link=self._link("outages"),
            since=self._phrasing.moment(began_at),
            until="" if ended_at is None else self._phrasing.moment(ended_at),
        )

    async def _maintenance(self) -> ServiceNews:
        [stored] = await subjects.find_many(self._connection, MAINTENANCE, [self._subject_id])
        period, kind = stored.state, ServiceNewsKind.MAINTENANCE
        if self._notice.event_type == events.MAINTENANCE_CANCELLED:
            kind = ServiceNewsKind.MAINTENANCE_CANCELLED
        elif self._notice.event_type != events.MAINTENANCE_ANNOUNCED[0]:
            kind = ServiceNewsKind.MAINTENANCE_EXTENDED
        return ServiceNews(
            kind=kind,
            what=await self._own(maintenance_hits),
            link=self._link("maintenance-periods"),
            since=self._phrasing.moment(period.planned_from),
            until=self._phrasing.moment(period.planned_until),
        )

    async def _leak(self) -> ServiceNews:
        link, is_one = self._link("data-leaks"), self._notice.event_type == events.LEAK_ESTABLISHED
        if self._notice.internal:
            customer = await customers.find(self._connection, EVERYTHING, self._notice.customer_id)
            named = [] if customer is None else [customer.name]
            kind = ServiceNewsKind.NOBODY_TOLD if is_one else ServiceNewsKind.NOBODY_TOLD_OF_NONE
            return ServiceNews(kind=kind, what=named, link=link)
        kind = ServiceNewsKind.LEAK if is_one else ServiceNewsKind.NO_LEAK
        return ServiceNews(kind=kind, what=await self._own(leak_hits), link=link)

    async def _release(self) -> ServiceNews | None:
        release = await releases.find(self._connection, self._subject_id)
        service = release and await services.find(self._connection, EVERYTHING, release.service_id)
        if release is None or service is None:
            return None
        link = release.notes_url or f"{self._url}/v1/releases?serviceId={service.id}"
        return ServiceNews(kind=ServiceNewsKind.RELEASE, what=[f"{service.name} {release.version}"], link=link)

    async def _item(self) -> ServiceNews | None:
        """As it stands by then. None where no ticket of the recipient's customer is open about it any more."""
        [stored] = await subjects.find_many(self._connection, BACKLOG_ITEMS, [self._subject_id])
        about = await backlog_items.open_tickets(self._connection, stored.id, self._notice.customer_id)
        if not about:
            return None
        return ServiceNews(
            kind=ServiceNewsKind.ITEM_MOVED,
            what=[" ".join(filter(None, [stored.state.reference, stored.state.version]))],
            state=stored.state.state,
            tickets=[number for _, number in about],
            link=self._link("backlog-items"),
        )

    async def _term(self) -> ServiceNews | None:
        entry = await feed.entry(self._connection, EVERYTHING, self._subject_id, self._notice.sequence)
        if entry is None:
            return None
        [event] = await feed.events(self._connection, [entry])
        is_breach = entry.type == events.TERM_BREACHED
        at = event.payload["breached_at" if is_breach else "announced_breach_at"]
        return ServiceNews(
            kind=ServiceNewsKind.BREACH if is_breach else ServiceNewsKind.NO_BREACH,
            what=[TERM_WORDS[self._notice.language].title[TermKind(event.payload["kind"])]],
            link=self._link(feed.COLLECTIONS[entry.stream]),
            since=self._phrasing.moment(instant(datetime.fromisoformat(at))),
        )

    async def _own(self, table: HitTable) -> Sequence[str]:
        """The names of the customer's own instances that it hits."""
        own = Scope(self._notice.customer_id)
        hit = (await hits.of(self._connection, own, table, [self._subject_id]))[self._subject_id]
        found = await stored_instances.search(self._connection, own, InstancesFilter(ids=[*hit]))
        return [each.name for each in found]

    def _link(self, collection: str) -> str:
        return f"{self._url}/v1/{collection}/{self._subject_id}"
