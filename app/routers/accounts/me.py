"""Who came in, with what, and how far it reaches: what a page asks first."""

from typing import Annotated, cast
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.access import administration_networks
from app.access.store.people import in_order
from app.accounts import customers, people
from app.clock import Instant
from app.domain.access.caller import Credential, CredentialKind
from app.domain.access.management import MANAGEMENT
from app.domain.vocabulary import Role
from app.routers.http.documented import shows
from app.routers.http.replies import reply
from app.routers.http.runtime import runtime_of
from app.routers.http.types import Out
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.route import api_router

router = api_router("Me", prefix="/me")


class CredentialInUseOut(Out):
    """The key or token of this request. Null is without limit: all that the person may, from everywhere, for ever."""

    kind: CredentialKind
    prefix: Annotated[str | None, Field(description="How an API key begins; null of a token.")]
    scopes: tuple[str, ...] | None
    allowed_networks: tuple[str, ...] | None
    expires_at: Instant | None


class LimitsOut(Out):
    """Of all the person's keys and tokens together; null where there is none. What is left says `RateLimit`."""

    requests_per_minute: int | None


class StandingWarningOut(Out):
    """Of support managers and administrators, for as long as it is so."""

    section: str
    detail: str


class MeOut(Out):
    """A person, as `/people/{personId}` has them, and what they came in with."""

    id: UUID
    name: str
    email: str
    customer_id: Annotated[UUID | None, Field(description="Null: the vendor's.")]
    roles: tuple[Role, ...]
    administrator: bool
    registrant: Annotated[bool, Field(description="May register tickets for their customer.")]
    credential: CredentialInUseOut
    limits: LimitsOut
    warnings: Annotated[
        tuple[StandingWarningOut, ...],
        Field(description="Of how management is let in; of everybody else there are none."),
    ]


@router.get("", summary="See who came in", responses=shows(MeOut))
async def read_me(request: Request, uow: UnitOfWorkDep) -> Response:
    """Who the caller is, with which roles, scopes and limits. Every key opens it, whatever its scopes."""
    person, warnings = await people.find(uow, uow.actor.id), await administration_networks.warnings(uow)
    credential = cast("Credential", uow.caller.credential)  # over HTTP nobody is without one
    reach, most = credential.reach, runtime_of(request).settings.requests_per_minute
    used = CredentialInUseOut(
        kind=credential.kind,
        prefix=credential.prefix or None,
        scopes=None if reach.scopes is None else tuple(sorted(reach.scopes)),
        allowed_networks=None if reach.networks is None else tuple(map(str, reach.networks)),
        expires_at=reach.expires_at,
    )
    return reply(
        MeOut(
            id=person.id,
            name=person.name,
            email=person.email,
            customer_id=person.customer_id,
            roles=tuple(in_order(person.roles)),
            administrator=person.administrator,
            registrant=person.customer_id is not None and await customers.is_registrant(uow, person.customer_id),
            credential=used,
            limits=LimitsOut(requests_per_minute=most or None),
            warnings=tuple(StandingWarningOut(section=MANAGEMENT, detail=each) for each in warnings),
        )
    )
