"""Outages in JSON."""

from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.clock import Instant
from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.operations.outage_facts import DetectedBy, OutageCategory, RebuttalClaim
from app.domain.operations.outages import FoundCause, LeftOutClaim, Outage, Rebuttal, SecondOpinion
from app.operations.outages import NewOutage, NewRebuttal, OutageView
from app.operations.store.outages import OutagesFilter
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import TRUE_OR_FALSE, Id, In, InstantIn, Note, Out, Reference, Title, given, not_given
from app.routers.operations.recovery_schemas import OutageRecoveryOut

MOST_INSTANCES = 1_000


class ConcernedIn(In):
    """Of a whole service, or of the instances that are named: one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": given("serviceId"),
            "then": not_given("instanceIds"),
            "else": given("instanceIds"),
        }
    )

    service_id: Id | None = None
    instance_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_INSTANCES)] | None = None

    @model_validator(mode="after")
    def _concerns_something(self) -> Self:
        if (self.service_id is None) == (self.instance_ids is None):
            raise PydanticCustomError("what_for", "Give serviceId or instanceIds: one of the two.")
        return self

    @property
    def named(self) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(self.instance_ids or ()))


class OutageIn(ConcernedIn):
    """`degradation`: it works, poorly; that is shown and does not count (section 5.2)."""

    began_at: InstantIn
    detected_by: DetectedBy
    summary: Title
    degradation: bool = False
    category: OutageCategory = OutageCategory.FAILURE

    def new(self) -> NewOutage:
        return NewOutage(
            service_id=self.service_id,
            instance_ids=self.named,
            began_at=self.began_at,
            detected_by=self.detected_by,
            summary=self.summary,
            degradation=self.degradation,
            category=self.category,
        )


class EndOutageIn(In):
    decision: Literal["end"]
    ended_at: InstantIn


class FindLossIn(In):
    decision: Literal["find_loss"]
    loss: Loss


class FindCauseIn(In):
    """`ticketId`: where it was found, a ticket that is linked to the outage."""

    decision: Literal["find_cause"]
    text: Note
    ticket_id: Id | None = None


class ReopenOutageIn(In):
    decision: Literal["reopen"]
    reason: Note


OutageTransitionIn = Annotated[EndOutageIn | FindLossIn | FindCauseIn | ReopenOutageIn, Field(discriminator="decision")]


class LeftOutClaimIn(In):
    """`until` null: to the end of the outage. Announced maintenance is not claimed: it follows from being announced."""

    from_at: Annotated[InstantIn, Field(alias="from")]
    until: InstantIn | None = None
    reason: Literal[LeftOut.ATTACK, LeftOut.VITAL_INFRASTRUCTURE, LeftOut.SUPPLIER, LeftOut.OUTSIDE_CONTROL]
    evidence: Note


def _claims(claim: RebuttalClaim, moment: str, other: str) -> dict[str, Any]:
    """JSON Schema: it has this one moment."""
    moments = {**given(moment)["properties"], **not_given(other)["properties"]}
    return {
        "if": {"properties": {"claim": {"const": claim.value}}},
        "then": {"required": [moment], "properties": moments},
    }


_WHAT_A_CLAIM_TAKES: Final[dict[str, Any]] = {
    **_claims(RebuttalClaim.BEGAN_EARLIER, "from", "until"),
    "else": _claims(RebuttalClaim.ENDED_LATER, "until", "from"),
}


class RebuttalIn(In):
    """`from` for `began_earlier`, `until` for `ended_later`; for `not_left_out` what of it, null being its ends.

    A support manager who records it for a customer says whose it is, and where the proof lies.
    """

    model_config = ConfigDict(json_schema_extra=_WHAT_A_CLAIM_TAKES)

    customer_id: Id | None = None
    claim: RebuttalClaim
    from_at: Annotated[InstantIn | None, Field(alias="from")] = None
    until: InstantIn | None = None
    evidence: Note
    reference: Reference | None = None

    def new(self) -> NewRebuttal:
        return NewRebuttal(
            customer_id=self.customer_id,
            claim=self.claim,
            from_at=self.from_at,
            until=self.until,
            evidence=self.evidence,
            reference=self.reference,
        )


class SecondOpinionIn(In):
    accepted: bool
    reason: Note


class SecondOpinionOut(Out):
    """By somebody else than who claimed it."""

    accepted: bool
    reason: str
    decided_by: UUID | None
    decided_at: Instant

    @classmethod
    def of(cls, opinion: SecondOpinion) -> Self:
        return cls(**vars(opinion))


class LeftOutClaimOut(Out):
    """`decision` null: not decided yet, and so nothing is left out."""

    id: UUID
    from_at: Annotated[Instant, Field(alias="from")]
    until: Instant | None
    reason: LeftOut
    evidence: str
    claimed_by: UUID | None
    claimed_at: Instant
    decision: SecondOpinionOut | None

    @classmethod
    def of(cls, claim: LeftOutClaim) -> Self:
        decision = None if claim.decision is None else SecondOpinionOut.of(claim.decision)
        members: dict[str, Any] = {**vars(claim), "decision": decision}
        return cls(**members)


class RebuttalOut(Out):
    """A customer's proof, for its own instances."""

    id: UUID
    customer_id: UUID
    claim: RebuttalClaim
    from_at: Annotated[Instant | None, Field(alias="from")]
    until: Instant | None
    evidence: str
    reference: str | None
    rebutted_by: UUID | None
    rebutted_at: Instant
    decision: SecondOpinionOut | None

    @classmethod
    def of(cls, rebuttal: Rebuttal) -> Self:
        decision = None if rebuttal.decision is None else SecondOpinionOut.of(rebuttal.decision)
        members: dict[str, Any] = {**vars(rebuttal), "decision": decision}
        return cls(**members)


