"""The questions that rules and dashboard ask Prometheus."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from tests.deploy.composed import DEPLOY

RULES: Final = DEPLOY / "prometheus" / "rules.yml"
RULES_TEST: Final = DEPLOY / "prometheus" / "rules_test.yml"
DASHBOARD: Final = DEPLOY / "grafana" / "dashboards" / "duetime.json"
_METRIC: Final = re.compile(r"\b(?:duetime|process)_\w+")
_VARIABLE: Final = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def alerts() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    return json.loads(DASHBOARD.read_text())


def panels() -> Iterator[tuple[str, str]]:
    """Each query of the dashboard, by the title of its panel."""
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def asked(query: str, interval: str) -> str:
    """As Grafana asks it, with everything selected. Raises KeyError where it does not know a variable."""
    known: Mapping[str, str] = {
        "__rate_interval": interval,
        **{each["name"]: each.get("allValue", "") for each in dashboard()["templating"]["list"]},
    }
    return _VARIABLE.sub(lambda found: known[found[1] or found[2]], query)


def metrics_in(query: str) -> set[str]:
    return set(_METRIC.findall(query))
