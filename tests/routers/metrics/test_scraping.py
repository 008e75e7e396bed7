"""What Prometheus is told when it asks."""

import shutil
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families as families

from app.agreements.book import Agreements
from app.clock import Instant
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.routers.metrics.readings import Standing
from app.sla.agreement import REVISIONS
from app.tickets import announcing
from app.unit_of_work import UnitOfWork
from tests.organisations import MONDAY
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import Desk, Walker

OPEN_METRICS: Final[Any] = vars(openmetrics)["text_string_to_metric_families"]
ALSO: Final = {"running": "atRisk", "met": "recordedLate"}
STATES: Final = {"at_risk": "atRisk", "recorded_late": "recordedLate", "best_effort": "bestEffort"} | {
    "not_applicable": "notApplicable",
    "not_started": "notStarted",
}


async def scrape(api: Api, accept: str = "") -> str:
    answer = await api.anonymous().get("/metrics", headers={"Accept": accept})
    assert answer.status_code == 200
    return answer.text


def samples(text: str, name: str) -> dict[tuple[str, ...], float]:
    """By the values of the labels, in the order of their names."""
    return {
        tuple(value for _, value in sorted(sample.labels.items())): sample.value
        for family in families(text)
        for sample in family.samples
        if sample.name == name
    }


async def told(api: Api, name: str) -> dict[tuple[str, ...], float]:
    return samples(await scrape(api), name)


