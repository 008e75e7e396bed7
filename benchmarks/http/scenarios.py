"""What is asked, as whole HTTP requests; each connection of a run gets its own."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import httpx

from benchmarks.http.load import UNIQUE
from benchmarks.http.machine import Callers

DESCRIPTION: Final = "Since ten o'clock the scale at the gate has weighed every truck twice. " * 6
OWN_TICKETS: Final = 2
TURNS: Final = 50
"""Different requests that a connection sends in turn when it reads."""


@dataclass(frozen=True)
class Known:
    callers: Callers
    ticket_ids: Sequence[str]
    now: datetime
    port: int
    """Of ours, which makes the tickets of both."""


Scenario = Callable[[Known, int], Sequence[bytes]]
"""What connection n asks in turn."""


def post(known: Known, _number: int) -> Sequence[bytes]:
    return [_request("POST", "/v1/tickets", known.callers.registrant, _report(known))]


def _report(known: Known) -> dict[str, Any]:
    return {
        "customerId": known.callers.customer_id,
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


def read(known: Known, number: int) -> Sequence[bytes]:
    some = random.Random(number).sample(known.ticket_ids, TURNS)  # noqa: S311 - the same in every run
    return [_request("GET", f"/v1/tickets/{each}", known.callers.support) for each in some]


def page(known: Known, number: int) -> Sequence[bytes]:
    minutes = random.Random(number).sample(range(-8000, 70_000), TURNS)  # noqa: S311 - the same in every run
    moments = [(known.now + timedelta(minutes=each)).strftime("%Y-%m-%dT%H:%M:%SZ") for each in minutes]
    return [_request("GET", f"/v1/sla/clocks?dueAfter={each}", known.callers.support) for each in moments]


def status(known: Known, _number: int) -> Sequence[bytes]:
    return [_request("GET", "/v1/sla/status", known.callers.support)]


def _request(method: str, path: str, key: str, body: dict[str, Any] | None = None) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json", f"Authorization: Bearer {key}"]
    content = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        unique = UNIQUE.decode()
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}", f"Idempotency-Key: {unique}"]
    return "\r\n".join([*head, "", ""]).encode() + content


def transition(known: Known, _number: int) -> Sequence[bytes]:
    """By turns information is asked for and received, on tickets of this connection's own."""
    made = [_make(known) for _ in range(OWN_TICKETS)]
    return [
        _request("POST", f"/v1/tickets/{each}/transitions", known.callers.support, body)
        for each in made
        for body in ({"decision": "request_information", "note": "Which one?"}, {"decision": "information_received"})
    ]


def _make(known: Known) -> str:
    headers = {"Authorization": f"Bearer {known.callers.registrant}"}
    answer = httpx.post(f"http://127.0.0.1:{known.port}/v1/tickets", json=_report(known), headers=headers)
    return str(answer.raise_for_status().json()["id"])


SCENARIOS: Final[Mapping[str, Scenario]] = {"post": post, "transition": transition, "read": read, "page": page}
