"""Where a request comes from: its socket's peer, or what the proxies that the settings name say of it.

Each proxy appends to X-Forwarded-For whom it took the request from. So from the right, the first that is no proxy of
ours is the client; what stands left of it anybody may have written, and is not read. Sent past the proxies the header
says nothing. Where a proxy of ours passes on something else than an address, the client is unknown, and not the proxy:
that one may be in a network that the client isn't.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, cast

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from app.addresses import Address, Network, address, is_within
from app.routers.http.runtime import runtime_of

HEADER: Final = "x-forwarded-for"
_HOP: Final = re.compile(r"\[([^\[\]]*)\](?::[0-9]{1,5})?|([^:\[\]]*):[0-9]{1,5}|([^\[\]]*)")
"""Some proxies add the port: 192.0.2.1:4711, [2001:db8::1]:4711."""


def client_address(request: Request) -> Address | None:
    """None: unknown, as on a Unix socket."""
    return address_in(request.scope, runtime_of(request).settings.trusted_proxies)


def address_in(scope: Scope, trusted: Sequence[Network]) -> Address | None:
    """`scope` is ASGI's, of HTTP."""
    found = _peer(scope)
    hops = iter(reversed(_hops(scope)))
    while is_within(trusted, found) and (hop := next(hops, None)) is not None:
        found = _read(hop)
    return found


def _peer(scope: Scope) -> Address | None:
    peer = cast("Sequence[Any] | None", scope.get("client"))
    return _read(str(peer[0])) if peer else None


def _hops(scope: Scope) -> list[str]:
    """Of several headers of this name as of one (RFC 9110 §5.2)."""
    lines = Headers(scope=scope).getlist(HEADER)
    return [hop.strip(" \t") for hop in ",".join(lines).split(",")] if lines else []


def _read(hop: str) -> Address | None:
    spelled = _HOP.fullmatch(hop)
    try:
        return address(spelled[spelled.lastindex or 0]) if spelled else None
    except ValueError:
        return None
