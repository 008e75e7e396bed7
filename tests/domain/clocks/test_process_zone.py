"""The zone of the process changes nothing: another process, from its first import on, tells the same."""

import os
import subprocess
import sys
from pathlib import Path

TELLER = Path(__file__).with_name("told_in_zone.py")
ZONES = ("UTC", "America/New_York", "Pacific/Apia")


def test_a_process_in_another_zone_tells_the_same_of_any_history() -> None:
    processes = [_started(zone) for zone in ZONES]
    told = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert told[0].count("\n") > 100
    assert set(told) == {told[0]}


def _started(zone: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, str(TELLER)],
        env={**os.environ, "TZ": zone},
        stdout=subprocess.PIPE,
        text=True,
    )
