"""A real mail server on this machine, whose answers a test decides."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from app.notifications.mail import MailServer

SENDER = "desk@duetime.example"
TAKEN = "250 OK"


@dataclass
class Mailbox:
    """`recipient` and `data` say what is answered to RCPT and to the message; None: the line is cut."""

    recipient: Callable[[str], str] = lambda _: TAKEN
    data: Callable[[], str | None] = lambda: TAKEN
    received: list[EmailMessage] = field(default_factory=list[EmailMessage])
    url: str = ""

    @property
    def server(self) -> MailServer:
        return MailServer(url=self.url, sender=SENDER)

    @property
    def to(self) -> list[str]:
        return [each["To"] for each in self.received]

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - aiosmtpd's own name
        answer = self.recipient(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's own name
        answer = self.data()
        if answer is None or answer.startswith("2"):
            message = message_from_bytes(cast("bytes", envelope.content), policy=policy.default)
            self.received.append(message)
        if answer is None:
            cast("Any", server).transport.abort()
            return "421 gone"
        return answer


@asynccontextmanager
async def mailbox() -> AsyncGenerator[Mailbox]:
    box, loop = Mailbox(), asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(box, hostname="mail.example"), "127.0.0.1", 0)
    box.url = f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield box
    finally:
        listening.close()
