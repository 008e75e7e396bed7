"""Data leaks (§5.9.2): who was hit, and by when the authority and those who were hit are told.

The 72 hours are the law's (GDPR 33(1)) and stand beside the agreement, which gives no period: they really pass, over
weekends and holidays. As controller the vendor notifies the authority itself; as processor it tells its customers,
and the 72 hours of each begin when it was told (GDPR 33(2)).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from app.clock import Instant
from app.domain import streams
from app.domain.agreement.measures import Span
from app.domain.agreement.service_terms import LeakTerms
from app.domain.agreement.spans import elapsed
from app.domain.clocks.terms import DueTime, breach_of
from app.domain.replacing import replace
from app.domain.streams import RecordedFact
from app.domain.terms.subject_terms import SubjectTerm, TermCalendar, TermKind, TermSubject, TermSubjectType
from app.domain.terms.term_facts import TermBreached, TermFact
from app.errors import Conflict, Invalid, NotFound

AUTHORITY: Final = "authority"
"""The key of the vendor's own notification, as controller."""


class DataRole(StrEnum):
    """What the vendor is for the data that leaked (GDPR 4)."""

    PROCESSOR = "processor"
    CONTROLLER = "controller"


@dataclass(frozen=True, kw_only=True)
class LeakSuspected:
    """`hits`: the instances, by the customer whose they are."""

    suspected_at: Instant
    hits: Mapping[UUID, tuple[UUID, ...]]
    summary: str
    vendor_is: DataRole
    type: Literal["leak_suspected"] = "leak_suspected"


@dataclass(frozen=True, kw_only=True)
class LeakEstablished:
    """Since `aware_at` it was reasonably certain. Established again, the earlier moment governs."""

    aware_at: Instant
    categories: tuple[str, ...]
    people: int | None = None
    type: Literal["leak_established"] = "leak_established"


@dataclass(frozen=True, kw_only=True)
class CustomerTold:
    customer_id: UUID
    told_at: Instant
    type: Literal["customer_told"] = "customer_told"


@dataclass(frozen=True, kw_only=True)
class AuthorityNotified:
    """`customer_id`: by which customer, as the controller; None: by the vendor."""

    notified_at: Instant
    reference: str
    reason_for_delay: str | None = None
    customer_id: UUID | None = None
    type: Literal["authority_notified"] = "authority_notified"


@dataclass(frozen=True, kw_only=True)
class LeakDismissed:
    reason: str
    type: Literal["leak_dismissed"] = "leak_dismissed"


@dataclass(frozen=True, kw_only=True)
class NotificationOverdue:
    """Somebody was not told in time: the authority, or the customer of `key`."""

    kind: TermKind
    key: str
    due_at: Instant
    type: Literal["notification_overdue"] = "notification_overdue"


LeakProcessFact = LeakSuspected | LeakEstablished | CustomerTold | AuthorityNotified | LeakDismissed
LeakDerivedFact = NotificationOverdue | TermFact
LeakFact = LeakProcessFact | LeakDerivedFact
LeakEvent = RecordedFact[LeakFact]


class LeakState(StrEnum):
    SUSPECTED = "suspected"
    ESTABLISHED = "established"
    DISMISSED = "dismissed"


@dataclass(frozen=True, kw_only=True)
class Leak:
    """`told` and `notified` are the first times, by customer; `vendor_notified` is the vendor's own."""

    id: UUID
    suspected_at: Instant
    hits: Mapping[UUID, tuple[UUID, ...]]
    summary: str
    vendor_is: DataRole
    aware_at: Instant | None = None
    categories: tuple[str, ...] = ()
    people: int | None = None
    told: Mapping[UUID, Instant] = field(default_factory=dict[UUID, Instant])
    notified: Mapping[UUID, AuthorityNotified] = field(default_factory=dict[UUID, AuthorityNotified])
    vendor_notified: AuthorityNotified | None = None
    dismissed: str | None = None

    def notification(self, customer_id: UUID | None) -> AuthorityNotified | None:
        """The first by this customer; None: by the vendor."""
        return self.vendor_notified if customer_id is None else self.notified.get(customer_id)

    @property
    def state(self) -> LeakState:
        if self.dismissed is not None:
            return LeakState.DISMISSED
        return LeakState.SUSPECTED if self.aware_at is None else LeakState.ESTABLISHED


def replay_leak(leak_id: UUID, events: Iterable[LeakEvent]) -> Leak:
    """The leak that these facts make; ValueError when the first one is not its beginning."""
    return streams.replay(lambda first: begin_leak(leak_id, first), advance_leak, events)


def begin_leak(leak_id: UUID, event: LeakEvent) -> Leak:
    fact = event.fact
    if not isinstance(fact, LeakSuspected):
        raise ValueError("a leak begins with a suspicion")  # noqa: TRY004 - wrong facts, not a wrong type
    return Leak(
        id=leak_id, suspected_at=fact.suspected_at, hits=fact.hits, summary=fact.summary, vendor_is=fact.vendor_is
    )


def advance_leak(leak: Leak, event: LeakEvent) -> Leak:
    """The leak after one more fact. Derived facts change nothing."""
    match event.fact:
        case LeakSuspected():
            raise ValueError("a leak is suspected once")
        case LeakEstablished(aware_at=aware_at, categories=categories, people=people):
            known = aware_at if leak.aware_at is None else min(leak.aware_at, aware_at)
            return replace(leak, aware_at=known, categories=categories, people=people)
        case CustomerTold(customer_id=customer_id, told_at=told_at):
            first = min(leak.told.get(customer_id, told_at), told_at)
            return replace(leak, told={**leak.told, customer_id: first})
        case AuthorityNotified(customer_id=customer_id) as fact:
            first_one = min(leak.notification(customer_id) or fact, fact, key=lambda each: each.notified_at)
            if customer_id is None:
                return replace(leak, vendor_notified=first_one)
            return replace(leak, notified={**leak.notified, customer_id: first_one})
        case LeakDismissed(reason=reason):
            return replace(leak, dismissed=reason)
        case _:
            return leak


