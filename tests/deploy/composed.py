"""deploy/compose.yaml as Compose reads it, as far as it goes: what is merged, and what comes from `.env`."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
COMPOSE: Final = DEPLOY / "compose.yaml"
EXAMPLE: Final = DEPLOY / ".env.example"
OURS: Final = ("migrate", "api", "worker")
_VARIABLE: Final = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
_SETTING: Final = re.compile(r"^(#?)([A-Z_]+)=(.*)$", re.MULTILINE)


class MissingError(Exception):
    """What Compose asks for before it starts anything."""


@cache
def composed() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text())


def services() -> dict[str, Any]:
    return composed()["services"]


def example() -> tuple[dict[str, str], dict[str, str]]:
    """What `.env.example` sets, and what it has commented out."""
    found = _SETTING.findall(EXAMPLE.read_text())
    given, optional = ({name: value for mark, name, value in found if mark == each} for each in ("", "#"))
    return given, optional


def environment(service: str, env: Mapping[str, str]) -> dict[str, str]:
    """What the container of this service is given. Raises MissingError, naming the variable."""
    asked: Mapping[str, str | None] = services()[service]["environment"]
    taken = {name: env.get(name) if value is None else _interpolated(value, env) for name, value in asked.items()}
    return {name: value for name, value in taken.items() if value is not None}


def _interpolated(text: str, env: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name, mark, otherwise = found.groups()
        if given := env.get(name):
            return given
        if mark != "-":
            raise MissingError(name)
        return otherwise

    return _VARIABLE.sub(value, str(text))
