"""What a process counts, and what several of them count together."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from app.telemetry.metrics import counted, timed

COUNT = """
import sys, time
from app.telemetry.metrics import MESSAGES, LAST_ROUND, POOL_IN_USE, REQUESTS
REQUESTS.labels("GET", "/v1/tickets", 200).observe(0.004)
MESSAGES.labels("refused", "stale").inc()
LAST_ROUND.labels("deadlines").set(float(sys.argv[1]))
POOL_IN_USE.set(3)
print("counted", flush=True)
sys.stdin.read()
"""
TELL = """
from prometheus_client import generate_latest
from app.telemetry.metrics import counted
print(generate_latest(counted()).decode())
"""


def value(registry: CollectorRegistry, name: str, job: str) -> float | None:
    return registry.get_sample_value(name, {"job": job})


async def test_rounds_of_a_job_that_go_well_and_that_fail() -> None:
    """Named for this test alone: what is counted stays counted."""
    outcomes = [3, 0, KeyError("oops")]

    async def work() -> int:
        outcome = outcomes.pop(0)
        if isinstance(outcome, int):
            return outcome
        raise outcome

    begun, job = time.time(), timed("rounds of a test", work)
    assert [await job(), await job()] == [3, 0]
    with pytest.raises(KeyError):
        await job()

    found = counted()
    assert value(found, "duetime_worker_round_duration_seconds_count", "rounds of a test") == 2
    assert value(found, "duetime_worker_round_failures_total", "rounds of a test") == 1
    last = value(found, "duetime_worker_last_round_timestamp_seconds", "rounds of a test")
    assert last is not None
    assert begun <= last <= time.time()


async def test_a_job_that_has_not_gone_well_yet_has_no_last_round() -> None:
    async def work() -> int:
        raise KeyError

    job = timed("a job that fails", work)
    with pytest.raises(KeyError):
        await job()

    assert value(counted(), "duetime_worker_last_round_timestamp_seconds", "a job that fails") is None


def test_processes_that_share_a_folder_count_together_and_the_dead_hold_nothing(tmp_path: Path) -> None:
    together = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    several = [counting(together, moment) for moment in ("1000", "3000", "2000")]
    try:
        everything = told(together)
        several[0].kill()
        several[0].wait()
        without_one = told(together)
    finally:
        for each in several:
            each.kill()
            each.communicate()

    requests = 'duetime_http_request_duration_seconds_count{method="GET",route="/v1/tickets",status="200"} 3.0'
    for text in (everything, without_one):
        assert requests in text
        assert 'duetime_webhook_messages_total{outcome="refused",reason="stale"} 3.0' in text
        assert 'duetime_worker_last_round_timestamp_seconds{job="deadlines"} 2000.0' in text
    assert "duetime_database_pool_in_use 9.0" in everything
    assert "duetime_database_pool_in_use 6.0" in without_one


def counting(environment: dict[str, str], moment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", COUNT, moment]
    process = subprocess.Popen(  # noqa: S603
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def told(environment: dict[str, str]) -> str:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", TELL], env=environment, capture_output=True, text=True, check=True
    ).stdout
