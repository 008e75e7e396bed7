"""Whom a customer would have informed, about what (§5.9.2)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, LiteralString, Self
from uuid import UUID

from fastapi import Query
from pydantic import MISSING, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from app.clock import Instant
from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import ContactChannel
from app.errors import ErrorCode, Invalid
from app.notifications import contacts
from app.notifications.contacts import ContactChanges, NewContact
from app.notifications.store.contacts import Contact
from app.routers.http.documented import changes, creates, lists, refuses, shows_version
from app.routers.http.etags import IfMatch, require_match
from app.routers.http.pagination import PageQuery, window
from app.routers.http.replies import collection, nothing, reply, reply_unless_known
from app.routers.http.tables import Column
from app.routers.http.types import Email, Id, In, Name, Out, PatchIn, line
from app.routers.notifications.notice_schemas import NoticeSecretOut
from app.routers.request.backend import backend_of
from app.routers.request.dependencies import UnitOfWorkDep
from app.routers.request.idempotency import idempotent
from app.routers.request.parameters import ContactId, CustomerId, after_id
from app.routers.request.route import api_router
from app.routers.subscriptions.schemas import SigningSecretIn, Sink, require_secure
from app.signing import written
from app.subscriptions.sending import SinkWalls

router = api_router("Notices", prefix="/customers/{customerId}/contacts")

TopicsIn = Annotated[
    list[Topic],
    Field(max_length=len(Topic), description="What it is told about. A data leak is told to whoever it hits anyway."),
]

ChannelIn = Annotated[ContactChannel, Field(description="By what it is told.")]
AddressIn = Annotated[
    str,
    line(2_000),
    Field(
        description="A mail address, or for `webhook` an https:// address. It has to be confirmed before anything else"
        " is sent to it."
    ),
]
_SHAPES: Final[Mapping[ContactChannel, TypeAdapter[Any]]] = {
    ContactChannel.MAIL: TypeAdapter(Email),
    ContactChannel.WEBHOOK: TypeAdapter(Sink),
}
_MISFIT: Final[Mapping[ContactChannel, LiteralString]] = {
    ContactChannel.MAIL: "Write a mail address, as desk@example.org.",
    ContactChannel.WEBHOOK: "Write an https:// address without user, password and fragment.",
}


def is_address_of(channel: ContactChannel, address: str) -> bool:
    try:
        _SHAPES[channel].validate_python(address)
    except ValidationError:
        return False
    return True


class ContactIn(In):
    name: Name
    person_id: Annotated[
        Id | None, Field(description="Whose address it is, if that is one of the customer's people.")
    ] = None
    channel: ChannelIn = ContactChannel.MAIL
    address: AddressIn
    topics: TopicsIn
    language: Language = Language.DUTCH

    @field_validator("address")
    @classmethod
    def _of_the_channel(cls, address: str, info: ValidationInfo) -> str:
        channel = info.data.get("channel")
        if channel is not None and not is_address_of(channel, address):
            raise PydanticCustomError("not_of_channel", _MISFIT[channel])
        return address

    def new(self) -> NewContact:
        return NewContact(
            name=self.name,
            person_id=self.person_id,
            channel=self.channel,
            address=self.address,
            topics=frozenset(self.topics),
            language=self.language,
        )


class ContactPatch(PatchIn):
    """What is left out stays. Another address is asked to confirm."""

    name: Name | MISSING = MISSING
    channel: ChannelIn | MISSING = MISSING
    address: AddressIn | MISSING = MISSING
    topics: TopicsIn | MISSING = MISSING
    language: Language | MISSING = MISSING

    def changes(self) -> ContactChanges:
        changes = ContactChanges()
        if self.name is not MISSING:
            changes["name"] = self.name
        if self.channel is not MISSING:
            changes["channel"] = self.channel
        if self.address is not MISSING:
            changes["address"] = self.address
        if self.topics is not MISSING:
            changes["topics"] = frozenset(self.topics)
        if self.language is not MISSING:
            changes["language"] = self.language
        return changes


class ContactOut(Out):
    """`confirmedAt` is null until somebody has followed the link that was sent to `address`."""

    id: UUID
    customer_id: UUID
    name: str
    person_id: UUID | None
    channel: Annotated[ContactChannel, Field(description="By what it is told.")]
    address: str
    topics: tuple[Topic, ...]
    language: Language
    confirmed_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, contact: Contact) -> Self:
        return cls(
            id=contact.id,
            customer_id=contact.customer_id,
            name=contact.name,
            person_id=contact.person_id,
            channel=contact.channel,
            address=contact.address,
            topics=tuple(each for each in Topic if each in contact.topics),
            language=contact.language,
            confirmed_at=contact.confirmed_at,
            created_at=contact.created_at,
            updated_at=contact.updated_at,
        )


class MadeContactOut(ContactOut):
    """`secret` signs what is posted to a webhook. It is shown once for each address, and is null otherwise, also when
    the request is repeated with its Idempotency-Key.
    """

    secret: str | None

    @classmethod
    def made(cls, contact: Contact, secret: bytes | None) -> Self:
        return cls(**vars(ContactOut.of(contact)), secret=None if secret is None else written(secret))


_COLUMNS: tuple[Column[ContactOut], ...] = (
    Column("name", lambda contact: contact.name),
    Column("channel", lambda contact: contact.channel),
    Column("address", lambda contact: contact.address),
    Column("topics", lambda contact: " ".join(contact.topics)),
    Column("language", lambda contact: contact.language),
    Column("confirmedAt", lambda contact: contact.confirmed_at),
    Column("id", lambda contact: contact.id),
)


@router.post(
    "",
    summary="Add a contact",
    status_code=201,
    responses={**creates(MadeContactOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent(shown_once="secret")
async def add_contact(customer_id: CustomerId, body: ContactIn, request: Request, uow: UnitOfWorkDep) -> Response:
    """By a registrant of the customer or a support manager. The address is asked to confirm: what it is sent first has
    a link, to which whoever reads it, or their program, sends a POST.

    To a webhook notices are posted as JSON, signed as Standard Webhooks says. Redirects are not followed.
    """
    _require_reachable(request, body.channel, body.address)
    contact = await contacts.add(uow, customer_id, body.new())
    where = f"/customers/{customer_id}/contacts/{contact.id}"
    view = MadeContactOut.made(contact, contact.secret)
    return reply(view, status=201, version=contact.version, location=where)


@router.get("", summary="List a customer's contacts", responses=lists(ContactOut))
async def list_contacts(
    customer_id: CustomerId, request: Request, query: Annotated[PageQuery, Query()], uow: UnitOfWorkDep
) -> Response:
    """In the order in which they were added."""
    asked = window(request, query)
    rows = await contacts.page(uow, customer_id, after=after_id(asked), limit=asked.fetch)
    page = asked.page(rows, lambda contact: (contact.id,))
    return collection(request, ContactOut, map(ContactOut.of, page.rows), page.next_cursor, _COLUMNS)


@router.get("/{contactId}", summary="Read a contact", responses=shows_version(ContactOut))
async def read_contact(
    customer_id: CustomerId, contact_id: ContactId, request: Request, uow: UnitOfWorkDep
) -> Response:
    contact = await contacts.find(uow, customer_id, contact_id)
    return reply_unless_known(request, ContactOut.of(contact), version=contact.version)


@router.patch("/{contactId}", summary="Change a contact", responses=changes(MadeContactOut))
async def change_contact(
    customer_id: CustomerId,
    contact_id: ContactId,
    body: ContactPatch,
    request: Request,
    uow: UnitOfWorkDep,
    if_match: IfMatch = None,
) -> Response:
    """By a registrant of the customer or a support manager. Another channel comes with its address."""
    contact = await contacts.find_for_change(uow, customer_id, contact_id)
    require_match(if_match, contact.version)
    wanted = body.changes()
    channel, address = wanted.get("channel", contact.channel), wanted.get("address", contact.address)
    if not is_address_of(channel, address):
        raise Invalid.at("/address", "not_of_channel", _MISFIT[channel])
    if "address" in wanted:
        _require_reachable(request, channel, address)
    changed = await contacts.change(uow, contact, wanted)
    secret = changed.secret if contacts.is_elsewhere(changed, contact) else None
    return reply(MadeContactOut.made(changed, secret), version=changed.version)


@router.delete("/{contactId}", summary="Take a contact away", status_code=204)
async def remove_contact(customer_id: CustomerId, contact_id: ContactId, uow: UnitOfWorkDep) -> Response:
    """By a registrant of the customer or a support manager. What it was told stays on record."""
    await contacts.remove(uow, await contacts.find_for_change(uow, customer_id, contact_id))
    return nothing()


@router.post(
    "/{contactId}/secrets",
    summary="Replace the secret of a contact",
    status_code=201,
    responses={**creates(NoticeSecretOut), **refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)},
)
@idempotent(shown_once="secret")
async def replace_contact_secret(
    customer_id: CustomerId, contact_id: ContactId, body: SigningSecretIn, uow: UnitOfWorkDep
) -> Response:
    """Of one that is informed by webhook, whose address stays confirmed: another secret, shown this once. Both sign
    until the overlap is over; while two sign there is no third. By a registrant of the customer or a support manager.
    """
    contact = await contacts.find_for_change(uow, customer_id, contact_id)
    changed, secret, until = await contacts.replace_secret(uow, contact, timedelta(seconds=body.overlap_seconds))
    where = f"/customers/{customer_id}/contacts/{contact_id}"
    view = NoticeSecretOut(secret=secret, former_signs_until=until)
    return reply(view, status=201, version=changed.version, location=where)


def _require_reachable(request: Request, channel: ContactChannel, address: str) -> None:
    if channel is ContactChannel.WEBHOOK:
        require_secure(address, SinkWalls.of(backend_of(request).settings.sink_allowed_hosts), at="/address")
