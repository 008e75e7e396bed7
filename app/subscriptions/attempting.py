"""One attempt at sending something to a sink, and what is put on record of it."""

from collections.abc import Mapping
from datetime import timedelta
from time import perf_counter

from app.clock import Instant
from app.subscriptions.sending import SendingOutcome, SinkSender
from app.subscriptions.store.attempts import Attempt


async def attempted(
    sender: SinkSender, sink: str, signed: Mapping[str, str], body: bytes, at: Instant
) -> tuple[SendingOutcome, Attempt]:
    """Holds nothing of the database's while it waits. `signed`: the headers."""
    began = perf_counter()
    outcome = await sender.send("POST", sink, signed, body)
    attempt = Attempt(
        at=at,
        duration=timedelta(seconds=perf_counter() - began),
        status=outcome.status,
        fault=outcome.fault,
        address=outcome.address,
        answer=outcome.answer,
    )
    return outcome, attempt
