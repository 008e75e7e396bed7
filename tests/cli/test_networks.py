"""`duetime networks`: the way back in."""

import json

import pytest

from app.cli import main
from app.cli.networks import EVERYWHERE
from app.postgres.urls import DatabaseUrls


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, fresh_database: DatabaseUrls) -> None:
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["networks", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_networks_are_added_shown_and_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == [EVERYWHERE]
    [office] = said(capsys, "add", "192.0.2.0/24", "--label", "Office")
    assert office.startswith("192.0.2.0/24 ")
    assert office.endswith(" Office")
    assert len(said(capsys, "add", "2001:db8::/32")) == 2
    assert [each["label"] for each in json.loads("".join(said(capsys, "--json")))] == [
        "Office",
        "Added at the command line",
    ]
    assert len(said(capsys, "add", "192.0.2.0/24")) == 2
    assert len(said(capsys, "remove", "192.0.2.0/24")) == 1
    assert len(said(capsys, "remove", "192.0.2.0/24")) == 1
    assert said(capsys, "clear") == [EVERYWHERE]


@pytest.mark.parametrize("written", ["192.0.2.1/24", "office"])
def test_what_is_no_network_is_refused(capsys: pytest.CaptureFixture[str], written: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["networks", "add", written])

    assert "NETWORK" in capsys.readouterr().err
