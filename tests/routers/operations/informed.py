"""Customers' contacts that were confirmed, and what they are told of the running service."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.agreements.book import Agreements
from app.feed.store.sequencing import sequence
from app.notifications.sending import MailSender
from app.notifications.telling import NoticeTeller
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import REVISIONS
from app.workers.releases import tell_of_releases
from tests.notifications.mailbox import Mailbox, mailbox
from tests.routers.operations.conftest import Running


@dataclass
class Informed:
    """`tell` makes notices of what happened, `send` has them go."""

    running: Running
    box: Mailbox
    teller: NoticeTeller
    sender: MailSender

    async def contact(self, customer_id: str, address: str, *topics: str, language: str = "en") -> str:
        body = {"name": "Desk", "address": address, "topics": [*topics], "language": language}
        made = await self.running.made(await self.admin(), f"/customers/{customer_id}/contacts", body)
        await self.send()
        link = re.search(r"https://duetime\.test(/\S+)", self.box.received[-1].get_content())
        assert link is not None
        assert (await self.running.api.anonymous().post(link[1])).status_code == 200
        return made["id"]

    async def admin(self) -> Any:
        return await self.running.api.as_administrator()

    async def tell(self) -> None:
        async with transaction(self.running.api.engine, SYSTEM) as connection:
            await sequence(connection, self.running.api.clock.now)
        await self.teller.tell_batch()
        await tell_of_releases(self.running.api.engine, self.running.api.clock, self.teller.book)

    async def send(self) -> list[tuple[str, str]]:
        """To whom what went now, by subject."""
        self.box.received.clear()
        await self.sender.send_batch()
        return sorted((mail["To"], mail["Subject"]) for mail in self.box.received)

    async def told(self) -> list[tuple[str, str]]:
        await self.tell()
        return await self.send()

    def texts(self) -> list[str]:
        return [mail.get_content() for mail in self.box.received]


@asynccontextmanager
async def informing(running: Running) -> AsyncGenerator[Informed]:
    api, book = running.api, Agreements(REVISIONS)
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE notice_reading SET since = '2026-01-01T00:00:00Z'"))
    async with mailbox() as box:
        teller = NoticeTeller(api.engine, api.clock, book, by_mail=True)
        sender = MailSender(api.engine, api.clock, book, box.server, "https://duetime.test")
        made = Informed(running, box, teller, sender)
        await made.tell()
        box.received.clear()
        yield made
