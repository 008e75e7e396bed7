"""No container can be started where the tests run: the file is held against its schema, and against the service.

That its commands do what they are there for, `test_deployed.py` tries with processes.
"""

import json
import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml

from app.cli import commands
from app.settings import Settings
from tests.deploy.composed import COMPOSE, DEPLOY, OURS, ROOT, MissingError, composed, environment, example, services

FILLED = {"POSTGRES_PASSWORD": "a", "OWNER_PASSWORD": "b", "APP_PASSWORD": "c", "GRAFANA_PASSWORD": "d"}
OF_THE_IMAGE = {"data_dir": "it holds no PostgreSQL", "port": "8000", "otel": "it has no OpenTelemetry"}
"""What cannot be set here, and why."""


def test_it_is_a_compose_file() -> None:
    """By the schema of the Compose Specification, which check-jsonschema brings along."""
    checked = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("service", OURS)
def test_its_commands_are_commands(service: str) -> None:
    program, *arguments = services()[service]["command"]
    options = commands.parser().parse_args(arguments)

    assert program == commands.parser().prog
    assert options.run.__name__ == {"migrate": "migrate", "api": "serve", "worker": "work"}[service]


def test_there_is_one_worker_and_it_is_not_in_the_api() -> None:
    _, *arguments = services()["api"]["command"]
    assert commands.parser().parse_args(arguments).without_worker


@pytest.mark.parametrize("service", services())
def test_images_are_of_one_version(service: str) -> None:
    name, _, version = services()[service]["image"].partition(":")
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert re.fullmatch(r"v?\d+\.\d+(\.\d+)?", version)
    assert (name == "duetime") == (service in OURS)
    assert version == ours or service not in OURS


def test_everything_is_told_what_it_may_be_told() -> None:
    """Each name is a setting, and each setting can be set from .env."""
    every = {f"DUETIME_{name}".upper() for name in Settings.model_fields if name not in OF_THE_IMAGE}

    assert set(services()["api"]["environment"]) == every
    assert set(services()["worker"]["environment"]) == every - {"DUETIME_BOOTSTRAP_API_KEY", "DUETIME_DEMO_DATA"}
    assert set(services()["migrate"]["environment"]) == {"DUETIME_DATABASE_URL"}


@pytest.mark.parametrize("missing", [*FILLED, "DUETIME_PUBLIC_URL"])
def test_what_has_to_be_set_is_asked_for(missing: str) -> None:
    env = {**example()[0], **FILLED, missing: ""}
    with pytest.raises(MissingError, match=missing):
        [environment(each, env) for each in services() if "environment" in services()[each]]


def test_the_owner_migrates_and_the_other_role_serves() -> None:
    env = {**example()[0], **FILLED}
    roles = {each: environment(each, env)["DUETIME_DATABASE_URL"].split("@")[0] for each in OURS}

    assert roles == {
        "migrate": "postgresql://duetime_owner:b",
        "api": "postgresql://duetime_app:c",
        "worker": "postgresql://duetime_app:c",
    }
    assert [each for each in OURS if "OWNER_PASSWORD" in json.dumps(services()[each])] == ["migrate"]


def test_what_waits_for_what() -> None:
    waits = {each: services()[each].get("depends_on") for each in services()}
    migrated: dict[str, Any] = {"migrate": {"condition": "service_completed_successfully"}}

    assert waits == {
        "postgres": None,
        "migrate": {"postgres": {"condition": "service_healthy"}},
        "api": migrated,
        "worker": migrated,
        "prometheus": None,
        "grafana": ["prometheus"],
    }
    assert "healthcheck" in services()["postgres"]


def test_nothing_is_reached_from_elsewhere() -> None:
    ports = [port for each in services().values() for port in each.get("ports", [])]

    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_what_is_mounted_is_there() -> None:
    mounts = [mount.split(":")[0] for each in services().values() for mount in each.get("volumes", [])]
    files = [each for each in mounts if each.startswith("./")]

    assert len(files) == 4
    assert all((DEPLOY / each).exists() for each in files)
    assert set(mounts) - set(files) == set(composed()["volumes"])


def test_the_image_is_healthy_where_it_says_so() -> None:
    """What the Dockerfile asks is the API; the worker answers elsewhere, and a migration is over soon."""
    asks = {each: json.dumps(services()[each].get("healthcheck")) for each in OURS}
    *_, port = services()["worker"]["command"]

    assert asks["api"] == "null"
    assert asks["migrate"] == '{"disable": true}'
    assert f"127.0.0.1:{port}/metrics" in asks["worker"]


def test_prometheus_asks_those_who_answer() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    *_, worker = services()["worker"]["command"]

    assert {job["job_name"]: job["static_configs"][0]["targets"] for job in config["scrape_configs"]} == {
        "duetime-api": ["api:8000"],
        "duetime-worker": [f"worker:{worker}"],
    }
    assert all((DEPLOY / "prometheus" / each).exists() for each in config["rule_files"])
