"""Data leaks in JSON."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.domain.security.leaks import AuthorityNotified, DataRole, LeakState
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, Id, In, InstantIn, Name, Note, Out, Reference, Title
from app.security.leaks import LeakView, NewLeak

MOST_INSTANCES = 1_000
MOST_CATEGORIES = 50


class DataLeakIn(In):
    """`vendorIs`: what the vendor is for the data (GDPR 4). As controller it notifies the authority itself; where it is
    the processor each customer does, within 72 hours from when it was told.
    """

    suspected_at: InstantIn
    instance_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_INSTANCES)]
    summary: Title
    vendor_is: DataRole

    def new(self) -> NewLeak:
        return NewLeak(
            suspected_at=self.suspected_at,
            instance_ids=tuple(dict.fromkeys(self.instance_ids)),
            summary=self.summary,
            vendor_is=self.vendor_is,
        )


class EstablishLeakIn(In):
    """Since `awareAt` it was reasonably certain: the earliest that is ever established governs. `people`: how many."""

    decision: Literal["establish"]
    aware_at: InstantIn
    categories: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MOST_CATEGORIES)]
    people: Annotated[int, Field(ge=0, le=10_000_000_000), WHOLE] | None = None


class TellCustomerIn(In):
    decision: Literal["tell_customer"]
    customer_id: Id
    told_at: InstantIn


class NotifyAuthorityIn(In):
    """After 72 hours with `reasonForDelay` (GDPR 33(1)). Where the vendor is the processor, `customerId` is by whom."""

    decision: Literal["notify_authority"]
    notified_at: InstantIn
    reference: Reference
    reason_for_delay: Note | None = None
    customer_id: Id | None = None


class DismissLeakIn(In):
    decision: Literal["dismiss"]
    reason: Note


LeakTransitionIn = Annotated[
    EstablishLeakIn | TellCustomerIn | NotifyAuthorityIn | DismissLeakIn, Field(discriminator="decision")
]


class AuthorityNotificationOut(Out):
    notified_at: Instant
    reference: str
    reason_for_delay: str | None

    @classmethod
    def of(cls, fact: AuthorityNotified | None) -> Self | None:
        if fact is None:
            return None
        return cls(notified_at=fact.notified_at, reference=fact.reference, reason_for_delay=fact.reason_for_delay)


class LeakHitOut(Out):
    """Of one customer. `notification`: its own of the authority, where the vendor is the processor."""

    customer_id: UUID
    instance_ids: tuple[UUID, ...]
    told_at: Instant | None
    notification: AuthorityNotificationOut | None


class DataLeakOut(Out):
    """`hits`, `people` and `notification` (the vendor's own) are as far as they are in the caller's sight: a customer's
    people see their own hit.
    """

    id: UUID
    state: LeakState
    suspected_at: Instant
    aware_at: Instant | None
    vendor_is: DataRole
    summary: str
    categories: tuple[str, ...]
    people: int | None
    hits: tuple[LeakHitOut, ...]
    notification: AuthorityNotificationOut | None
    dismissal: str | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: LeakView) -> Self:
        leak = view.leak
        return cls(
            id=leak.id,
            state=leak.state,
            suspected_at=leak.suspected_at,
            aware_at=leak.aware_at,
            vendor_is=leak.vendor_is,
            summary=leak.summary,
            categories=leak.categories,
            people=leak.people,
            hits=tuple(
                LeakHitOut(
                    customer_id=whose,
                    instance_ids=instances,
                    told_at=leak.told.get(whose),
                    notification=AuthorityNotificationOut.of(leak.notification(whose)),
                )
                for whose, instances in leak.hits.items()
            ),
            notification=AuthorityNotificationOut.of(leak.notification(None)),
            dismissal=leak.dismissed,
            created_at=view.stored.created_at,
            updated_at=view.stored.updated_at,
        )


class DataLeaksQuery(PageQuery):
    state: LeakState | None = None


LEAK_COLUMNS: tuple[Column[DataLeakOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("state", lambda each: each.state),
    Column("suspectedAt", lambda each: each.suspected_at),
    Column("awareAt", lambda each: each.aware_at),
    Column("vendorIs", lambda each: each.vendor_is),
    Column("summary", lambda each: each.summary, gives_way=True),
    Column("hits", lambda each: len(each.hits)),
)
