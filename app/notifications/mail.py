"""Sends mail: the only module that knows aiosmtplib. What the server said decides what became of a message."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from app.clock import Instant
from app.domain.explanation.words import Language
from app.domain.notifications.wording import MailText
from app.notifications.outcomes import NoticeAnswer, Outcome

PERMANENT: Final = 500
"""Replies from here on mean: do not try again (RFC 5321 §4.2.1)."""
TIMEOUT: Final = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """As in `DUETIME_SMTP_URL`: smtp:// takes STARTTLS where it is offered, smtps:// speaks TLS from the start."""

    url: str
    sender: str

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    def connection(self) -> SMTP:
        parts = urlsplit(self.url)
        return SMTP(
            hostname=parts.hostname,
            port=parts.port,
            username=None if parts.username is None else unquote(parts.username),
            password=None if parts.password is None else unquote(parts.password),
            use_tls=parts.scheme == "smtps",
            start_tls=False if parts.scheme == "smtps" else None,
            timeout=TIMEOUT.total_seconds(),
        )


@dataclass(frozen=True, kw_only=True)
class Mail:
    """`id` is the same at every attempt, so that a mailbox shows a message that came twice once."""

    id: str
    to: str
    message: MailText
    language: Language
    at: Instant


@asynccontextmanager
async def connected(server: MailServer) -> AsyncGenerator[SMTP]:
    """Raises OSError or SMTPException when the server cannot be reached, or does not let us in."""
    connection = server.connection()
    async with connection:
        yield connection


async def send(connection: SMTP, server: MailServer, mail: Mail) -> NoticeAnswer:
    """One message to one recipient. Nothing is raised: what went wrong is the answer."""
    try:
        await connection.mail(server.sender)
        await connection.rcpt(mail.to)
    except (SMTPException, OSError) as error:
        with suppress(SMTPException, OSError):
            await connection.rset()  # whoever comes next begins anew
        return _before_the_message(error)
    try:
        await connection.data(bytes(_written(server, mail)))
    except SMTPResponseException as error:
        return NoticeAnswer(Outcome.REFUSED if error.code >= PERMANENT else Outcome.LATER, _said(error))
    except (SMTPException, OSError) as error:
        return NoticeAnswer(Outcome.UNCERTAIN, _said(error))
    return NoticeAnswer(Outcome.TAKEN)


def unreachable(error: Exception) -> NoticeAnswer:
    return NoticeAnswer(Outcome.LATER, _said(error))


def _before_the_message(error: Exception) -> NoticeAnswer:
    refused = isinstance(error, SMTPResponseException) and error.code >= PERMANENT
    return NoticeAnswer(Outcome.REFUSED if refused else Outcome.LATER, _said(error))


def _said(error: Exception) -> str:
    text = f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else f"{error}"
    return " ".join(text.split())[:500] or type(error).__name__


def _written(server: MailServer, mail: Mail) -> EmailMessage:
    """`Auto-Submitted` keeps out-of-office replies away (RFC 3834)."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address("Duetime", addr_spec=server.sender)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = " ".join(mail.message.subject.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.id}@{server.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language.value
    message.set_content(mail.message.text)
    return message
