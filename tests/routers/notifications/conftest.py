from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from app.agreements.book import Agreements
from app.notifications.posting import NoticePoster
from app.notifications.sending import MailSender
from app.sla.agreement import REVISIONS
from app.subscriptions.sending import SinkSender, SinkWalls
from tests.notifications.mailbox import Mailbox, mailbox
from tests.routers.callers import Api
from tests.subscriptions.sink import Sink, sink

ALLOWED = "127.0.0.1"


@pytest.fixture
async def box() -> AsyncGenerator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
def sender(api: Api, box: Mailbox) -> MailSender:
    return MailSender(api.engine, api.clock, Agreements(REVISIONS), box.server, "http://duetime.test")


@pytest.fixture
async def receiver(api: Api) -> AsyncGenerator[Sink]:
    runtime = api.app.state.runtime
    settings = runtime.settings.model_copy(update={"sink_allowed_hosts": (ALLOWED,)})
    api.app.state.runtime = replace(runtime, settings=settings)
    async with sink() as made:
        yield made


@pytest.fixture
async def poster(api: Api) -> AsyncGenerator[NoticePoster]:
    async with SinkSender(SinkWalls.of([ALLOWED]), 1.0) as sender:
        yield NoticePoster(api.engine, api.clock, Agreements(REVISIONS), sender, "http://duetime.test", by_mail=True)
