"""The turns of a run: one server after the other, round by round."""

import random
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import psutil

from app.postgres.embedded.server import EmbeddedPostgres
from benchmarks.http.callers import Known
from benchmarks.http.database import Written, ask, postgres_of, quiet, written
from benchmarks.http.load import Plan
from benchmarks.http.scenarios import SCENARIOS, STATUS, Scenario, parts_of_seen
from benchmarks.http.servers import Seen, Server, generate, measure

WARM_UP_SECONDS: Final = 0.4
IN_THE_TRAIL: Final = "SELECT count(*) FROM audit_entries"
SETTLED_SECONDS: Final = 2.0
"""After the last request, until what it left behind is written: looks wait for at most one."""
COUNTING_CONNECTIONS: Final = 4
AS_LONG_AS_IT_TAKES: Final = 120.0


@dataclass(frozen=True)
class Bench:
    """`known`: of raw, of idiomatic, of ours."""

    options: Namespace
    postgres: EmbeddedPostgres
    known: tuple[Known, Known, Known]

    @cached_property
    def _process(self) -> psutil.Process:
        return postgres_of(self.postgres)

    @property
    def ours(self) -> Known:
        return self.known[-1]

    def in_turns(self, scenario: Scenario) -> Sequence[Sequence[Seen]]:
        """Of each server its rounds."""
        if scenario is SCENARIOS["look"]:
            self._look_before()
        for each in self.known:
            self._turn(each, scenario, WARM_UP_SECONDS)
        rounds = range(self.options.rounds)
        seen = [[self._turn(each, scenario, self.options.seconds) for each in self.known] for _ in rounds]
        return [[turns[at] for turns in seen] for at in range(len(self.known))]

    def _look_before(self) -> None:
        for requests in parts_of_seen(self.ours, COUNTING_CONNECTIONS):
            wait = self._until_in_the_trail()
            asked = Plan(self.ours.server.port, AS_LONG_AS_IT_TAKES, requests, is_once=True)
            wait(len(generate(self.ours.server, asked).latencies))

    def status(self, server: Server) -> Sequence[Seen]:
        asked = replace(self.ours, server=server)
        self._turn(asked, STATUS, WARM_UP_SECONDS, 1)
        return [self._turn(asked, STATUS, self.options.seconds, 1) for _ in range(self.options.rounds)]

    def counted(self, scenario: Scenario) -> Sequence[Written]:
        """Of each server, for `options.counted` requests."""
        return [self._counted(each, scenario) for each in self.known]

    def _counted(self, known: Known, scenario: Scenario) -> Written:
        plan = self._plan(known, scenario, AS_LONG_AS_IT_TAKES, COUNTING_CONNECTIONS)
        quiet(self.postgres)
        with written(self.postgres, known.server.database) as seen:
            generate(known.server, replace(plan, most=self.options.counted))
            if known is self.ours:
                time.sleep(SETTLED_SECONDS)
                quiet(self.postgres)
        return seen

    def _turn(self, known: Known, scenario: Scenario, seconds: float, connections: int | None = None) -> Seen:
        plan = self._plan(known, scenario, seconds, connections or self.options.connections)
        finish = self._until_in_the_trail() if scenario is SCENARIOS["first"] and known is self.ours else None
        return measure(known.server, self._process, plan, finish)

    def _plan(self, known: Known, scenario: Scenario, seconds: float, connections: int) -> Plan:
        run = f"{random.randrange(16**6):06x}"  # noqa: S311 - a name
        requests = scenario.asked(known, connections)
        return Plan(known.server.port, seconds, requests, is_once=scenario.is_once, run=run)

    def _until_in_the_trail(self) -> Callable[[int], None]:
        """As many more entries as there were looks."""
        before = ask(self.postgres, IN_THE_TRAIL)[0][0]

        def wait(number: int) -> None:
            end = time.perf_counter() + AS_LONG_AS_IT_TAKES
            while ask(self.postgres, IN_THE_TRAIL)[0][0] < before + number:
                time.sleep(0.05)
                assert time.perf_counter() < end, "not every look came into the trail"

        return wait