class FoundLossOut(Out):
    loss: Loss
    found_at: Instant


class FoundCauseOut(Out):
    """`ticketId`: where it was found, if that is in the caller's sight."""

    text: str
    ticket_id: UUID | None
    found_at: Instant

    @classmethod
    def of(cls, cause: FoundCause, seen: frozenset[UUID]) -> Self:
        ticket_id = cause.ticket_id if cause.ticket_id in seen else None
        return cls(text=cause.text, ticket_id=ticket_id, found_at=cause.found_at)


class OutageOut(Out):
    """`endedAt` null: it goes on. `instanceIds`, `rebuttals` and `ticketIds` are those in the caller's sight.

    `recovery` null: nothing is to be recovered, or was promised, or nobody has said yet what was lost.
    """

    id: UUID
    service_id: UUID | None
    instance_ids: tuple[UUID, ...]
    began_at: Instant
    ended_at: Instant | None
    detected_by: DetectedBy
    category: OutageCategory
    degradation: bool
    summary: str
    losses: tuple[FoundLossOut, ...]
    recovery: OutageRecoveryOut | None
    cause: FoundCauseOut | None
    left_out: tuple[LeftOutClaimOut, ...]
    rebuttals: tuple[RebuttalOut, ...]
    ticket_ids: tuple[UUID, ...]
    change_ids: tuple[UUID, ...]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, view: OutageView) -> Self:
        outage: Outage = view.stored.state
        whose = set(view.instances.values())
        return cls(
            id=outage.id,
            service_id=outage.service_id,
            instance_ids=tuple(view.instances),
            began_at=outage.began_at,
            ended_at=outage.ended_at,
            detected_by=outage.detected_by,
            category=outage.category,
            degradation=outage.degradation,
            summary=outage.summary,
            losses=tuple(FoundLossOut(loss=each.loss, found_at=each.found_at) for each in outage.losses),
            recovery=None if view.recovery is None else OutageRecoveryOut.of(view.recovery),
            cause=None if outage.cause is None else FoundCauseOut.of(outage.cause, view.tickets),
            left_out=tuple(map(LeftOutClaimOut.of, outage.claims.values())),
            rebuttals=tuple(RebuttalOut.of(each) for each in outage.rebuttals.values() if each.customer_id in whose),
            ticket_ids=tuple(each.id for each in outage.links if each.id in view.tickets),
            change_ids=tuple(each for each in outage.change_ids if each in view.changes),
            created_at=view.stored.created_at,
            updated_at=view.stored.updated_at,
        )


class OutagesQuery(PageQuery):
    """Those that lasted at some moment of [from, until). `open`: whether they go on."""

    instance_id: Id | None = None
    open: Annotated[bool, TRUE_OR_FALSE] | None = None
    from_at: Annotated[InstantIn | None, Field(alias="from")] = None
    until: InstantIn | None = None

    def wanted(self) -> OutagesFilter:
        return OutagesFilter(instance_id=self.instance_id, is_open=self.open, from_at=self.from_at, until=self.until)


OUTAGE_COLUMNS: tuple[Column[OutageOut], ...] = (
    Column("id", lambda each: each.id, wide=True),
    Column("beganAt", lambda each: each.began_at),
    Column("endedAt", lambda each: each.ended_at),
    Column("detectedBy", lambda each: each.detected_by),
    Column("degradation", lambda each: each.degradation),
    Column("summary", lambda each: each.summary, gives_way=True),
    Column("instances", lambda each: len(each.instance_ids)),
)
