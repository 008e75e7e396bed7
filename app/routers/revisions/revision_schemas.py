"""Revisions of the agreement in JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from app.calendars.foresight import MOST_MOVES, AgreementImpact
from app.clock import Instant
from app.domain.clocks.moves import Move
from app.domain.revisions.clause_reading import AgreementFault
from app.domain.revisions.revisions import RevisionNotice, RevisionState
from app.domain.vocabulary import ClockName
from app.revisions.drafting import NewRevision, ReadRevision, RevisionView
from app.routers.http.tables import Column
from app.routers.http.types import WHOLE, DateIn, In, Name, Note, Out, Title
from app.routers.revisions.cells import RowIn
from app.routers.sla.agreement_schemas import ClauseTableOut

MOST_CLAUSES, MOST_TABLES, MOST_ROWS = 200, 50, 500


class ClauseTableIn(In):
    """As `GET /v1/sla/agreement` has it: each row with all of its columns."""

    name: Title
    rows: Annotated[tuple[RowIn, ...], Field(max_length=MOST_ROWS)]


class ClauseIn(In):
    """A section in its place."""

    section: Title
    heading: Title
    original_heading: Title
    tables: Annotated[tuple[ClauseTableIn, ...], Field(max_length=MOST_TABLES)]


class AgreementRevisionIn(In):
    """The whole agreement, as `GET /v1/sla/agreement` gives it. `revision`: the one that it was made from."""

    revision: Annotated[int | None, Field(ge=1, le=9_999), WHOLE] = None
    title: Title
    vendor: Name
    time_zone: Title
    in_force_on: DateIn
    clauses: Annotated[tuple[ClauseIn, ...], Field(max_length=MOST_CLAUSES)]

    def new(self) -> NewRevision:
        return NewRevision(
            revises=self.revision,
            title=self.title,
            vendor=self.vendor,
            time_zone=self.time_zone,
            in_force_on=self.in_force_on,
            clauses=[each.model_dump(mode="json", by_alias=True) for each in self.clauses],
        )


class RevisionWithdrawalIn(In):
    """It does not take effect."""

    reason: Note


class AgreementRevisionOut(Out):
    """`revises`: the revision that it was made from. A customer's people see it once it is announced."""

    id: UUID
    revision: int
    revises: int
    title: str
    vendor: str
    in_force_on: date
    state: RevisionState
    drafted_at: Instant
    announced_at: Instant | None
    announcement_id: UUID | None
    objections_until_on: date | None
    withdrawn_at: Instant | None
    withdrawn_because: str | None

    @classmethod
    def of(cls, view: RevisionView) -> Self:
        revision = view.stored.state
        return cls(
            id=revision.id,
            revision=revision.number,
            revises=revision.revises,
            title=revision.title,
            vendor=revision.vendor,
            in_force_on=revision.in_force_on,
            state=view.state,
            drafted_at=revision.drafted_at,
            announced_at=revision.announced_at,
            announcement_id=revision.announcement_id,
            objections_until_on=revision.objections_until_on,
            withdrawn_at=revision.withdrawn_at,
            withdrawn_because=revision.withdrawn_because,
        )


class RevisedClauseOut(Out):
    """A section in its place."""

    section: str
    heading: str
    original_heading: str
    tables: tuple[ClauseTableOut, ...]

    @classmethod
    def of(cls, clause: Mapping[str, Any]) -> Self:
        return cls(
            section=clause["section"],
            heading=clause["heading"],
            original_heading=clause["originalHeading"],
            tables=tuple(ClauseTableOut(name=each["name"], rows=tuple(each["rows"])) for each in clause["tables"]),
        )


class WholeRevisionOut(AgreementRevisionOut):
    """With all of its clauses."""

    clauses: tuple[RevisedClauseOut, ...]

    @classmethod
    def of(cls, view: RevisionView) -> Self:
        revision = view.stored.state
        return cls(**vars(AgreementRevisionOut.of(view)), clauses=tuple(map(RevisedClauseOut.of, revision.clauses)))


class AgreementFaultOut(Out):
    """Where it is in the body, and of which section; null: of none."""

    pointer: str
    section: str | None
    detail: str

    @classmethod
    def of(cls, fault: AgreementFault) -> Self:
        return cls(pointer=fault.pointer, section=fault.section, detail=fault.detail)


class RevisionNoticeOut(Out):
    """What the month of notice comes to (Wijzigingen)."""

    announced_on: Annotated[date, Field(description="Today.")]
    earliest_in_force_on: Annotated[date, Field(description="Announced today, it takes effect then at the earliest.")]
    announced_by_on: Annotated[date, Field(description="To take effect when it says, it is announced by then.")]

    @classmethod
    def of(cls, notice: RevisionNotice) -> Self:
        return cls(
            announced_on=notice.announced_on,
            earliest_in_force_on=notice.earliest_in_force_on,
            announced_by_on=notice.by,
        )


class DueTimeMovedOut(Out):
    """Null: nothing is due."""

    ticket_id: UUID
    number: str
    customer_id: UUID
    clock: ClockName
    from_at: Annotated[Instant | None, Field(alias="from")]
    to_at: Annotated[Instant | None, Field(alias="to", description="When it would fall due.")]

    @classmethod
    def of(cls, move: Move) -> Self:
        return cls(
            ticket_id=move.ticket_id,
            number=move.number,
            customer_id=move.customer_id,
            clock=move.clock,
            from_at=move.from_at,
            to_at=move.to_at,
        )


class RevisionCountsOut(Out):
    """Of tickets that are open now."""

    open_tickets: int
    moved_tickets: int
    moved_due_times: int
    unreadable_tickets: int


class ReadRevisionOut(Out):
    """`draft` null: it was a dry run, or there are faults. `moved`: what it would move if it bound open tickets, which
    it does not.
    """

    draft: AgreementRevisionOut | None
    faults: tuple[AgreementFaultOut, ...]
    notice: RevisionNoticeOut
    moved: Annotated[tuple[DueTimeMovedOut, ...], Field(description=f"The first {MOST_MOVES}.")]
    counts: RevisionCountsOut | None

    @classmethod
    def of(cls, draft: RevisionView | None, read: ReadRevision, impact: AgreementImpact | None) -> Self:
        return cls(
            draft=None if draft is None else AgreementRevisionOut.of(draft),
            faults=tuple(map(AgreementFaultOut.of, read.reading.faults)),
            notice=RevisionNoticeOut.of(read.notice),
            moved=() if impact is None else tuple(map(DueTimeMovedOut.of, impact.moves)),
            counts=None
            if impact is None
            else RevisionCountsOut(
                open_tickets=impact.open_tickets,
                moved_tickets=impact.moved_tickets,
                moved_due_times=impact.moved_due_times,
                unreadable_tickets=len(impact.stuck),
            ),
        )


REVISION_COLUMNS: tuple[Column[AgreementRevisionOut], ...] = (
    Column("revision", lambda each: each.revision),
    Column("state", lambda each: each.state),
    Column("inForceOn", lambda each: each.in_force_on),
    Column("announcedAt", lambda each: each.announced_at),
    Column("objectionsUntilOn", lambda each: each.objections_until_on, heading="objections until"),
    Column("withdrawnAt", lambda each: each.withdrawn_at, wide=True),
    Column("title", lambda each: each.title, gives_way=True),
    Column("id", lambda each: each.id, wide=True),
)