def leak_terms(leak: Leak, terms: LeakTerms) -> tuple[SubjectTerm, ...]:
    """None before it is established; of one that was dismissed afterwards they do not apply, and are kept."""
    return () if leak.aware_at is None else tuple(_terms(leak, leak.aware_at, terms))


def _terms(leak: Leak, aware_at: Instant, terms: LeakTerms) -> Iterator[SubjectTerm]:
    if leak.vendor_is is DataRole.CONTROLLER:
        yield _authority(leak, AUTHORITY, None, aware_at, terms)
    for customer_id in leak.hits:
        told_at = leak.told.get(customer_id)
        yield _customer(leak, customer_id, aware_at, told_at, terms)
        if leak.vendor_is is DataRole.PROCESSOR and told_at is not None:
            yield _authority(leak, str(customer_id), customer_id, told_at, terms)


def _authority(leak: Leak, key: str, customer_id: UUID | None, since: Instant, terms: LeakTerms) -> SubjectTerm:
    notified = leak.notification(customer_id)
    stopped_at = None if notified is None else notified.notified_at
    kind, span, section = TermKind.AUTHORITY_NOTIFICATION, terms.authority_within, terms.authority_law
    return _term(leak, kind, key, customer_id, since, stopped_at, span, section, (section,))


def _customer(
    leak: Leak, customer_id: UUID, aware_at: Instant, told_at: Instant | None, terms: LeakTerms
) -> SubjectTerm:
    kind, span, section = TermKind.CUSTOMER_NOTIFICATION, terms.customer_within, terms.section.number
    beside = (section, terms.customer_law)
    return _term(leak, kind, str(customer_id), customer_id, aware_at, told_at, span, section, beside)


def _term(
    leak: Leak,
    kind: TermKind,
    key: str,
    customer_id: UUID | None,
    since: Instant,
    stopped_at: Instant | None,
    within: Span,
    section: str,
    sections: tuple[str, ...],
) -> SubjectTerm:
    due_at = elapsed(within, since)
    return SubjectTerm(
        kind=kind,
        subject=TermSubject(TermSubjectType.LEAK, leak.id),
        key=key,
        customer_id=customer_id,
        started_at=since,
        due_at=due_at,
        stopped_at=stopped_at,
        breach_at=breach_of(due_at, stopped_at),
        target=within,
        calendar=TermCalendar.ELAPSED,
        section=section,
        commitments=tuple(DueTime(each, due_at) for each in sections),
        not_applicable=leak.dismissed,
        about=(leak.vendor_is,),
    )


def overdue_fact(said: TermBreached) -> NotificationOverdue:
    """How the leak tells of a breach that is announced."""
    return NotificationOverdue(kind=said.kind, key=said.key, due_at=said.breached_at)


def establish(leak: Leak, aware_at: Instant, categories: tuple[str, ...], people: int | None) -> LeakEstablished:
    """A second time too: what is known later may say that it was known earlier."""
    _check_stands(leak)
    return LeakEstablished(aware_at=aware_at, categories=categories, people=people)


def tell_customer(leak: Leak, customer_id: UUID, told_at: Instant) -> CustomerTold:
    """Raises NotFound for a customer that was not hit: it is nothing to it."""
    _check_stands(leak)
    _check_established(leak)
    if customer_id not in leak.hits:
        raise NotFound("This customer was not hit.")
    return CustomerTold(customer_id=customer_id, told_at=told_at)


def notify_authority(
    leak: Leak,
    notified_at: Instant,
    reference: str,
    reason_for_delay: str | None,
    customer_id: UUID | None,
    terms: LeakTerms,
) -> AuthorityNotified:
    """Raises Invalid at a delay without its reasons (GDPR 33(1))."""
    _check_stands(leak)
    _check_established(leak)
    if (customer_id is None) is not (leak.vendor_is is DataRole.CONTROLLER):
        detail = "The controller notifies the authority: name the customer where the vendor is the processor."
        raise Invalid.at("/customerId", "wrong_controller", detail)
    if customer_id is not None and customer_id not in leak.hits:
        raise NotFound("This customer was not hit.")
    since = leak.aware_at if customer_id is None else leak.told.get(customer_id)
    latest = None if since is None else elapsed(terms.authority_within, since)
    if latest is not None and notified_at > latest and not reason_for_delay:
        detail = f"After {terms.authority_within.amount} hours it goes with the reasons ({terms.authority_law})."
        raise Invalid.at("/reasonForDelay", "required", detail)
    return AuthorityNotified(
        notified_at=notified_at, reference=reference, reason_for_delay=reason_for_delay, customer_id=customer_id
    )


def dismiss(leak: Leak, reason: str) -> LeakDismissed:
    _check_stands(leak)
    return LeakDismissed(reason=reason)


def _check_stands(leak: Leak) -> None:
    if leak.dismissed is not None:
        raise Conflict("It was dismissed: it was no leak.", section="5.9.2")


def _check_established(leak: Leak) -> None:
    if leak.aware_at is None:
        raise Conflict("It is a suspicion yet: establish it first.", section="5.9.2")