async def test_it_is_as_prometheus_wants_it(api: Api, desk: Desk) -> None:
    """By promtool, which comes with Prometheus: units, suffixes, help."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("The metrics were NOT held against Prometheus's rules: there is no promtool.")
    await desk.ticket()
    text = await scrape(api)

    checked = subprocess.run(  # noqa: ASYNC221, S603
        [promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "text/plain; version=0.0.4; charset=utf-8"),
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text; version=1.0.0"),
        ("application/openmetrics-text; version=0.0.1, text/plain;version=0.0.4;q=0.5", "text/plain; version=0.0.4"),
    ],
)
async def test_open_metrics_where_it_is_accepted(api: Api, accept: str, content_type: str) -> None:
    answer = await api.anonymous().get("/metrics", headers={"Accept": accept})

    assert answer.headers["Content-Type"].startswith(content_type)
    parse: Any = OPEN_METRICS if "openmetrics" in content_type else families
    assert "duetime_clocks" in {family.name for family in parse(answer.text)}


async def test_clocks_are_those_of_the_status_and_each_is_in_one_state(
    api: Api, desk: Desk, standard_desk: Desk
) -> None:
    await desk.ticket()
    late = await standard_desk.ticket(urgency="u1", impact="i1")
    api.clock.advance(timedelta(hours=3, minutes=1))
    risky = await desk.ticket(urgency="u1", impact="i1")
    await risky.decide("start_investigation")
    await late.decide("start_investigation")
    await shortly_before(api, await risky.clock("resolution"))
    await desk.ticket(urgency="u3", impact="i3")

    clocks = await told(api, "duetime_clocks")
    next_due = await told(api, "duetime_next_due_timestamp_seconds")

    for level in ("standard", "extended"):
        answer = await desk.admin.get("/v1/sla/status", params={"serviceLevel": level})
        assert at(clocks, level) == counts(answer.json())
        due = [datetime.fromisoformat(each["dueAt"]).timestamp() for each in answer.json()["nextDue"]]
        assert next_due.get((level,)) == min(due, default=None)
    states = {state for (*_, state), number in clocks.items() if number}
    assert {"running", "at_risk", "breached"} <= states
    assert sum(clocks.values()) == 2 * 4


def at(clocks: dict[tuple[str, ...], float], level: str) -> Counter[Any]:
    own = {key: number for key, number in clocks.items() if key[2] == level}
    return Counter({(clock, priority, state): int(n) for (clock, priority, _, state), n in own.items() if n})


def counts(status: dict[str, Any]) -> Counter[Any]:
    """With what is counted twice in a status counted once."""
    return Counter(
        {
            (clock, priority, state): number
            for clock in ("response", "resolution")
            for priority in ("high", "normal", "low")
            for state in (*STATES, "running", "met", "breached", "paused")
            if (number := once(status["counts"][clock][priority], state))
        }
    )


def once(numbers: dict[str, int], state: str) -> int:
    return numbers[STATES.get(state, state)] - (numbers[ALSO[state]] if state in ALSO else 0)


async def test_what_falls_due_next(api: Api, desk: Desk) -> None:
    assert await told(api, "duetime_next_due_timestamp_seconds") == {}

    api.clock.advance(timedelta(seconds=6))
    await desk.ticket(urgency="u3", impact="i3")
    first = await desk.ticket(urgency="u1", impact="i1")

    due_at = datetime.fromisoformat((await first.clock("response"))["dueAt"])
    assert await told(api, "duetime_next_due_timestamp_seconds") == {("extended",): due_at.timestamp()}


async def test_breaches_that_nobody_has_announced_yet(api: Api, desk: Desk) -> None:
    ticket = await desk.ticket(urgency="u1", impact="i1")
    assert await lag(api) == (0, 0)

    now = await past_due(api, ticket, timedelta(seconds=90))
    assert await lag(api) == (1, 90)

    async with transaction(api.engine, SYSTEM) as connection:
        await announcing.announce(connection, now, 10)
    api.clock.advance(timedelta(seconds=6))
    assert await lag(api) == (0, 0)


async def lag(api: Api) -> tuple[float, float]:
    text = await scrape(api)
    names = ("duetime_breaches_unannounced", "duetime_breach_announcement_lag_seconds")
    number, seconds = (samples(text, name)[()] for name in names)
    return number, seconds


async def shortly_before(api: Api, clock: dict[str, Any]) -> None:
    api.clock.advance(datetime.fromisoformat(clock["dueAt"]) - timedelta(minutes=1) - api.clock.now)


async def past_due(api: Api, ticket: Walker, by: timedelta) -> Instant:
    due_at = datetime.fromisoformat((await ticket.clock("response"))["dueAt"])
    return api.clock.advance(due_at + by - api.clock.now)


async def test_the_database_is_asked_once_in_five_seconds(api: Api) -> None:
    asked: list[Instant] = []

    async def count(uow: UnitOfWork) -> tuple[()]:
        asked.append(uow.now)
        return ()

    standing, book = Standing([count]), Agreements(REVISIONS)
    for _ in range(10):
        for _ in range(3):
            await standing.families(api.engine, book, api.clock)
        api.clock.advance(timedelta(seconds=1))

    assert [each - MONDAY for each in asked] == [timedelta(), timedelta(seconds=5)]


async def test_without_a_database_it_says_so_and_the_rest(api: Api, admin: Caller) -> None:
    assert await told(api, "duetime_database_readable") == {(): 1}
    nowhere = create_engine("postgresql://nobody:x@127.0.0.1:1/x")

    found = await Standing().families(nowhere, Agreements(REVISIONS), api.clock)

    assert [(family.name, [sample.value for sample in family.samples]) for family in found] == [
        ("duetime_database_readable", [0])
    ]


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/tickets/0b5c3ad0-0000-7000-8000-000000000000", ("GET", "/v1/tickets/{ticketId}", "404")),
        ("HEAD", "/v1/tickets/0b5c3ad0-0000-7000-8000-000000000000", ("HEAD", "/v1/tickets/{ticketId}", "404")),
        ("DELETE", "/v1/tickets", ("DELETE", "/v1/tickets", "405")),
        ("POST", "/v1/tickets", ("POST", "/v1/tickets", "400")),
        ("GET", "/v1/sla/status", ("GET", "/v1/sla/status", "200")),
        ("GET", "/health/live", ("GET", "/health/live", "200")),
        ("GET", "/v1/made-up/by/somebody", ("GET", "unmatched", "404")),
        ("BREW", "/v1/made-up", ("other", "unmatched", "404")),
    ],
)
async def test_requests_are_counted_by_the_template_of_their_route(
    api: Api, admin: Caller, method: str, path: str, expected: tuple[str, ...]
) -> None:
    async def number() -> float:
        found = await told(api, "duetime_http_request_duration_seconds_count")
        return found.get(expected, 0)

    before = await number()
    await admin.request(method, path)

    assert await number() == before + 1


async def test_what_runs_and_on_how_many_connections(api: Api) -> None:
    text = await scrape(api)

    assert [(labels[1], value) for labels, value in samples(text, "duetime_build_info").items()] == [("0.1.1", 1)]
    assert samples(text, "duetime_database_pool_size") == {(): api.engine.size}
    assert samples(text, "duetime_database_pool_waiting") == {(): 0}
    assert samples(text, "duetime_database_pool_in_use")[()] <= api.engine.size
