"""JSON from the provider: within bounds of time and size, from the very address asked, and never in the clear."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final, cast
from urllib.parse import urlsplit

from httpx import AsyncClient, Headers, HTTPError, InvalidURL, Response
from pydantic_core import from_json

TIMEOUT_SECONDS: Final = 5.0
LARGEST_BYTES: Final = 262_144
_FRESH_SECONDS: Final = 900
_SHORTEST_FRESH_SECONDS: Final = 60
_LONGEST_FRESH_SECONDS: Final = 3_600
"""A key that the provider withdraws is one that somebody has stolen."""


class FetchError(Exception):
    """What is wrong with the provider's answer, for whoever runs the service."""


@dataclass(frozen=True)
class FetchedDocument:
    document: Mapping[str, Any]
    fresh_seconds: int


async def fetch(client: AsyncClient, url: str) -> FetchedDocument:
    if not is_guarded(url):
        raise FetchError(f"{url} is neither https nor on this machine")
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            client.stream("GET", url, headers=_HEADERS, follow_redirects=False) as response,
        ):
            _require_plain(response)
            document = from_json(await _body(response))
    except TimeoutError:
        raise FetchError(f"{url} did not answer within {TIMEOUT_SECONDS:.0f} seconds") from None
    except (HTTPError, InvalidURL, OSError) as error:
        raise FetchError(f"{url} cannot be reached: {error!r}") from error
    except ValueError:
        raise FetchError(f"{url} answers with something that is no JSON") from None
    if not isinstance(document, dict):
        raise FetchError(f"{url} answers with something that is no JSON object")
    return FetchedDocument(cast("Mapping[str, Any]", document), _fresh_seconds(response.headers))


_HEADERS: Final = {"Accept": "application/json", "Accept-Encoding": "identity"}


def is_guarded(url: str) -> bool:
    """Whether nobody on the way can change what is said: TLS, or no way at all."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(host)))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_plain(response: Response) -> None:
    if response.is_redirect:
        raise FetchError(f"{response.url} answers with a redirect ({response.status_code}), which is not followed")
    if response.status_code != 200:  # noqa: PLR2004 - OK
        raise FetchError(f"{response.url} answers {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise FetchError(f"{response.url} answers in a coding that it was not asked for")


async def _body(response: Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise FetchError(f"{response.url} answers with more than {LARGEST_BYTES} bytes")
    return bytes(body)


def _fresh_seconds(headers: Headers) -> int:
    """For how long it may be used without asking again (RFC 9111 §5.2.2.1), within reason."""
    stated = re.search(r"\bmax-age=([0-9]{1,9})\b", headers.get("cache-control", "").lower())
    seconds = int(stated[1]) if stated else _FRESH_SECONDS
    return min(max(seconds, _SHORTEST_FRESH_SECONDS), _LONGEST_FRESH_SECONDS)
