"""What each process counts as it goes, for Prometheus. Seconds, bytes and ratios, as Prometheus has its units.

Several processes that serve the same address count together where `PROMETHEUS_MULTIPROC_DIR` names an empty folder
before they start, as prometheus_client documents it: then whichever of them is asked tells of all.
"""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Final

import psutil
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, multiprocess

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS: Final = Histogram(
    "duetime_http_request_duration_seconds",
    "From the head of a request to the end of its answer, by the template of its route.",
    ["method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
MESSAGES: Final = Counter(
    "duetime_webhook_messages",
    "Messages of integrations: accepted, repeated (taken in before), refused or failed; and why.",
    ["outcome", "reason"],
)
ATTEMPTS: Final = Counter(
    "duetime_delivery_attempts",
    "Events sent to subscriptions, by what their delivery became: pending is sent again.",
    ["state"],
)
POOL_IN_USE: Final = Gauge(
    "duetime_database_pool_in_use", "Connections of the API that work for somebody.", multiprocess_mode="livesum"
)
POOL_SIZE: Final = Gauge(
    "duetime_database_pool_size", "Connections that the API may have at most.", multiprocess_mode="livesum"
)
POOL_WAITING: Final = Gauge(
    "duetime_database_pool_waiting", "Requests that wait for a connection.", multiprocess_mode="livesum"
)
ROUNDS: Final = Histogram(
    "duetime_worker_round_duration_seconds",
    "Of the worker's rounds that went well, by job.",
    ["job"],
    buckets=(0.005, 0.025, 0.1, 0.5, 2.5, 10.0),
)
LAST_ROUND: Final = Gauge(
    "duetime_worker_last_round_timestamp_seconds",
    "When the worker's last round that went well ended, by job.",
    ["job"],
    multiprocess_mode="mostrecent",
)
FAILURES: Final = Counter("duetime_worker_round_failures", "Rounds of the worker that failed, by job.", ["job"])


def timed(job: str, work: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[int]]:
    """The same work of a job's, each round of it counted."""
    duration, failures = ROUNDS.labels(job), FAILURES.labels(job)

    async def round_of() -> int:
        begun = perf_counter()
        with failures.count_exceptions(Exception):
            done = await work()
        duration.observe(perf_counter() - begun)
        LAST_ROUND.labels(job).set_to_current_time()
        return done

    return round_of


def counted() -> CollectorRegistry:
    """What this process has counted; where several count together, what all of them have."""
    registry = CollectorRegistry()
    if (folder := os.environ.get(SHARED)) is None:
        registry.register(REGISTRY)
        return registry
    _forget_the_dead(Path(folder))
    multiprocess.MultiProcessCollector(registry)
    return registry


def _forget_the_dead(folder: Path) -> None:
    """What a process held when it was killed, nobody holds any more."""
    of_whom = {int(each.stem.rpartition("_")[2]) for each in folder.glob("gauge_live*.db")}
    for process in of_whom:
        if not psutil.pid_exists(process):
            multiprocess.mark_process_dead(process, str(folder))  # pyright: ignore[reportUnknownMemberType]
