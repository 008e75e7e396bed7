"""The units, as systemd reads them; and that what they start is there."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from app.cli import commands
from tests.deploy.composed import DEPLOY

UNITS: Final = DEPLOY / "systemd"
SERVICES: Final = sorted(UNITS.glob("*.service"))
STARTS: Final = "/opt/duetime/.venv/bin/duetime "
MOST_EXPOSED: Final = 20
"""Tenths, by `systemd-analyze security`, of which a unit without any of its own has 96."""


def lines_of(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.MULTILINE)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_what_it_starts_is_a_command(unit: Path) -> None:
    starts = lines_of(unit, "ExecStart")

    assert starts
    assert all(each.startswith(STARTS) for each in starts)
    for each in starts:
        commands.parser().parse_args(each.removeprefix(STARTS).split())


def test_which_units_there_are() -> None:
    kinds = {unit.stem: (lines_of(unit, "Type"), lines_of(unit, "EnvironmentFile")) for unit in SERVICES}
    stays, once = ["exec"], ["oneshot"]
    own, owners = ["/etc/duetime/duetime.env"], ["/etc/duetime/owner.env"]

    assert kinds == {
        "duetime-api": (stays, own),
        "duetime-worker": (stays, own),
        "duetime-migrate": (once, owners),
        "duetime-audit": (once, own),
        "duetime-verify": (once, own),
    }
    assert [each.stem for each in sorted(UNITS.glob("*.timer"))] == ["duetime-audit", "duetime-verify"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_all_are_fenced_in_alike(unit: Path) -> None:
    fences = [
        {line for line in each.read_text().splitlines() if re.match(r"(Protect|Restrict|Private|System|Cap|No)", line)}
        for each in (unit, SERVICES[0])
    ]
    assert fences[0] == fences[1]


def test_a_timer_says_when() -> None:
    for timer in UNITS.glob("*.timer"):
        parser = configparser.ConfigParser()
        parser.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] - as it documents
        parser.read(timer)
        assert set(parser["Timer"]) == {"OnCalendar", "RandomizedDelaySec", "Persistent"}


@pytest.fixture(scope="module")
def systemd() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("The units were NOT read by systemd: there is no systemd-analyze.")
    return found


def test_systemd_has_nothing_to_say_of_them(systemd: str, tmp_path: Path) -> None:
    """With a program in the place of one that is not installed here."""
    for unit in UNITS.iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace(STARTS, f"{sys.executable} "))
    command = [systemd, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    read = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    said = [line for line in read.stderr.splitlines() if "duetime" in line]
    assert (read.returncode, said) == (0, []), read.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_little_is_open_to_them(systemd: str, unit: Path) -> None:
    command = [systemd, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", str(unit)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603

    assert judged.returncode == 0, judged.stdout[-300:]
