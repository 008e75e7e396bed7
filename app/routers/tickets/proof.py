"""What proves a ticket's history, to be checked elsewhere."""

from typing import Annotated, Self, cast
from uuid import UUID

from fastapi import Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.domain.access.audit import ChainHead
from app.routers.http.documented import shows
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import reply
from app.routers.http.types import Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router
from app.routers.tickets.parameters import TicketId
from app.tickets import proofs
from app.tickets.proofs import Link, Reached
from app.tickets.store.proofs import SealedEvent

router = api_router("Tickets", prefix="/tickets/{ticketId}")

Hex = Annotated[str, Field(pattern="^([0-9a-f]{2})*$")]


class SealedEventOut(Out):
    sequence: int
    seal: Annotated[Hex, Field(description="SHA-256 of the seal before it and `over`; of an older release a BLAKE2b.")]
    over: Annotated[
        str | None,
        Field(
            description="Its ticket, sequence, customer, type, occurredAt, recordedAt, actor and kind of actor, whether"
            " it is internal, its data as JSON; of the first the ticket's number: a line each. Null: internal."
        ),
    ]

    @classmethod
    def of(cls, event: SealedEvent) -> Self:
        return cls(sequence=event.sequence, seal=event.seal.hex(), over=event.over)


class LinkOut(Out):
    """An entry of the audit trail: `hash` is the SHA-256 of the hash before it, the chain's 16 bytes, the position in
    8, `content` and `sealsDigest`.
    """

    position: int
    content: Annotated[Hex, Field(description="SHA-256 of what the entry tells.")]
    seals: Annotated[
        str | None,
        Field(
            description="JSON of the tickets that got events: by id, the number and the seal of the last one."
            " Its SHA-256 is `sealsDigest`. Null where this ticket is not among them."
        ),
    ]
    seals_digest: Hex
    hash: Hex
    events: Annotated[tuple[SealedEventOut, ...], Field(description="What this ticket got since the entry before.")]

    @classmethod
    def of(cls, link: Link) -> Self:
        return cls(
            position=link.entry.place.position,
            content=link.told.hex(),
            seals=link.seals,
            seals_digest=link.seals_digest.hex(),
            hash=link.entry.place.hash.hex(),
            events=tuple(map(SealedEventOut.of, link.events)),
        )


class HeadOut(Out):
    position: int
    hash: Hex

    @classmethod
    def of(cls, head: ChainHead) -> Self:
        return cls(position=head.position, hash=head.hash.hex())


class ProofOut(Out):
    """`items` go on where the page before ended; the last page reaches the `head`. `nextCursor` is null there."""

    ticket_id: UUID
    chain: Annotated[UUID, Field(description="Of the customer, whose id it has.")]
    previous_hash: Annotated[Hex, Field(description="Of the entry before the first of `items`.")]
    head: Annotated[HeadOut, Field(description="How far the chain has come when this was read.")]
    items: tuple[LinkOut, ...]
    next_cursor: str | None


@router.get("/proof", summary="Prove a ticket's history", responses=shows(ProofOut))
async def read_ticket_proof(
    ticket_id: TicketId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """The seals of its events, and the audit trail from the first entry that has one up to the head: what it takes to
    recompute every link elsewhere, as docs/audit.md does in a few lines. Of what is internal a customer is given the
    seal alone.
    """
    asked = window(request, query)
    after = None if asked.after is None else Reached(*cast("tuple[int, int]", asked.after))
    proof = await proofs.prove(uow, ticket_id, after, asked.fetch)
    page = asked.page(proof.links, lambda link: (link.reached.position, link.reached.sequence))
    return reply(
        ProofOut(
            ticket_id=proof.ticket_id,
            chain=proof.chain,
            previous_hash=proof.previous.hex(),
            head=HeadOut.of(proof.head),
            items=tuple(map(LinkOut.of, page.rows)),
            next_cursor=page.next_cursor,
        )
    )
