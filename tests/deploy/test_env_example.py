"""`.env.example` names each setting that there is, and says what holds if it stays commented out."""

import re
from pathlib import Path

import pytest

from app.settings import Settings
from tests.deploy.composed import EXAMPLE, example

OF_A_DEPLOYMENT = {f"DUETIME_{name}".upper() for name in Settings.model_fields} - {"DUETIME_DATA_DIR"}
"""The embedded database is for those who try it out."""
FOLLOWS = {"DUETIME_REQUESTS_AT_ONCE", "DUETIME_LOG_FORMAT", "DUETIME_DEMO_DATA"}
"""None stands for what is shown: it follows from something else."""


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in OF_A_DEPLOYMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_each_setting_is_there_and_nothing_else() -> None:
    given, optional = example()
    named = [each for each in (*given, *optional) if each.startswith("DUETIME_")]

    assert len(named) == len(set(named))
    assert set(named) == OF_A_DEPLOYMENT


def test_as_it_is_and_with_everything_it_can_be_read(tmp_path: Path) -> None:
    everything = tmp_path / "everything"
    everything.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE.read_text(), flags=re.MULTILINE))

    assert Settings(_env_file=EXAMPLE).public_url == "https://support.example"  # pyright: ignore[reportCallIssue]
    settings = Settings(_env_file=everything)  # pyright: ignore[reportCallIssue]
    assert settings.model_fields_set == set(Settings.model_fields) - {"data_dir"}


def test_what_is_commented_out_holds_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless nothing does without it."""
    _, optional = example()
    for name, shown in optional.items():
        default = Settings.model_fields[name.removeprefix("DUETIME_").lower()].default
        if default is None or default == ():
            continue
        monkeypatch.setenv(name, shown)
        assert getattr(Settings(), name.removeprefix("DUETIME_").lower()) == default, name


def test_what_follows_is_shown_as_it_does() -> None:
    _, optional = example()

    assert {name: optional[name] for name in FOLLOWS} == {
        "DUETIME_REQUESTS_AT_ONCE": str(Settings().pool_size // 2),
        "DUETIME_LOG_FORMAT": "json",
        "DUETIME_DEMO_DATA": "false",
    }
