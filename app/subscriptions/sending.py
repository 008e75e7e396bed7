"""Sends an event to somebody's address, and to no other: what it resolves to is looked at, and then connected to.

Nobody is resolved twice, so a name that says something else the second time (DNS rebinding) gains nothing. Redirects
are not followed, proxies of the environment not used. Whatever goes wrong is the receiver's or the way's: it is told,
never raised.
"""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final, Self

import httpx

from app.addresses import Network, network

DEADLINE_SECONDS: Final = 15.0
MOST_READ: Final = 1_024
"""Of an answer, in bytes."""
SAID_WITHIN_SECONDS: Final = 2.0
"""The beginning of an answer, once its status is known."""
MOST_HOSTS: Final = 100
"""Whose connections are kept when nothing is asked of them."""
MOST_ADDRESSES: Final = 3
"""Of one name, that are tried."""
_LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=100)
"""Of one host: as many as are asked at once, and kept as long as there is more for it."""
_TRANSLATING: Final = tuple(map(IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
"""Behind these stands an IPv4 address (RFC 4291, 6052, 8215, 3056)."""


class SendingFault(StrEnum):
    """What kept an event from being taken, and so whose matter it is."""

    STATUS = "status"
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    NAME_NOT_FOUND = "name_not_found"
    FORBIDDEN_ADDRESS = "forbidden_address"
    NOT_REACHED = "not_reached"
    TLS = "tls"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True)
class SinkWalls:
    """Where events may go beside the public internet."""

    hosts: frozenset[str]
    networks: tuple[Network, ...]

    @classmethod
    def of(cls, allowed: Sequence[str]) -> Self:
        networks: list[Network] = []
        for each in allowed:
            with suppress(ValueError):
                networks.append(network(each))
        return cls(frozenset(each.lower() for each in allowed), tuple(networks))

    def lets(self, host: str, address: IPv4Address | IPv6Address) -> bool:
        return self.knows(host) or any(address in each for each in self.networks) or is_public(address)

    def knows(self, host: str) -> bool:
        """Whether it may be reached without TLS, too."""
        with suppress(ValueError):
            address = ip_address(host.strip("[]"))
            return any(address in each for each in self.networks)
        return host.lower() in self.hosts


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if (mapped := address.ipv4_mapped) is not None:
            return is_public(mapped)
        if any(address in each for each in _TRANSLATING):
            return False
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True)
class SendingOutcome:
    """`status` None: there was no answer. `fault` None: it was taken. Not `sent`: not a byte of it has left."""

    status: int | None
    fault: SendingFault | None
    address: str | None
    answer: str
    retry_after: str | None = None
    allowed_origin: str | None = None
    sent: bool = True


class _ForbiddenAddressError(Exception):
    pass


class _Leaving:
    """Watches whether anything of a request has left: see `trace` in httpcore's documentation."""

    def __init__(self) -> None:
        self.began = False

    async def __call__(self, event: str, _: Mapping[str, Any]) -> None:
        self.began = self.began or event.endswith("send_request_headers.started")


class SinkSender:
    """`async with`: connections are kept for whoever comes again, those of each host apart.

    A connection goes to an address, and its certificate was that of one host: no other host is asked over it.
    """

    def __init__(self, walls: SinkWalls, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._walls = walls
        self._deadline = deadline_seconds
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._asked_now = Counter[str]()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def _client(self, host: str) -> httpx.AsyncClient:
        client = self._clients.pop(host, None) or httpx.AsyncClient(
            follow_redirects=False, trust_env=False, timeout=self._deadline, verify=_trusted(), limits=_LIMITS
        )
        self._clients[host] = client  # the last one used stands last
        idle = [each for each in self._clients if not self._asked_now[each]]
        for each in idle[: max(0, len(self._clients) - MOST_HOSTS)]:
            await self._clients.pop(each).aclose()
        return client

    @contextmanager
    def _busy(self, host: str) -> Generator[None]:
        self._asked_now[host] += 1
        try:
            yield
        finally:
            self._asked_now[host] -= 1

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> SendingOutcome:
        address: str | None = None
        leaving = _Leaving()
        try:
            asked = httpx.URL(url)
            with self._busy(asked.host):
                async with asyncio.timeout(self._deadline):
                    *others, last = await self._resolved(asked)
                    for address in others:
                        with suppress(httpx.ConnectError):  # nothing was sent there
                            answer = await self._asked(method, asked, address, headers, body, leaving)
                            break
                    else:
                        address = last
                        answer = await self._asked(method, asked, address, headers, body, leaving)
                return await _told(answer, address)
        except _ForbiddenAddressError:
            fault = SendingFault.FORBIDDEN_ADDRESS
        except (TimeoutError, httpx.TimeoutException):
            fault = SendingFault.TIMEOUT
        except (socket.gaierror, UnicodeError, httpx.InvalidURL):
            fault = SendingFault.NAME_NOT_FOUND
        except httpx.ConnectError as error:
            fault = SendingFault.TLS if _is_of_tls(error) else SendingFault.NOT_REACHED
        except (httpx.HTTPError, ssl.SSLError, OSError):
            fault = SendingFault.BROKEN_OFF
        return SendingOutcome(None, fault, address, "", sent=leaving.began)

    async def _resolved(self, url: httpx.URL) -> list[str]:
        """The addresses that are connected to, in turn. One that is forbidden among them forbids them all."""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
        if not all(self._walls.lets(url.host, each) for each in addresses):
            raise _ForbiddenAddressError
        return list(dict.fromkeys(map(str, addresses)))[:MOST_ADDRESSES]

    async def _asked(
        self, method: str, url: httpx.URL, address: str, headers: Mapping[str, str], body: bytes, leaving: _Leaving
    ) -> httpx.Response:
        client = await self._client(url.host)
        request = client.build_request(
            method,
            url.copy_with(host=address),
            headers={**headers, "Host": url.netloc.decode()},
            content=body,
            extensions={"sni_hostname": url.host, "trace": leaving},
        )
        return await client.send(request, stream=True)


async def _told(answer: httpx.Response, address: str | None) -> SendingOutcome:
    try:
        said = await _beginning(answer)
    finally:
        await answer.aclose()
    return SendingOutcome(
        answer.status_code,
        _fault_of(answer.status_code),
        address,
        said,
        answer.headers.get("retry-after"),
        answer.headers.get("webhook-allowed-origin"),
    )


async def _beginning(answer: httpx.Response) -> str:
    """That it is cut off, or does not come, is no matter: the status has been said."""
    said = b""
    with suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(SAID_WITHIN_SECONDS):
            async for chunk in answer.aiter_raw():
                said += chunk
                if len(said) >= MOST_READ:
                    break
    return said[:MOST_READ].decode("utf-8", "replace").replace("\x00", "")


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _fault_of(status: int) -> SendingFault | None:
    if status // 100 == 2:  # noqa: PLR2004
        return None
    return SendingFault.REDIRECT if status // 100 == 3 else SendingFault.STATUS  # noqa: PLR2004


def _is_of_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
