"""Events to a real receiver: leases, what is answered, order, suspension, replay and signatures (next-cases A2, A3)."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook

from app.clock import Instant
from app.domain.subscriptions.states import DeliveryOrdering, DeliveryState, PayloadForm, SubscriptionState
from app.errors import Conflict
from app.postgres.connection import Connection
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.subscriptions import replays, subscriptions
from app.subscriptions.replays import Wanted
from app.subscriptions.store import deliveries, settling
from app.subscriptions.store.attempts import DeliveryKey
from app.subscriptions.store.deliveries import KEPT, LEASE
from app.subscriptions.store.settling import DeliverySettlement
from app.subscriptions.subscriptions import CreatedSubscription
from app.telemetry.metrics import counted
from app.workers.housekeeping import sweep
from tests.subscriptions.line import Line
from tests.subscriptions.sink import CUT, HANGS, Received

LATER = timedelta(seconds=1)


def is_signed(request: Received, secret: str) -> bool:
    stamp = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
    signature = Webhook(secret).sign(request.id, stamp, request.body.decode())
    return signature in request.headers["webhook-signature"].split()


async def test_an_event_comes_signed_and_as_a_cloud_event(line: Line) -> None:
    made = await line.subscribe(access_token="of the sink")
    ticket_id = await line.office.ticket(await line.office.customer())
    await line.news()

    assert await line.deliver() == 1

    [request] = line.sink.received
    assert request.event["id"] == request.id == f"{ticket_id}:1"
    assert request.event["type"] == "nl.duetime.ticket.registered"
    assert request.event["data"]["payload"] is None
    assert request.headers["content-type"] == "application/cloudevents+json"
    assert request.headers["authorization"] == "Bearer of the sink"
    assert is_signed(request, made.secret)
    assert not is_signed(request, "whsec_c29tZWJvZHkgZWxzZQ==")
    [delivery] = await line.deliveries(made)
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DeliveryState.DELIVERED, 1, 204)


async def test_whoever_asks_for_it_full_gets_the_payload(line: Line) -> None:
    await line.subscribe(payload=PayloadForm.FULL)
    await line.office.ticket(await line.office.customer())
    await line.news()
    await line.deliver()

    assert line.sink.received[0].event["data"]["payload"]["details"]["title"] == "The line stands still"


async def test_a_customer_is_told_of_its_own_and_nothing_internal(line: Line) -> None:
    dairy, bakery = await line.office.customer(), await line.office.customer()
    await line.subscribe(dairy)
    ticket_id = await line.office.ticket(dairy)
    await line.office.ticket(bakery)
    await line.office.comment(ticket_id)  # internal
    await line.news()
    await line.deliver()

    assert line.sink.ids == [f"{ticket_id}:1"]


async def test_a_lease_that_ended_is_another_s_and_who_held_it_changes_nothing(line: Line) -> None:
    """A2: the first worker gets its 200, is held up, and settles after a second one has sent it again."""
    made = await line.subscribe()
    await line.office.ticket(await line.office.customer())
    await line.news()
    slow, quick = line.courier(), line.courier()

    [parcel] = await slow.leased()
    told = await slow.sent(parcel)
    assert await quick.deliver() == 0  # it is leased
    line.office.now = Instant(line.office.now + LEASE + LATER)
    line.sink.says("500 Oops\r\nContent-Length: 0")
    assert await quick.deliver() == 1
    [before] = await line.deliveries(made)

    assert not await slow.note([told])

    [after] = await line.deliveries(made)
    assert (before.state, before.token, before.attempts) == (DeliveryState.PENDING, 2, 1)
    assert (after.state, after.next_attempt_at, after.attempts) == (before.state, before.next_attempt_at, 2)
    assert [each.status for each in await line.attempts(after)] == [204, 500]
    first, second = line.sink.received
    assert (first.id, first.body) == (second.id, second.body)
    for header in ("webhook-timestamp", "webhook-signature"):
        assert first.headers[header] != second.headers[header]
    assert is_signed(first, made.secret)
    assert is_signed(second, made.secret)


async def test_who_was_overtaken_by_a_success_leaves_it_delivered_once(line: Line) -> None:
    made = await line.subscribe()
    await line.office.ticket(await line.office.customer())
    await line.news()
    slow = line.courier()
    [parcel] = await slow.leased()
    told = await slow.sent(parcel)
    line.office.now = Instant(line.office.now + LEASE + LATER)
    await line.deliver()

    assert not await slow.note([told])

    assert await line.states(made) == [DeliveryState.DELIVERED]
    assert (await line.deliveries(made))[0].attempts == 2
    line.office.now = Instant(line.office.now + timedelta(days=1))
    assert await line.deliver() == 0


async def test_what_is_answered_decides_when_it_comes_again(line: Line) -> None:
    """A3, in turn: the later of the schedule and Retry-After, which is heeded up to a day; 3xx is not followed."""
    made = await line.subscribe()
    await line.office.ticket(await line.office.customer())
    await line.news()
    empty = "\r\nContent-Length: 0"
    at = format_datetime((line.office.now + timedelta(minutes=20)).replace(microsecond=0), usegmt=True)
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    table = [
        ("503 Busy\r\nRetry-After: 120" + empty, 2 * minute, 2 * minute),
        (f"429 Slow\r\nRetry-After: {at}" + empty, 18 * minute, 18 * minute),
        ("503 Busy\r\nRetry-After: soon" + empty, 24 * minute, 36 * minute),
        ("503 Busy\r\nRetry-After: 99999999" + empty, 24 * hour, 24 * hour),
        ("503 Busy\r\nRetry-After: -5" + empty, 4 * hour, 6 * hour),
        ("302 Found\r\nLocation: http://169.254.169.254/latest" + empty, 8 * hour, 12 * hour),
    ]
    line.sink.says(*(answer for answer, _, _ in table))
    for answer, least, most in table:
        assert await line.deliver() == 1, answer
        [delivery] = await line.deliveries(made)
        assert delivery.next_attempt_at is not None
        assert least <= delivery.next_attempt_at - line.office.now <= most, answer
        line.office.now = Instant(delivery.next_attempt_at - LATER)
        assert await line.deliver() == 0, answer
        line.office.now = delivery.next_attempt_at

    assert await line.deliver() == 1  # 204

    [delivery] = await line.deliveries(made)
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 7)
    assert [each.fault for each in await line.attempts(delivery)] == [*["status"] * 5, "redirect", None]
    assert len(line.sink.received) == 7
    assert (await line.found(made)).failures == 0


async def test_who_was_overtaken_changes_nothing_while_another_is_still_at_it(line: Line) -> None:
    made = await line.subscribe()
    await line.office.ticket(await line.office.customer())
    await line.news()
    slow, quick = line.courier(), line.courier()
    [parcel] = await slow.leased()
    told = await slow.sent(parcel)
    line.office.now = Instant(line.office.now + LEASE + LATER)
    [again] = await quick.leased()

    assert await slow.note([told]) == 0

    assert await line.states(made) == [DeliveryState.DELIVERING]
    assert await quick.note([await quick.sent(again)]) == 1
    assert await line.states(made) == [DeliveryState.DELIVERED]


async def test_where_one_cannot_be_put_on_record_the_others_are(line: Line) -> None:
    made = await line.subscribe()
    customer_id = await line.office.customer()
    for _ in range(3):
        await line.office.ticket(customer_id)
    await line.news()
    bad = (await line.deliveries(made))[1].key
    settle = settling.settle

    async def failing(connection: Connection, settled: Sequence[DeliverySettlement]) -> set[DeliveryKey]:
        if any(each.delivery.key == bad for each in settled):
            raise RuntimeError("no")
        return await settle(connection, settled)

    with patch.object(settling, "settle", failing):
        await line.deliver()

    delivered, delivering = DeliveryState.DELIVERED, DeliveryState.DELIVERING
    assert await line.states(made) == [delivered, delivering, delivered]
    line.office.now = Instant(line.office.now + LEASE + LATER)
    assert await line.deliver() == 1
    assert await line.states(made) == [delivered] * 3


@pytest.mark.parametrize(
    ("answer", "status", "fault"),
    [
        (HANGS, None, "timeout"),
        (CUT, None, "broken_off"),
        ("what is this", None, "broken_off"),
        ("500 Oops\r\nContent-Length: 4\r\n\r\nOops", 500, "status"),
        ("200 OK\r\nContent-Length: 1000\r\n\r\nthat is all", 200, None),
    ],
)
async def test_a_receiver_that_fails_or_lies(line: Line, answer: str, status: int | None, fault: str | None) -> None:
    """Whatever comes after a status, and does not come, is no matter."""
    made = await line.subscribe()
    await line.office.ticket(await line.office.customer())
    await line.news()
    line.sink.says(answer)
    await line.deliver()

    [delivery] = await line.deliveries(made)

    assert (delivery.last_status, delivery.last_fault) == (status, fault)
    assert delivery.state is (DeliveryState.DELIVERED if fault is None else DeliveryState.PENDING)


async def test_what_became_of_each_that_was_sent_is_counted(line: Line) -> None:
    """For Prometheus; what somebody else has by now, not."""

    def numbers() -> list[float]:
        states = ("delivered", "pending", "cancelled")
        return [
            counted().get_sample_value("duetime_delivery_attempts_total", {"state": state}) or 0 for state in states
        ]

    await line.subscribe()
    for _ in range(2):
        await line.office.ticket(await line.office.customer())
    await line.news()
    before = numbers()

    slow = line.courier()
    told = [await slow.sent(each) for each in await slow.leased()]
    line.office.now = Instant(line.office.now + LEASE + LATER)
    line.sink.says("500 Oops\r\nContent-Length: 0")
    assert await line.deliver() == 2
    assert not await slow.note(told)
    line.sink.says("410 Gone\r\nContent-Length: 0")
    line.office.now = Instant(line.office.now + timedelta(minutes=1))
    await line.deliver()

    delivered, pending, cancelled = (now - then for now, then in zip(numbers(), before, strict=True))
    assert (delivered, pending, cancelled) == (1, 1, 1)


async def test_gone_ends_the_subscription(line: Line) -> None:
    made = await line.subscribe(access_token="of the sink")
    customer_id = await line.office.customer()
    first = await line.office.ticket(customer_id)
    await line.office.comment(first)
    await line.news()
    line.sink.says("410 Gone\r\nContent-Length: 0")
    await line.deliver()

    found = await line.found(made)

    assert (found.state, found.why, found.access_token) == (SubscriptionState.ENDED, "gone", None)
    assert await line.states(made) == [DeliveryState.CANCELLED] * 2
    await line.office.comment(first)
    await line.news()
    assert await line.deliver() == 0
    assert await line.states(made) == [DeliveryState.CANCELLED] * 2


@pytest.mark.parametrize("ordering", DeliveryOrdering)
async def test_what_comes_later_of_a_subject_waits_and_others_pass(line: Line, ordering: DeliveryOrdering) -> None:
    await line.subscribe(ordering=ordering)
    customer_id = await line.office.customer()
    bad, good = [await line.office.ticket(customer_id) for _ in range(2)]
    for each in (bad, good):
        await line.office.comment(each)
    await line.news()
    line.sink.answer = lambda request: "500 Oops\r\nContent-Length: 0" if request.id == f"{bad}:1" else "204 No Content"

    while await line.deliver():
        pass

    passed = {f"{bad}:1", f"{good}:1", f"{good}:2"}
    assert set(line.sink.ids) == (passed if ordering is DeliveryOrdering.SUBJECT else passed | {f"{bad}:2"})
    line.sink.says()
    line.office.now = Instant(line.office.now + timedelta(minutes=1))
    while await line.deliver():
        pass
    assert {f"{bad}:1", f"{bad}:2"} <= set(line.sink.ids)


async def fail(line: Line, made: CreatedSubscription) -> None:
    """All attempts that there are for what is on its way."""
    while due := [each.next_attempt_at for each in await line.deliveries(made) if each.next_attempt_at is not None]:
        line.office.now = max(line.office.now, *due)
        await line.deliver()


async def test_for_five_days_in_vain_it_is_suspended_and_says_so(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    made = await line.subscribe()
    ticket_id = await line.office.ticket(await line.office.customer())
    await line.news()
    line.sink.answer = lambda _: "500 Oops\r\nContent-Length: 0"
    await fail(line, made)
    assert await line.states(made) == [DeliveryState.GIVEN_UP]
    assert (await line.deliveries(made))[0].attempts == 10
    assert (await line.found(made)).state is SubscriptionState.ACTIVE
    line.office.now = Instant(line.office.now + timedelta(days=3))
    for _ in range(2):
        await line.office.comment(ticket_id)
    await line.news()

    with caplog.at_level(logging.WARNING, "duetime.subscriptions"):
        await line.deliver()

    found = await line.found(made)
    assert (found.state, found.why) == (SubscriptionState.SUSPENDED, "failing")
    assert "is suspended" in caplog.text
    await line.office.comment(ticket_id)
    await line.news()
    assert await line.states(made) == [DeliveryState.GIVEN_UP, *[DeliveryState.SKIPPED] * 3]
    assert await line.deliver() == 0

    async with line.office.uow() as uow:
        with pytest.raises(Conflict, match="suspended"):
            await replays.replay(uow, found.id, Wanted(undelivered=True))
    async with line.office.uow() as uow:
        locked = await subscriptions.find_open(uow, found.id)
        again = await subscriptions.change(uow, locked, {"state": SubscriptionState.ACTIVE})
    assert (again.state, again.failures, again.failing_since) == (SubscriptionState.ACTIVE, 0, None)
    async with line.office.uow() as uow:
        assert await replays.replay(uow, found.id, Wanted(undelivered=True)) == 4
    line.sink.says()
    line.sink.received.clear()
    while await line.deliver():
        pass
    assert line.sink.ids == [f"{ticket_id}:{sequence}" for sequence in (1, 2, 3, 4)]
    assert set(await line.states(made)) == {DeliveryState.DELIVERED}


async def test_what_is_numbered_during_a_change_is_not_lost(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await line.subscribe()
    ticket_id = await line.office.ticket(await line.office.customer())
    await line.news()
    await line.office.comment(ticket_id)  # which the feed has not numbered yet
    settle = deliveries.settle_up_to

    async def and_then_more(*given: Any) -> None:
        await settle(*given)
        monkeypatch.undo()
        await line.news()

    monkeypatch.setattr(deliveries, "settle_up_to", and_then_more)
    async with line.office.uow() as uow:
        found = await subscriptions.find_open(uow, made.subscription.id)
        await subscriptions.change(uow, found, {"state": SubscriptionState.PAUSED})
    await line.news()

    assert len(await line.states(made)) == 2


async def test_paused_it_skips_and_a_replay_sends_what_was_skipped(line: Line) -> None:
    made = await line.subscribe()
    ticket_id = await line.office.ticket(await line.office.customer())
    await line.news()
    await line.deliver()
    async with line.office.uow() as uow:
        await subscriptions.change(
            uow, await subscriptions.find_open(uow, made.subscription.id), {"state": SubscriptionState.PAUSED}
        )
    await line.office.comment(ticket_id)
    await line.news()
    assert await line.states(made) == [DeliveryState.DELIVERED, DeliveryState.SKIPPED]

    async with line.office.uow() as uow:
        await subscriptions.change(
            uow, await subscriptions.find_open(uow, made.subscription.id), {"state": SubscriptionState.ACTIVE}
        )
        assert await replays.replay(uow, made.subscription.id, Wanted(undelivered=True)) == 1
    await line.deliver()
    assert line.sink.ids == [f"{ticket_id}:1", f"{ticket_id}:2"]

    async with line.office.uow() as uow:
        assert await replays.replay(uow, made.subscription.id, Wanted(events=[(ticket_id, 1)])) == 1
        assert await replays.replay(uow, made.subscription.id, Wanted(positions=(2, 9))) == 1
        assert await replays.replay(uow, made.subscription.id, Wanted(events=[(ticket_id, 9)])) == 0
    while await line.deliver():
        pass
    assert line.sink.ids[2:] == [f"{ticket_id}:1", f"{ticket_id}:2"]
    assert line.sink.received[0].body == line.sink.received[2].body


async def test_while_a_secret_is_replaced_both_sign(line: Line) -> None:
    made = await line.subscribe()
    ticket_id = await line.office.ticket(await line.office.customer())
    async with line.office.uow() as uow:
        _, second, _ = await subscriptions.replace_secret(uow, made.subscription.id, timedelta(hours=1))
    async with line.office.uow() as uow:
        with pytest.raises(Conflict, match="Two secrets"):
            await subscriptions.replace_secret(uow, made.subscription.id, timedelta(0))
    await line.news()
    await line.deliver()
    async with transaction(line.office.engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE subscriptions SET former_holds_until = now()"))
    async with line.office.uow() as uow:
        _, third, _ = await subscriptions.replace_secret(uow, made.subscription.id, timedelta(0))
    await line.office.comment(ticket_id)
    await line.news()
    await line.deliver()

    both, one = line.sink.received
    assert [is_signed(both, each) for each in (made.secret, second, third)] == [True, True, False]
    assert [is_signed(one, each) for each in (made.secret, second, third)] == [False, False, True]
    assert [len(each.headers["webhook-signature"].split()) for each in (both, one)] == [2, 1]


async def test_a_credential_of_the_sink_that_expired_is_not_sent(line: Line) -> None:
    expired = Instant(line.office.now - LATER)
    await line.subscribe(access_token="of the sink", access_token_expires_at=expired)
    await line.office.ticket(await line.office.customer())
    await line.news()
    await line.deliver()

    assert "authorization" not in line.sink.received[0].headers


async def test_what_was_settled_is_forgotten_after_thirty_days(line: Line) -> None:
    made = await line.subscribe()
    ticket_id = await line.office.ticket(await line.office.customer())
    await line.news()
    await line.deliver()
    await line.office.comment(ticket_id)
    await line.news()
    line.office.now = Instant(line.office.now + KEPT + LATER)
    await sweep(line.office.engine, line.office.clock, line.office.book)

    assert await line.states(made) == [DeliveryState.PENDING]
