"""Whatever is not proven to come from an active integration, just now, is turned away and does nothing."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from uuid_utils.compat import uuid7

from app.clock import Instant
from app.postgres.engine import transaction
from app.postgres.tables import integrations
from app.postgres.tenancy import SYSTEM
from tests.organisations import Organisation
from tests.routers.callers import Api
from tests.routers.integrations.webhook_sender import Sender, count_tickets, integrate, message, with_data


@pytest.fixture
async def sender(api: Api, extended: Organisation) -> Sender:
    return await integrate(api, extended)


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(-301, 401), (-300, 201), (0, 201), (300, 201), (301, 401), (-86_400, 401), (86_400, 401)],
)
async def test_a_message_is_fresh_for_five_minutes_either_way(sender: Sender, seconds: int, status: int) -> None:
    at = Instant(sender.api.clock.now + timedelta(seconds=seconds))

    assert (await sender.send(at=at)).status_code == status


async def test_a_fraction_of_a_second_too_late_is_too_late(api: Api, sender: Sender) -> None:
    then = api.clock.now
    api.clock.advance(timedelta(seconds=300, microseconds=1))

    assert (await sender.send(at=then)).status_code == 401


async def test_one_signature_of_several_is_enough(sender: Sender) -> None:
    good = sender.sign("msg_1", message(), sender.api.clock.now)
    old = replace(sender, secret=bytes(32)).sign("msg_1", message(), sender.api.clock.now)

    assert (await sender.send(signature=f"v1a,Zm9v {old} {good}")).status_code == 201


MALFORMED = {
    "none": "",
    "garbage": "garbage",
    "no base64": "v1,abc",
    "not base64": "v1,%%%",
    "version alone": "v1",
    "comma alone": ",",
    "two spaces": "v1,  v1,",
    "another version": "v1a,{signature}",
    "no version": "{signature}",
    "cut short": "v1,{short}",
    "more than it": "v1,{signature}v1,",
    "not ascii": "v1,é\xff",
    "very long": "v1," + "A" * 10_000,
    "very many": "v1,AAAA " * 2_000,
}


@pytest.mark.parametrize("signature", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_signature_is_none(api: Api, sender: Sender, signature: str) -> None:
    _, good = sender.sign("msg_1", message(), api.clock.now).split(",")

    answer = await sender.send(signature=signature.format(signature=good, short=good[:-4]))

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert await count_tickets(api) == 0


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
async def test_each_header_comes_once(sender: Sender, name: str) -> None:
    headers = sender.headers("msg_1", message())
    without = [each for each in headers if each[0] != name]
    twice = [*headers, *(each for each in headers if each[0] == name)]

    assert [(await sender.deliver(each, message())).status_code for each in (without, twice)] == [401, 401]


@pytest.mark.parametrize(
    "timestamp", ["", "now", "-1", "1e9", "1.5", " 1", "0x10", "９", "9" * 11, "9" * 400, "{now}.0", "0{now}", "+{now}"]
)
async def test_a_timestamp_is_whole_seconds(sender: Sender, timestamp: str) -> None:
    written = timestamp.format(now=int(sender.api.clock.now.timestamp())).encode("utf-8").decode("latin-1")
    headers = [
        (name, written if name == "webhook-timestamp" else value) for name, value in sender.headers("msg_1", message())
    ]
    assert (await sender.deliver(headers, message())).status_code == 401


async def test_whatever_was_changed_on_the_way_no_longer_holds(sender: Sender) -> None:
    headers = dict(sender.headers("msg_1", message()))
    other_body = await sender.deliver(list(headers.items()), with_data(title="Another"))
    other_id = await sender.deliver(list({**headers, "webhook-id": "msg_2"}.items()), message())
    other_key = await replace(sender, secret=bytes(32)).send()

    assert [each.status_code for each in (other_body, other_id, other_key)] == [401, 401, 401]


@pytest.mark.parametrize("message_id", ["", "m" * 256])
async def test_an_id_has_at_most_255_characters(sender: Sender, message_id: str) -> None:
    assert (await sender.send(message_id)).status_code == 401
    assert (await sender.send("m" * 255)).status_code == 201


async def test_who_must_not_send_is_answered_like_nobody(api: Api, sender: Sender, extended: Organisation) -> None:
    unknown = replace(sender, integration_id=uuid7())
    inactive = await integrate(api, extended, active=False)
    wrong = replace(sender, secret=bytes(32))

    answers = [await each.send() for each in (unknown, inactive, wrong)]

    assert {each.status_code for each in answers} == {401}
    assert len({each.text.replace(each.headers["X-Request-Id"], "") for each in answers}) == 1


async def test_a_switched_off_integration_no_longer_gets_in(api: Api, sender: Sender) -> None:
    await sender.send()
    async with transaction(api.engine, SYSTEM) as connection:
        await connection.execute(update(integrations).values(active=False))

    assert (await sender.send()).status_code == 401


headers = st.lists(
    st.tuples(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "content-type"]),
        st.one_of(
            st.binary(max_size=60).filter(lambda raw: not set(raw) & {0, 10, 13}),
            st.sampled_from([b"application/json", b"1795426200", b"msg_1"]),
            st.binary(max_size=40).map(lambda raw: b"v1," + b64encode(raw)),
        ),
    ),
    max_size=6,
)


@given(given_headers=headers, body=st.one_of(st.binary(max_size=200), st.just(message())))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_unsigned_message_does_anything_but_be_refused(
    sender: Sender, given_headers: list[tuple[str, bytes]], body: bytes
) -> None:
    answer = await sender.deliver([(name, value.decode("latin-1")) for name, value in given_headers], body)

    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert await count_tickets(sender.api) == 0


@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_signed_nonsense_breaks_anything(sender: Sender, body: bytes) -> None:
    assert (await sender.send(body=body)).status_code in {400, 401}
