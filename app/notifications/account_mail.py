"""What somebody who asks for an account is mailed (§1.6): the link that confirms the address, and what came of it."""

from typing import Final
from uuid import UUID

from app.access.store import service_secrets
from app.clock import Instant
from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.actor import OF_VENDOR
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.account_requests import AccountRequest
from app.domain.explanation.words import Language
from app.domain.notifications.account_wording import accepted, asked, declined
from app.domain.notifications.confirmation_links import SECRET, AskedAddress, token_of
from app.domain.notifications.wording import MailText
from app.notifications.store.notices import Notice
from app.postgres.connection import Connection
from app.postgres.scope import EVERYTHING
from app.streams.subjects import find_many
from app.tickets.store import tickets

QUESTION: Final = "account_request.confirmation"
ACCEPTED: Final = "account_request.accepted"
DECLINED: Final = "account_request.declined"
TYPES: Final = (QUESTION, ACCEPTED, DECLINED)


def asked_of_request(request_id: UUID, request: AccountRequest) -> AskedAddress:
    return AskedAddress(customer_id=OF_VENDOR, id=request_id, address=request.asked.email, since=request.received_at)


async def link_of(
    connection: Connection, request_id: UUID, request: AccountRequest, public_url: str, now: Instant
) -> str:
    secret = await service_secrets.shared(connection, SECRET, now)
    token = token_of(secret, asked_of_request(request_id, request))
    return f"{public_url}/v1/account-confirmations/{token}"


async def message(
    connection: Connection, notice: Notice, public_url: str, now: Instant, agreement: Agreement
) -> MailText | None:
    """None: what is asked is answered already, or its link holds no more."""
    found = await find_many(connection, ACCOUNT_REQUESTS, [notice.recipient_id])
    if not found:
        return None
    request, language = found[0].state, notice.language
    match notice.event_type:
        case "account_request.confirmation":
            if not request.can_be_confirmed(now, agreement):
                return None
            link = await link_of(connection, found[0].id, request, public_url, now)
            return asked(request.asked.organisation, link, language)
        case "account_request.accepted":
            return await _accepted(connection, request, public_url, language)
        case _:
            return declined(request.asked.organisation, request.reason or "", language)


async def _accepted(
    connection: Connection, request: AccountRequest, public_url: str, language: Language
) -> MailText | None:
    made = request.accepted
    stored = None if made is None else await tickets.find(connection, EVERYTHING, made.ticket_id)
    if made is None or stored is None:
        return None
    return accepted(
        organisation=request.asked.organisation,
        email=request.asked.email,
        number=stored.number,
        person_id=made.person_id,
        link=f"{public_url}/v1/tickets/{stored.ticket.id}",
        language=language,
    )
