"""Alerts and the dashboard, as files. `tests/routers/metrics/` tries that what they go by is told, and
`test_deployed.py` that a real Prometheus answers them.
"""

import re
import shutil
import subprocess
from collections import Counter
from typing import Final

import pytest

from tests.deploy.composed import ROOT
from tests.deploy.queried import RULES, RULES_TEST, alerts, asked, dashboard, panels

WORKERS: Final = ROOT / "app" / "workers"
OBSERVABILITY: Final = ROOT / "docs" / "observability.md"
LAST_ROUND: Final = "duetime_worker_last_round_timestamp_seconds"


def test_every_alert_says_what_it_means() -> None:
    for rule in alerts():
        assert rule["alert"].startswith("Duetime")
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert set(rule["annotations"]) == {"summary", "description"}


def test_every_job_of_the_worker_is_in_one_rule_of_stuck_ones_and_in_the_documentation() -> None:
    source = "".join(each.read_text() for each in WORKERS.glob("*.py"))
    jobs = set(re.findall(r'\btimed\("(\w+)"', source))
    assert len(jobs) == len(re.findall(r"\btimed\(", source))

    stuck = [rule["expr"] for rule in alerts() if LAST_ROUND in rule["expr"]]
    named = Counter(
        name for expr in stuck for names in re.findall(r'exported_job=~"(.*?)"', expr) for name in names.split("|")
    )
    row = next(line for line in OBSERVABILITY.read_text().splitlines() if line.startswith(f"| `{LAST_ROUND}`"))
    assert named == dict.fromkeys(jobs, 1)
    assert Counter(re.findall(r"`(\w+)`", row.split("|")[3])) == dict.fromkeys(jobs, 1)


def test_the_dashboard_has_each_panel_once_and_in_its_place() -> None:
    found = dashboard()
    places = [panel["gridPos"] for panel in found["panels"]]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len({panel["id"] for panel in found["panels"]}) == len(found["panels"])
    assert len({title for title, _ in panels()}) == sum("targets" in panel for panel in found["panels"])
    assert len(cells) == len(set(cells))
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert all(asked(query, "1m") for _, query in panels())


@pytest.fixture(scope="module")
def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("The rules were NOT read by Prometheus: there is no promtool.")
    return found


@pytest.mark.long
def test_the_rules_are_rules(promtool: str) -> None:
    checked = subprocess.run(  # noqa: S603
        [promtool, "check", "rules", "--lint-fatal", str(RULES)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.long
def test_they_fire_when_they_should(promtool: str) -> None:
    tried = subprocess.run(  # noqa: S603
        [promtool, "test", "rules", RULES_TEST.name], cwd=RULES_TEST.parent, capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_each_alert_is_tried_where_it_fires_and_where_it_does_not() -> None:
    text = RULES_TEST.read_text()
    for rule in alerts():
        name = rule["alert"]
        assert f"alertname: {name}, eval_time" in text, name  # with no alert expected
        assert f"- alertname: {name}\n" in text, name
