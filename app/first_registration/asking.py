"""Somebody without a key asks for an account, with a first ticket; and confirms that the address is theirs (§1.6).

Who is known makes no difference: nobody is looked up, and the answer is the same.
"""

from dataclasses import dataclass
from uuid import UUID

from app.access.store import service_secrets
from app.clock import Instant
from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.actor import OF_VENDOR
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.spans import elapsed_before
from app.domain.consultancy import account_requests
from app.domain.consultancy.account_requests import (
    AccountLanguage,
    AccountRequest,
    AccountRequestReceived,
    RequestedTicket,
)
from app.domain.explanation.words import Language
from app.domain.notifications import confirmation_links
from app.domain.notifications.confirmation_links import SECRET
from app.errors import NotFound
from app.feed.cloud_events import event_id
from app.first_registration.store import account_requests as stored_requests
from app.notifications.account_mail import QUESTION, asked_of_request
from app.notifications.noticing import NoticedEvent, to_applicant
from app.notifications.store import notices
from app.notifications.store.notices import Notice
from app.postgres.connection import Connection
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.unit_of_work import UnitOfWork

StoredAccountRequest = StoredSubject[AccountRequest]


@dataclass(frozen=True, kw_only=True)
class NewAccountRequest:
    organisation: str
    name: str
    email: str
    language: AccountLanguage
    ticket: RequestedTicket


async def receive(uow: UnitOfWork, new: NewAccountRequest, *, by_mail: bool) -> StoredAccountRequest:
    """Where there is a server for it, the address is mailed the link that confirms it."""
    asked = AccountRequestReceived(
        organisation=new.organisation, name=new.name, email=new.email, language=new.language, ticket=new.ticket
    )
    await stored_requests.hold(uow.connection, new.email)
    earlier = [each.state for each in await stored_requests.from_address(uow.connection, new.email)]
    agreement = uow.book.in_force(uow.now)
    fact = account_requests.receive(asked, earlier, uow.now, agreement)
    stored = await subjects.begin(uow, ACCOUNT_REQUESTS, OF_VENDOR, [fact])
    if by_mail and account_requests.is_mailed(earlier, uow.now, agreement):
        await notices.add(uow.connection, [notice_of(uow, stored, QUESTION)])
    return stored


def notice_of(uow: UnitOfWork, stored: StoredAccountRequest, event_type: str, ticket_id: UUID | None = None) -> Notice:
    """To the address of the request."""
    asked = stored.state.asked
    event = NoticedEvent(id=event_id(stored.id, stored.event_count), type=event_type, now=uow.now, ticket_id=ticket_id)
    return to_applicant(event, stored.id, asked.email, Language(asked.language.value))


async def forget_unconfirmed(connection: Connection, now: Instant, agreement: Agreement, limit: int) -> int:
    """Those whose link holds no more; how many."""
    received_before = elapsed_before(agreement.terms.first_registration.link_valid_for, now)
    return await stored_requests.forget_unconfirmed(connection, received_before, limit)


async def confirm(uow: UnitOfWork, token: str) -> None:
    """The other requests from the address that wait for it are confirmed with it.

    Raises NotFound for a link that we never made, Conflict for one that holds no more.
    """
    named = confirmation_links.named_by(token)
    if named is None or named[0] != OF_VENDOR:
        raise NotFound("This link asks for nothing.")
    stored = await subjects.found(uow, ACCOUNT_REQUESTS, named[1])
    secret = await service_secrets.shared(uow.connection, SECRET, uow.now)
    if not confirmation_links.holds(secret, token, asked_of_request(stored.id, stored.state)):
        raise NotFound("This link asks for nothing.")
    await stored_requests.hold(uow.connection, stored.state.asked.email)
    await _confirmed(uow, stored.id)
    agreement = uow.book.in_force(uow.now)
    for other in await stored_requests.from_address(uow.connection, stored.state.asked.email):
        if other.state.can_be_confirmed(uow.now, agreement):
            await _confirmed(uow, other.id)


async def _confirmed(uow: UnitOfWork, request_id: UUID) -> None:
    stored = await subjects.found(uow, ACCOUNT_REQUESTS, request_id, lock=True)
    fact = account_requests.confirm_account_request(stored.state, uow.now, uow.book.in_force(uow.now))
    if fact is not None:
        await subjects.record(uow, ACCOUNT_REQUESTS, stored, [fact])
