from collections.abc import AsyncGenerator

import pytest

from app.agreements.book import Agreements
from app.notifications.sending import MailSender
from app.sla.agreement import REVISIONS
from tests.notifications.mailbox import Mailbox, mailbox
from tests.routers.callers import Api


@pytest.fixture
async def box() -> AsyncGenerator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
def sender(api: Api, box: Mailbox) -> MailSender:
    return MailSender(api.engine, api.clock, Agreements(REVISIONS), box.server, "http://duetime.test")
