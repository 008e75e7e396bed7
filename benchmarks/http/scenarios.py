"""What is asked, as whole HTTP requests; each connection of a turn gets its own."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any, Final

import httpx

from benchmarks.http.callers import Known, Reporter
from benchmarks.http.load import UNIQUE

DESCRIPTION: Final = "Since ten o'clock the scale at the gate has weighed every truck twice. " * 6
FIRST_LOOKS: Final = 900
"""Of a turn. With more than 1,000 unwritten the service has callers wait until they are written: no turn begins before
the looks of the last are in the trail.
"""
OWN_TICKETS: Final = 4
"""That each connection moves, by turns."""
TURNS: Final = 50
"""Different requests that a connection sends in turn when it reads a list."""
REQUEST: Final = {"decision": "request_information", "note": "Which one?"}
RECEIVED: Final = {"decision": "information_received"}

Requests = Sequence[Sequence[bytes]]
"""What each connection asks, in turn."""


@dataclass(frozen=True)
class Scenario:
    """`asked` takes the number of connections. The goals are shares of what raw and the idiomatic service answer."""

    label: str
    asked: Callable[[Known, int], Requests]
    of_raw: float
    of_idiomatic: float | None
    is_once: bool = False
    """No request is sent again in a run."""


def _report(reporter: Reporter) -> dict[str, Any]:
    return {
        "customerId": reporter.customer_id,
        "kind": "incident",
        "callType": "software_bug",
        "product": "idu",
        "problemType": "technical",
        "title": "The line stands still",
        "description": DESCRIPTION,
        "urgency": "u2",
        "impact": "i2",
        "channel": "portal",
    }


def _post_with_key(known: Known, connections: int) -> Requests:
    return _posts(known, connections, {"Idempotency-Key": UNIQUE.decode()})


def post(known: Known, connections: int) -> Requests:
    return _posts(known, connections, {})


def _posts(known: Known, connections: int, headers: Mapping[str, str]) -> Requests:
    """Each connection goes through all customers, and begins at another."""
    asked = [_request("POST", "/v1/tickets", each.key, _report(each), headers) for each in known.reporters]
    return [asked[at % len(asked) :] + asked[: at % len(asked)] for at in range(connections)]


def _transition(known: Known, connections: int) -> Requests:
    """By turns information is asked for and received, on tickets made for this turn."""
    made = asyncio.run(_make(known, connections * OWN_TICKETS))
    key = {"Idempotency-Key": UNIQUE.decode()}
    asked = [
        [
            _request("POST", f"/v1/tickets/{each}/transitions", _key(known, at), body, key)
            for body in (REQUEST, RECEIVED)
        ]
        for at, each in enumerate(made)
    ]
    return [[*chain(*asked[at::connections])] for at in range(connections)]


async def _make(known: Known, number: int) -> Sequence[str]:
    at_once = asyncio.Semaphore(4)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{known.maker.port}", timeout=60) as api:

        async def one(at: int) -> str:
            reporter = known.reporters[at % len(known.reporters)]
            async with at_once:
                headers = {"Authorization": f"Bearer {reporter.key}"}
                answer = await api.post("/v1/tickets", json=_report(reporter), headers=headers)
            return str(answer.raise_for_status().json()["id"])

        return await asyncio.gather(*map(one, range(number)))


def _first_look(known: Known, connections: int) -> Requests:
    """Nobody asks for the same ticket twice in a run."""
    looks = [_read(*look) for look in islice(known.first_looks, FIRST_LOOKS)]
    assert len(looks) == FIRST_LOOKS, "not enough tickets for so many first looks"
    return [looks[at::connections] for at in range(connections)]


def _look(known: Known, connections: int) -> Requests:
    return [[_read(*look) for look in known.seen_before[at::connections]] for at in range(connections)]


def parts_of_seen(known: Known, connections: int) -> Iterator[Requests]:
    """What was seen before later looks are measured."""
    for begin in range(0, len(known.seen_before), FIRST_LOOKS):
        part = known.seen_before[begin : begin + FIRST_LOOKS]
        yield [[_read(*look) for look in part[at::connections]] for at in range(connections)]


def _read(key: str, ticket_id: str) -> bytes:
    return _request("GET", f"/v1/tickets/{ticket_id}", key)


def _clocks(known: Known, connections: int) -> Requests:
    minutes = [random.Random(at).sample(range(-8000, 70_000), TURNS) for at in range(connections)]  # noqa: S311 - fixed
    return [
        [_request("GET", f"/v1/sla/clocks?dueAfter={_in(each)}", _key(known, at)) for each in minutes[at]]
        for at in range(connections)
    ]


def _key(known: Known, at: int) -> str:
    return known.support[at % len(known.support)]


def _in(minutes: int) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tickets(known: Known, connections: int) -> Requests:
    """The newest 50 of one customer after the other."""
    ids = known.customer_ids
    return [
        [
            _request("GET", f"/v1/tickets?customerId={ids[(at + each) % len(ids)]}", _key(known, at))
            for each in range(TURNS)
        ]
        for at in range(connections)
    ]


def _status(known: Known, connections: int) -> Requests:
    return [[_request("GET", "/v1/sla/status", known.support[0])]] * connections


def _request(
    method: str, path: str, key: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] = {}
) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json", f"Authorization: Bearer {key}"]
    content = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + content


SCENARIOS: Final[Mapping[str, Scenario]] = {
    "post-key": Scenario("POST a ticket, with a key", _post_with_key, 0.5, 1.5),
    "post": Scenario("POST a ticket, without", post, 0.5, 1.5),
    "transition": Scenario("POST a transition", _transition, 0.48, None),
    "first": Scenario("GET a ticket, first look", _first_look, 0.3, 2.3, is_once=True),
    "look": Scenario("GET a ticket, later look", _look, 0.35, 2.3),
    "clocks": Scenario("GET 50 clocks, soonest due", _clocks, 0.65, 2.0),
    "tickets": Scenario("GET 50 tickets of a customer", _tickets, 0.5, 2.0),
}
STATUS: Final = Scenario("GET the status", _status, 0, None)
