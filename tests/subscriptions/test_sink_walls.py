"""To where events go, and to where they do not, whatever a name resolves to."""

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import pytest

from app.subscriptions import sending
from app.subscriptions.sending import SendingFault, SinkSender, SinkWalls, is_public
from tests.subscriptions.sink import CUT, HANGS, Sink

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::127.0.0.1",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not SinkWalls.of(()).lets("sink.example", ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_what_is(address: str) -> None:
    assert SinkWalls.of(()).lets("sink.example", ip_address(address))


@pytest.mark.parametrize(
    ("allowed", "host", "address", "lets"),
    [
        (["10.0.0.0/8"], "sink.example", "10.1.2.3", True),
        (["10.0.0.0/8"], "sink.example", "192.168.1.1", False),
        (["Broker.Internal"], "broker.internal", "192.168.1.1", True),
        (["broker.internal"], "other.internal", "192.168.1.1", False),
        (["broker.internal"], "evil.broker.internal", "192.168.1.1", False),
        (["127.0.0.1"], "127.0.0.1", "127.0.0.1", True),
        (["127.0.0.1"], "sink.example", "127.0.0.2", False),
    ],
)
def test_what_the_vendor_lets_through(allowed: list[str], host: str, address: str, *, lets: bool) -> None:
    assert SinkWalls.of(allowed).lets(host, ip_address(address)) is lets


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Each question is answered by the next one; gives the names that were asked for."""
    asked, left = list[str](), iter(answers)

    async def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = next(left)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    return asked


async def test_a_private_address_is_refused_before_it_is_connected_to(receiver: Sink) -> None:
    async with SinkSender(SinkWalls.of(()), 1.0) as sender:
        outcome = await sender.send("POST", receiver.url, {}, b"{}")

    assert (outcome.fault, outcome.status, outcome.address) == (SendingFault.FORBIDDEN_ADDRESS, None, None)
    assert receiver.received == []


async def test_a_name_is_resolved_once_and_that_is_connected_to(
    receiver: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: what it would say the second time nobody asks."""
    asked = resolving(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 1.0) as sender:
        outcome = await sender.send("POST", f"http://sink.example:{receiver.port}/events", {}, b"{}")

    assert (outcome.fault, outcome.address) == (None, "127.0.0.1")
    assert asked == ["sink.example"]
    assert receiver.received[0].headers["host"] == f"sink.example:{receiver.port}"


async def test_a_name_that_says_something_else_the_next_time_is_looked_at_again(
    receiver: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = resolving(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    url = f"http://sink.example:{receiver.port}/events"
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 1.0) as sender:
        faults = [(await sender.send("POST", url, {}, b"{}")).fault for _ in range(2)]

    assert faults == [None, SendingFault.FORBIDDEN_ADDRESS]
    assert asked == ["sink.example"] * 2
    assert len(receiver.received) == 1


async def test_one_private_address_forbids_them_all(receiver: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["127.0.0.1", "10.0.0.1"])
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 1.0) as sender:
        outcome = await sender.send("POST", f"http://sink.example:{receiver.port}/", {}, b"{}")

    assert outcome.fault is SendingFault.FORBIDDEN_ADDRESS
    assert receiver.received == []


async def test_where_one_address_is_not_reached_the_next_one_is(
    receiver: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, ["127.0.0.2", "127.0.0.1"])  # the receiver listens at the second one alone
    async with SinkSender(SinkWalls.of(["127.0.0.0/8"]), 1.0) as sender:
        outcome = await sender.send("POST", f"http://sink.example:{receiver.port}/", {}, b"{}")

    assert (outcome.fault, outcome.address) == (None, "127.0.0.1")


async def test_what_is_the_way_s_fault_is_told(receiver: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 1.0) as sender:
        no_tls = await sender.send("POST", receiver.url.replace("http:", "https:"), {}, b"{}")
        nobody = await sender.send("POST", "http://127.0.0.1:1/", {}, b"{}")
        resolving(monkeypatch, [])
        no_name = await sender.send("POST", "http://sink.example/", {}, b"{}")

    assert [each.fault for each in (no_tls, nobody, no_name)] == [
        SendingFault.TLS,
        SendingFault.NOT_REACHED,
        SendingFault.NAME_NOT_FOUND,
    ]


async def test_it_is_known_whether_anything_of_it_has_left(receiver: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 0.5) as sender:
        answered = await sender.send("POST", receiver.url, {}, b"{}")
        receiver.says(CUT, HANGS)
        cut, hangs = [await sender.send("POST", receiver.url, {}, b"{}") for _ in "ab"]
        nobody = await sender.send("POST", "http://127.0.0.1:1/", {}, b"{}")
        no_tls = await sender.send("POST", receiver.url.replace("http:", "https:"), {}, b"{}")

        async def never(*_: object, **__: object) -> None:
            await asyncio.sleep(60)

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
        slow_name = await sender.send("POST", receiver.url, {}, b"{}")
    async with SinkSender(SinkWalls.of(()), 0.5) as walled:
        monkeypatch.undo()
        walled_off = await walled.send("POST", receiver.url, {}, b"{}")

    assert (cut.fault, hangs.fault, slow_name.fault) == (
        SendingFault.BROKEN_OFF,
        SendingFault.TIMEOUT,
        SendingFault.TIMEOUT,
    )
    assert [each.sent for each in (answered, cut, hangs)] == [True] * 3
    assert [each.sent for each in (nobody, no_tls, slow_name, walled_off)] == [False] * 4


async def test_what_is_being_asked_keeps_its_connection_however_many_others_are_asked(
    receiver: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_HOSTS", 1)
    resolving(monkeypatch, *[["127.0.0.1"]] * 3)
    receiver.says(HANGS)
    async with SinkSender(SinkWalls.of(["127.0.0.1"]), 5.0) as sender:
        slow = asyncio.create_task(sender.send("POST", f"http://slow.example:{receiver.port}/", {}, b"{}"))
        await receiver.until(lambda request: request.headers["host"].startswith("slow"))
        others = [await sender.send("POST", f"http://{name}.example:{receiver.port}/", {}, b"{}") for name in "ab"]
        receiver.go_on.set()

        assert [each.fault for each in (await slow, *others)] == [None] * 3
