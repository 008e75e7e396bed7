from collections.abc import AsyncGenerator

import pytest

from tests.notifications.mailbox import Mailbox, mailbox


@pytest.fixture
async def box() -> AsyncGenerator[Mailbox]:
    async with mailbox() as box:
        yield box
