"""People in JSON."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import MISSING, Field, StringConstraints

from app.access.store.people import Identity, Person, in_order
from app.accounts.people import Introduction, PersonChanges
from app.clock import Instant
from app.domain.vocabulary import Role
from app.routers.contract.forms import FormsIn
from app.routers.http.pagination import PageQuery
from app.routers.http.tables import Column
from app.routers.http.types import Email, Id, In, Name, Out, PatchIn

VendorRole = Literal[Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER]
RolesIn = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class IdentityIn(In):
    """Who an OpenID provider says that they are, to the letter: `iss`, and the claim that this service reads."""

    issuer: Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[!-~]+$")]
    subject: Annotated[str, StringConstraints(max_length=255, pattern=r"^[!-~](?:[ -~]*[!-~])?$")]

    def identity(self) -> Identity:
        return Identity(self.issuer, self.subject)


class PersonIn(FormsIn):
    """The role customer goes with a `customerId`, and the other way round."""

    name: Name
    email: Email
    roles: RolesIn
    customer_id: Id | None = None
    identity: IdentityIn | None = None

    @classmethod
    def forms(cls) -> tuple[type[In], ...]:
        return NewCustomerPerson, NewVendorPerson

    def introduction(self) -> Introduction:
        return Introduction(
            name=self.name,
            email=self.email,
            roles=frozenset(self.roles),
            customer_id=self.customer_id,
            identity=self.identity and self.identity.identity(),
        )


class _NewPerson(In):
    name: Name
    email: Email


class NewCustomerPerson(_NewPerson):
    """Somebody of a customer: among the roles is customer."""

    roles: Annotated[RolesIn, Field(json_schema_extra={"contains": {"const": Role.CUSTOMER.value}})]
    customer_id: Id
    identity: IdentityIn | None = None


class NewVendorPerson(_NewPerson):
    """Somebody of the vendor."""

    roles: Annotated[list[VendorRole], Field(min_length=1, max_length=len(Role))]
    identity: IdentityIn | None = None


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
    Column[PersonOut]("id", lambda person: person.id, wide=True),
    Column[PersonOut]("name", lambda person: person.name, gives_way=True),
    Column[PersonOut]("email", lambda person: person.email, gives_way=True),
    Column[PersonOut]("roles", lambda person: " ".join(person.roles), gives_way=True),
    Column[PersonOut]("customerId", lambda person: person.customer_id, wide=True),
    Column[PersonOut]("active", lambda person: person.active),
)
