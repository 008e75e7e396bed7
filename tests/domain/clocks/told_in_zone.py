"""What made-up tickets come to, as a process in some other zone says it: see `test_process_zone`."""

import sys

from hypothesis import given, settings

from app.domain.explanation.explaining import explain
from app.domain.explanation.page import page
from app.domain.vocabulary import ClockName
from tests.domain.tickets.random_histories import Made, made_up


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(made_up())
def tell(made: Made) -> None:
    ticket, agreement, calendars = made.history.ticket, made.history.agreement, made.history.calendars
    for name in ClockName:
        told = explain(name, ticket, agreement, calendars, made.now)
        sys.stdout.write(
            f"{made.history.reading(name, made.now)}\n{page(told, 'T-2026-000001', 'The line stands still')}\n"
        )


if __name__ == "__main__":
    tell()
