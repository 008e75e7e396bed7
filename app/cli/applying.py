"""`duetime recompute --apply`: open tickets come along to the latest calendar at once, and what came of it."""

import asyncio
import gc
import json
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from app.calendars.recomputation import waiting
from app.cli.output.progress import Progress
from app.clock import Clock
from app.postgres.engine import AsyncEngine, settle
from app.revisions.loading import stored_book
from app.workers.calendars import RecomputeJob

AT_ONCE: Final = 2
"""Transactions: while PostgreSQL writes one batch, the next one is read and reckoned."""
PATIENCE: Final = 10
REST_SECONDS: Final = 0.5


async def apply(engine: AsyncEngine, clock: Clock, batch: int, *, as_json: bool) -> bool:
    """Until none is left, or only those that cannot follow, or that others hold for longer than a pause or two."""
    with _unburdened():
        recomputing = RecomputeJob(engine, clock, await stored_book(engine), batch)
        revision, left = await waiting(engine)
        progress, moved, idle = Progress(left, "tickets"), 0, 0
        try:
            while left > len(recomputing.stuck) and idle < PATIENCE:
                done = progress.done
                async for followed in recomputing.batches(AT_ONCE):
                    moved += followed.moved
                    progress.advance(followed.tickets)
                revision, left = await waiting(engine)
                idle = 0 if progress.done > done else idle + 1
                await asyncio.sleep(REST_SECONDS if left > len(recomputing.stuck) else 0)
            await settle(engine)
        except BaseException:
            progress.finish()
            sys.stderr.write(f"Stopped after {progress.done:,} tickets. The next run goes on from there.\n")
            raise
        progress.finish()
        stuck = sorted(recomputing.stuck.values())
        applied = Applied(revision, progress.done, moved, max(0, left - len(stuck)), stuck)
        sys.stdout.write(f"{json.dumps(_counts(applied)) if as_json else _report(applied)}\n")
        return not left


@contextmanager
def _unburdened() -> Generator[None]:
    """What is there before stays: it need not be walked over every time that lists of a batch have piled up."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(frozen=True)
class Applied:
    """`left` are those that others were changing, `stuck` the numbers of those that could not follow."""

    revision: int
    tickets: int
    moved: int
    left: int
    stuck: Sequence[str]


def _report(applied: Applied) -> str:
    rest = f" {applied.left:,} are left: others were changing them." if applied.left else ""
    stuck = f" {len(applied.stuck):,} could not: {', '.join(applied.stuck)}." if applied.stuck else ""
    return (
        f"{applied.tickets:,} open tickets came along to calendar revision {applied.revision};"
        f" due times of {applied.moved:,} of them moved.{rest}{stuck}"
    )


def _counts(applied: Applied) -> Mapping[str, Any]:
    return {
        "calendarRevision": applied.revision,
        "tickets": applied.tickets,
        "ticketsMoved": applied.moved,
        "ticketsLeft": applied.left,
        "ticketsStuck": [*applied.stuck],
    }
