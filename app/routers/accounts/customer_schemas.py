"""Customers and registrants in JSON."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import MISSING, Field

from app.accounts.customers import ContractChanges, ContractTerms, Overview
from app.accounts.store.customers import Registrant
from app.clock import Instant
from app.domain.agreement.agreed_terms import NO_FIGURES, AgreedTerms, TermsChange
from app.domain.vocabulary import ServiceLevel
from app.routers.accounts.own_figure_schemas import (
    OwnFiguresIn,
    OwnFiguresOut,
    OwnTargetOut,
    OwnTargetsIn,
    figures_in_words,
    targets_in_words,
)
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import TRUE_OR_FALSE, Id, In, InstantIn, Name, Out, PatchIn


class CustomerIn(In):
    name: Name
    service_level: ServiceLevel
    own_targets: OwnTargetsIn = ()
    own_figures: OwnFiguresIn | None = None
    consultant_id: Annotated[
        Id | None, Field(description="The customer's own consultant, at a level that has one (section 1.2.2).")
    ] = None

    def contract(self) -> ContractTerms:
        return ContractTerms(
            name=self.name,
            service_level=self.service_level,
            own_targets=tuple(each.value() for each in self.own_targets),
            own_figures=NO_FIGURES if self.own_figures is None else self.own_figures.value(),
            consultant_id=self.consultant_id,
        )


class CustomerPatch(PatchIn):
    """What is left out stays, null takes it away. `ownTargets`, and `ownFigures`, are replaced as a whole.

    What is agreed for a later moment and not taken back holds from then on, whatever is agreed before that; it is
    taken back by agreeing on something else from the same moment.
    """

    name: Name | MISSING = MISSING
    service_level: ServiceLevel | MISSING = MISSING
    own_targets: OwnTargetsIn | MISSING | None = MISSING
    own_figures: OwnFiguresIn | MISSING | None = MISSING
    consultant_id: Id | MISSING | None = MISSING
    from_at: Annotated[
        InstantIn | None,
        Field(alias="from", description="From when what is agreed holds: now, or a later moment."),
    ] = None

    def changes(self) -> ContractChanges:
        changes = ContractChanges()
        if self.name is not MISSING:
            changes["name"] = self.name
        if self.service_level is not MISSING:
            changes["service_level"] = self.service_level
        if self.own_targets is not MISSING:
            changes["own_targets"] = tuple(each.value() for each in self.own_targets or ())
        if self.own_figures is not MISSING:
            changes["own_figures"] = NO_FIGURES if self.own_figures is None else self.own_figures.value()
        if self.consultant_id is not MISSING:
            changes["consultant_id"] = self.consultant_id
        return changes


class RegistrantCountOut(Out):
    """How many people may register tickets, out of how many: its own figure, or its level's (section 1.2.2)."""

    count: int
    limit: int


class TermsToComeOut(Out):
    """What will hold from a later moment on, if nothing else is agreed."""

    from_at: Annotated[Instant, Field(alias="from")]
    service_level: ServiceLevel
    own_targets: tuple[OwnTargetOut, ...]
    own_figures: OwnFiguresOut

    @classmethod
    def of(cls, from_at: Instant, agreed: AgreedTerms) -> Self:
        return cls(
            from_at=from_at,
            service_level=agreed.service_level,
            own_targets=tuple(map(OwnTargetOut.of, agreed.own_targets)),
            own_figures=OwnFiguresOut.of(agreed.own_figures),
        )


class TermsChangeOut(Out):
    """One change of what is agreed. A ticket goes by what held when it was registered. Null: not changed by it."""

    number: int
    from_at: Annotated[Instant, Field(alias="from")]
    service_level: ServiceLevel | None
    own_targets: tuple[OwnTargetOut, ...] | None
    own_figures: OwnFiguresOut | None
    recorded_at: Instant
    recorded_by_id: Annotated[UUID | None, Field(description="Null: not known; it was recorded before this was kept.")]

    @classmethod
    def of(cls, change: TermsChange) -> Self:
        own = change.own_targets
        return cls(
            number=change.number,
            from_at=change.from_at,
            service_level=change.service_level,
            own_targets=None if own is None else tuple(map(OwnTargetOut.of, own)),
            own_figures=None if change.own_figures is None else OwnFiguresOut.of(change.own_figures),
            recorded_at=change.recorded_at,
            recorded_by_id=change.recorded_by,
        )


