from collections.abc import AsyncGenerator

import pytest

from app.subscriptions.sending import SinkSender, SinkWalls
from tests.office import Office
from tests.subscriptions.line import Line
from tests.subscriptions.sink import Sink, sink


@pytest.fixture
async def receiver() -> AsyncGenerator[Sink]:
    async with sink() as made:
        yield made


@pytest.fixture
async def line(busy_office: Office, receiver: Sink) -> AsyncGenerator[Line]:
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 0.5) as sender:
        line = Line(busy_office, receiver, sender)
        await line.news()  # the feed is founded
        yield line
