"""What PostgreSQL alone needs for the rows that another calendar touches, and what anything costs in time and CPU.

Each table is read by COPY and rewritten in one UPDATE, due times and all, with the same indexes as ours; nothing is
computed and nobody asks who may see what. Events are written in one INSERT. What was done is undone or taken back.
"""

import resource
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import reduce
from operator import add
from statistics import median

import asyncpg
import psutil

from app.postgres.urls import dsn

CLOCKS = """
    UPDATE clocks SET due_at = due_at + $1::interval, at_risk_at = at_risk_at + $1::interval,
        breach_at = breach_at + $1::interval, announce_at = announce_at + $1::interval
    WHERE stopped_at IS NULL
"""
TICKETS = "UPDATE tickets SET due_at = due_at + $1::interval, updated_at = now() WHERE status = 'open'"
FAR = 1_000_000
EVENTS = f"""
    INSERT INTO ticket_events
    SELECT ticket_id, {FAR}, customer_id, 'due_moved', occurred_at, recorded_at, actor_id, actor_kind, internal,
        jsonb_build_object('type', 'due_moved', 'clock', 'resolution', 'from_at', occurred_at, 'to_at', recorded_at,
        'reason', 'calendar revision 2: benchmark'), seal
    FROM ticket_events WHERE sequence = 1
"""  # noqa: S608 - a number


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def __mul__(self, times: float) -> "Cost":
        return Cost(self.wall * times, self.cpu * times)

    def times(self, other: "Cost") -> str:
        return f"{self.wall / other.wall:.2f} x ({self.cpu / other.cpu:.2f} x the CPU)"


def typical(costs: list[Cost]) -> Cost:
    return Cost(median(each.wall for each in costs), median(each.cpu for each in costs))


@dataclass(frozen=True)
class Alone:
    """`event` is what one of them costs."""

    clocks: Cost
    tickets: Cost
    event: Cost


@contextmanager
def costing(spent: list[Cost]) -> Generator[None]:
    wall, cpu = time.perf_counter(), _cpu()
    yield
    spent.append(Cost(time.perf_counter() - wall, _cpu() - cpu))


def _cpu() -> float:
    """Of PostgreSQL, and of our own processes that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return reduce(add, map(_spent, psutil.Process().children(recursive=True)), children.ru_utime + children.ru_stime)


def _spent(process: psutil.Process) -> float:
    """What ended meanwhile is counted by its parent."""
    with suppress(psutil.NoSuchProcess):
        if "postgres" in process.name():
            times = process.cpu_times()
            return times.user + times.system + times.children_user + times.children_system
    return 0.0


async def alone(url: str, hours: int) -> Alone:
    """Due times are `hours` later then: it is undone by as many the other way."""
    connection = await asyncpg.connect(dsn(url))
    spent: list[Cost] = []
    for table, statement in (("clocks", CLOCKS), ("tickets", TICKETS)):
        await connection.execute("CHECKPOINT")
        with costing(spent):
            await connection.copy_from_query(f"SELECT * FROM {table}", output=_ignore)  # noqa: S608 - one of two
            await connection.execute(statement.replace("$1", f"'{hours} hours'"))
    await connection.execute("CHECKPOINT")
    with costing(spent):
        events = int((await connection.execute(EVENTS)).split()[-1])
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(f"DELETE FROM ticket_events WHERE sequence = {FAR}")  # noqa: S608
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    clocks, tickets, written = spent
    return Alone(clocks, tickets, written * (1 / events))


async def _ignore(_data: bytes) -> None:
    pass
