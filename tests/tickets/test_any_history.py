"""Whatever happens to tickets, in whatever order: what is stored and said is what the raw events come to.

`make test-long` looks at more and longer ones; others every time are looked at by hand, with the profile `long`.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.postgres.embedded.server import EmbeddedPostgres
from app.postgres.engine import AsyncEngine, create_engine
from tests.conftest import clone
from tests.office import Office
from tests.searches import is_long
from tests.tickets.any_history import AnyHistory

QUICK = settings(
    max_examples=18,
    stateful_step_count=30,
    derandomize=not is_long(),
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
LONGER = settings(QUICK, max_examples=30, stateful_step_count=50)


@dataclass(frozen=True)
class Stage:
    """A database, and a loop of its own to run in: hypothesis calls rules that are no coroutines."""

    engine: AsyncEngine
    run: Callable[[Any], Any]


@pytest.fixture
def stage(postgres: EmbeddedPostgres, template: str) -> Iterator[Stage]:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        cleared_away = AsyncExitStack()
        urls = runner.run(cleared_away.enter_async_context(clone(postgres, template, "histories")))
        engine = create_engine(urls.app, pool_size=1, idle_in_transaction_session_timeout="0")
        yield Stage(engine, runner.run)
        runner.run(engine.dispose())
        runner.run(cleared_away.aclose())


@pytest.mark.parametrize("given", [QUICK, pytest.param(LONGER, marks=pytest.mark.long)], ids=["short", "long"])
def test_what_is_stored_and_said_is_what_happened(stage: Stage, given: settings) -> None:
    class OnStage(AnyHistory):
        def __init__(self) -> None:
            super().__init__(stage.run, Office(stage.engine))

    run_state_machine_as_test(OnStage, settings=given)
