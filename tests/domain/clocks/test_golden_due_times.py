"""250 due times that somebody else worked out: single clocks without pauses."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.clocks.clocks import compute_clock
from app.domain.clocks.promises import promises
from app.domain.explanation.case import PromiseSubject
from app.domain.explanation.explaining import explain_preview
from app.domain.explanation.lines import LineKind
from app.domain.tickets.stopwatch import Stopwatch
from app.domain.vocabulary import ClockName, Kind, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

GOLDEN = Path(__file__).parents[2] / "sla" / "golden-due-times.csv"
Row = tuple[ClockName, Kind, ServiceLevel, Priority, str, str]


def golden() -> Iterator[Row]:
    with GOLDEN.open(newline="") as lines:
        for row in csv.DictReader(lines):
            yield (
                ClockName(row["clock"]),
                Kind(row["kind"]),
                ServiceLevel(row["service_level"]),
                Priority(row["priority"]),
                row["registered_at"],
                row["due_at"],
            )


ROWS = list(golden())


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 250


@pytest.mark.parametrize(("name", "kind", "level", "priority", "registered_at", "due_at"), ROWS)
def test_due(
    name: ClockName, kind: Kind, level: ServiceLevel, priority: Priority, registered_at: str, due_at: str
) -> None:
    start, calendar = local(registered_at), AGREEMENT.levels[level].calendar
    promised = promises(AGREEMENT, level, kind, priority, name)
    clock = compute_clock(name, Stopwatch().start(start), promised, calendar)
    assert clock.due_at == local(due_at)

    told = explain_preview(name, PromiseSubject(kind, priority, level), promised, start, AGREEMENT, calendar)
    assert (told.due_at, told.started_at, told.lines[0].from_at) == (local(due_at), start, start)
    assert told.target is not None
    counted = [line for line in told.lines if line.kind is LineKind.COUNTED]
    assert sum(line.seconds for line in counted) == told.target.seconds
    assert (counted[-1], told.lines[-1].until) == (told.lines[-1], local(due_at))