class CustomerOut(Out):
    """`serviceLevel`, `ownTargets` and `ownFigures` are what holds now, `termsToCome` what will hold from later moments
    on.
    """

    id: UUID
    name: str
    service_level: ServiceLevel
    own_targets: tuple[OwnTargetOut, ...]
    own_figures: OwnFiguresOut
    terms_to_come: tuple[TermsToComeOut, ...]
    consultant_id: UUID | None
    registrants: RegistrantCountOut
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, overview: Overview) -> Self:
        customer = overview.customer
        return cls(
            id=customer.id,
            name=customer.name,
            service_level=overview.agreed.service_level,
            own_targets=tuple(map(OwnTargetOut.of, overview.agreed.own_targets)),
            own_figures=OwnFiguresOut.of(overview.agreed.own_figures),
            terms_to_come=tuple(TermsToComeOut.of(at, agreed) for at, agreed in overview.to_come),
            consultant_id=customer.consultant_id,
            registrants=RegistrantCountOut(count=overview.registrants, limit=overview.most_registrants),
            created_at=customer.created_at,
            updated_at=customer.updated_at,
        )


class CustomerQuery(PageQuery):
    service_level: ServiceLevel | None = None
    without_consultant: Annotated[
        bool,
        TRUE_OR_FALSE,
        Field(
            description="Only those that are to have a consultant of their own by their level (section 1.2.2), and have"
            " none, or one who has left."
        ),
    ] = False
    q: Annotated[Name | None, Field(description="How the name begins, in any case, with or without accents.")] = None


class RegistrantIn(In):
    person_id: Id


class RegistrantOut(Out):
    person_id: UUID
    name: str
    email: str
    added_at: Instant
    active: Annotated[bool, Field(description="Somebody who is not holds no seat, and cannot register.")]

    @classmethod
    def of(cls, registrant: Registrant) -> Self:
        return cls(
            person_id=registrant.person_id,
            name=registrant.name,
            email=registrant.email,
            added_at=registrant.added_at,
            active=registrant.active,
        )


CUSTOMER_COLUMNS = (
    Column[CustomerOut]("id", lambda customer: customer.id, wide=True),
    Column[CustomerOut]("name", lambda customer: customer.name, gives_way=True),
    Column[CustomerOut]("serviceLevel", lambda customer: customer.service_level),
    Column[CustomerOut]("registrants", lambda customer: customer.registrants.count),
    Column[CustomerOut]("consultantId", lambda customer: customer.consultant_id, wide=True),
    Column[CustomerOut]("createdAt", lambda customer: customer.created_at),
)
REGISTRANT_COLUMNS = (
    Column[RegistrantOut]("personId", lambda registrant: registrant.person_id, wide=True),
    Column[RegistrantOut]("name", lambda registrant: registrant.name, gives_way=True),
    Column[RegistrantOut]("email", lambda registrant: registrant.email, gives_way=True),
    Column[RegistrantOut]("addedAt", lambda registrant: registrant.added_at),
    Column[RegistrantOut]("active", lambda registrant: registrant.active),
)
TERMS_COLUMNS = (
    Column[TermsChangeOut]("number", lambda change: change.number),
    Column[TermsChangeOut]("from", lambda change: change.from_at),
    Column[TermsChangeOut]("serviceLevel", lambda change: change.service_level),
    Column[TermsChangeOut]("ownTargets", lambda change: targets_in_words(change.own_targets), gives_way=True),
    Column[TermsChangeOut]("ownFigures", lambda change: figures_in_words(change.own_figures), gives_way=True),
    Column[TermsChangeOut]("recordedAt", lambda change: change.recorded_at, wide=True),
    Column[TermsChangeOut]("recordedById", lambda change: change.recorded_by_id, wide=True),
)
