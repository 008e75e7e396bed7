"""Why somebody was not let in: whoever runs the service is told, the caller is not."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import pytest
from httpx import AsyncClient
from prometheus_client import REGISTRY
from sqlalchemy import update
from uuid_utils.compat import uuid7

from app.access import identity
from app.clock import Instant
from app.domain.vocabulary import Role
from app.postgres.engine import transaction
from app.postgres.tables import api_keys, integrations, people
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.webhook_sender import Sender, integrate, message, with_data

WORDS: Final = ("secret", "whsec", "v1,", "dt_")


def last(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    return [record for record in caplog.records if hasattr(record, "reason")][-1]


def reason(caplog: pytest.LogCaptureFixture) -> str:
    assert not [each for each in WORDS if each in caplog.text]
    return vars(last(caplog))["reason"]


async def no_key(_api: Api, caller: Caller) -> str:
    del caller
    return f"dt_made-up_{'a' * 43}"


async def revoked(api: Api, caller: Caller) -> str:
    await change(api, caller, revoked_at=api.clock.now)
    return caller.key


async def expired(api: Api, caller: Caller) -> str:
    await change(api, caller, expires_at=api.clock.now)
    return caller.key


async def left(api: Api, caller: Caller) -> str:
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(update(people).where(people.c.id == caller.person.id).values(active=False))
    return caller.key


async def elsewhere(api: Api, caller: Caller) -> str:
    await change(api, caller, networks=["203.0.113.0/24"])
    return caller.key


async def change(api: Api, caller: Caller, **values: object) -> None:
    own = api_keys.c.digest == identity.digest(caller.key)
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(update(api_keys).where(own).values(**values))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (no_key, "unknown_key"),
        (revoked, "revoked_key"),
        (expired, "expired_key"),
        (left, "person_left"),
        (elsewhere, "other_network"),
    ],
)
async def test_why_a_key_opens_nothing(
    api: Api, caplog: pytest.LogCaptureFixture, make: Callable[[Api, Caller], Awaitable[str]], expected: str
) -> None:
    key = await make(api, await api.as_(Role.SUPPORT))
    client: AsyncClient = api.anonymous()
    answer = await client.get("/v1/tickets", headers={"Authorization": f"Bearer {key}"})

    assert (answer.status_code, answer.json()["detail"]) == (401, identity.NOT_VALID)
    assert vars([record for record in caplog.records if hasattr(record, "reason")][-1])["reason"] == expected
    assert key not in caplog.text


def deliveries(outcome: str, why: str = "") -> float:
    labels = {"outcome": outcome, "reason": why}
    return REGISTRY.get_sample_value("duetime_webhook_messages_total", labels) or 0


@pytest.fixture
async def sender(api: Api, extended: Organisation) -> Sender:
    return await integrate(api, extended)


async def stale(sender: Sender) -> int:
    at = Instant(sender.api.clock.now - timedelta(seconds=301))
    return (await sender.send(at=at)).status_code


async def tampered(sender: Sender) -> int:
    headers = sender.headers("msg_1", message())
    return (await sender.deliver(headers, with_data(title="Another"))).status_code


async def unsigned(sender: Sender) -> int:
    return (await sender.deliver([("content-type", "application/json")], message())).status_code


async def malformed(sender: Sender) -> int:
    headers = [(name, "soon" if name == "webhook-timestamp" else value) for name, value in sender.headers("m", b"{}")]
    return (await sender.deliver(headers, b"{}")).status_code


async def unknown(sender: Sender) -> int:
    return (await Sender(sender.api, uuid7()).send()).status_code


async def switched_off(sender: Sender) -> int:
    own = integrations.c.id == sender.integration_id
    async with transaction(sender.api.engine, SYSTEM) as connection:
        await connection.execute(update(integrations).where(own).values(active=False))
    return (await sender.send()).status_code


async def invalid(sender: Sender) -> int:
    return (await sender.send(body=with_data(title=None))).status_code


@pytest.mark.parametrize(
    ("send", "status", "expected"),
    [
        (stale, 401, "stale"),
        (tampered, 401, "bad_signature"),
        (unsigned, 401, "unsigned"),
        (malformed, 401, "malformed"),
        (unknown, 401, "no_active_integration"),
        (switched_off, 401, "no_active_integration"),
        (invalid, 400, "invalid"),
    ],
)
async def test_why_a_message_was_refused_is_told_and_counted(
    sender: Sender,
    caplog: pytest.LogCaptureFixture,
    send: Callable[[Sender], Awaitable[int]],
    status: int,
    expected: str,
) -> None:
    before = deliveries("refused", expected)

    assert await send(sender) == status
    assert reason(caplog) == expected
    if send is not unknown:
        assert vars(last(caplog))["integration"] == str(sender.integration_id)
    assert deliveries("refused", expected) == before + 1


async def test_what_is_wrong_with_a_message_is_named(sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    await sender.send(body=with_data(title=None, urgency="now"))

    assert vars(last(caplog))["faults"] == "/data/title string_type, /data/urgency enum"


async def test_messages_that_are_taken_in_are_counted_too(sender: Sender) -> None:
    before = deliveries("accepted"), deliveries("repeated")
    for _ in range(3):
        await sender.send()

    assert (deliveries("accepted"), deliveries("repeated")) == (before[0] + 1, before[1] + 2)
