"""People in JSON."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import MISSING, ConfigDict, Field, StringConstraints

from app.access.store.people import Identity, Person, in_order
from app.accounts.people import Introduction, PersonChanges
from app.clock import Instant
from app.domain.vocabulary import VENDOR_ROLES, Role
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Email, Id, In, Name, Out, PatchIn

RolesIn = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


_OF_A_CUSTOMER: dict[str, Any] = {
    "required": ["customerId"],
    "properties": {"roles": {"contains": {"const": "customer"}}, "customerId": {"type": "string"}},
}
_OF_THE_VENDOR: dict[str, Any] = {
    "properties": {"roles": {"items": {"enum": in_order(VENDOR_ROLES)}}, "customerId": {"type": "null"}}
}


class IdentityIn(In):
    """Who an OpenID provider says that they are, to the letter: `iss`, and the claim that this service reads."""

    issuer: Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[!-~]+$")]
    subject: Annotated[str, StringConstraints(max_length=255, pattern=r"^[!-~](?:[ -~]*[!-~])?$")]

    def identity(self) -> Identity:
        return Identity(self.issuer, self.subject)


class PersonIn(In):
    """The role customer goes with a `customerId`, and the other way round."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_OF_A_CUSTOMER, _OF_THE_VENDOR]})

    name: Name
    email: Email
    roles: RolesIn
    customer_id: Id | None = None
    identity: IdentityIn | None = None

    def introduction(self) -> Introduction:
        return Introduction(
            name=self.name,
            email=self.email,
            roles=frozenset(self.roles),
            customer_id=self.customer_id,
            identity=self.identity and self.identity.identity(),
        )


class PersonPatch(PatchIn):
    """What is left out stays. Once somebody is not active, their keys open nothing."""

    name: Name | MISSING = MISSING
    email: Email | MISSING = MISSING
    roles: RolesIn | MISSING = MISSING
    active: bool | MISSING = MISSING
    identity: IdentityIn | MISSING | None = MISSING

    def changes(self) -> PersonChanges:
        changes = PersonChanges()
        if self.name is not MISSING:
            changes["name"] = self.name
        if self.email is not MISSING:
            changes["email"] = self.email
        if self.roles is not MISSING:
            changes["roles"] = frozenset(self.roles)
        if self.active is not MISSING:
            changes["active"] = self.active
        if self.identity is not MISSING:
            changes["identity"] = self.identity and self.identity.identity()
        return changes


class IdentityOut(Out):
    """As whom somebody signs in at an OpenID provider."""

    issuer: str
    subject: str


class PersonOut(Out):
    """`customerId` is null for the vendor's people, `identity` for those who have not been given one."""

    id: UUID
    customer_id: UUID | None
    name: str
    email: str
    roles: tuple[Role, ...]
    administrator: bool
    active: bool
    identity: IdentityOut | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(
            id=person.id,
            customer_id=person.customer_id,
            name=person.name,
            email=person.email,
            roles=tuple(in_order(person.roles)),
            administrator=person.administrator,
            active=person.active,
            identity=person.identity and IdentityOut(issuer=person.identity.issuer, subject=person.identity.subject),
            created_at=person.created_at,
            updated_at=person.updated_at,
        )


class ChangedPersonOut(PersonOut):
    """A person as they are now, and what follows for tickets."""

    lapsed_tickets: Annotated[
        int,
        Field(
            description="On how many tickets that are not closed a role that they are named for has fallen back to"
            " everybody who has it, since they are not active any more or do not have it: see"
            " `GET /tickets?holder=lapsed`."
        ),
    ]

    @classmethod
    def after(cls, person: Person, lapsed_tickets: int) -> Self:
        return cls(**vars(PersonOut.of(person)), lapsed_tickets=lapsed_tickets)


class PersonQuery(PageQuery):
    customer_id: Id | None = None
    role: Role | None = None
    q: Annotated[Name | None, Field(description="How the name begins, in any case, with or without accents.")] = None


PERSON_COLUMNS = (
    Column[PersonOut]("id", lambda person: person.id),
    Column[PersonOut]("name", lambda person: person.name),
    Column[PersonOut]("email", lambda person: person.email),
    Column[PersonOut]("roles", lambda person: " ".join(person.roles)),
    Column[PersonOut]("customerId", lambda person: person.customer_id),
    Column[PersonOut]("active", lambda person: person.active),
)
