"""`duetime audit` as an operator meets it."""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import UUID

import pytest

from app.cli.commands import parser
from app.postgres.engine import create_engine
from app.postgres.urls import DatabaseUrls
from tests.verification.trail import LENGTH, Trail, make_trail

VENDOR = str(UUID(int=0))


@pytest.fixture
async def trail(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Trail]:
    """In the database of the command."""
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)
    engine = create_engine(fresh_database.app, pool_size=1)
    yield await make_trail(fresh_database, engine)
    await engine.dispose()


def run(*arguments: str) -> int | str:
    """The exit code."""
    options = parser().parse_args(["audit", *arguments])
    try:
        options.run(options)
    except SystemExit as left:
        return left.code or 0
    return 0


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_all_is_well(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == 0
    assert printed(capsys) == [f"{2 * LENGTH + 1} entries in 3 chains verified: every link holds."]
    assert run("verify", "--customer", str(trail.ours)) == 0
    assert printed(capsys) == [f"{LENGTH} entries in 1 chains verified: every link holds."]


async def test_the_first_broken_link_of_each_chain_is_named(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    await trail.tamper(
        "UPDATE audit_entries SET operation = 'nothing' WHERE chain = :chain AND position IN (3, 5)",
        "DELETE FROM audit_entries WHERE chain <> :chain AND position = 1",
    )
    code = await asyncio.to_thread(run, "verify")
    *broken, verdict = printed(capsys)

    assert code == 1
    assert broken == sorted(broken, key=lambda line: line.partition("customer ")[2])
    of_what = "what it holds is not what its hash was made of"
    assert {
        f"the chain of customer {trail.ours} is broken at entry 3: edited: {of_what}",
        f"the chain of customer {trail.theirs} is broken at entry 1: removed: it is missing",
        "the vendor's chain is broken at entry 1: cut off at the end: the head is at 1",
    } == set(broken)
    assert verdict == "2 entries in 3 chains verified: 3 of them broken."


async def test_all_of_it_is_also_a_document(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    await trail.tamper("UPDATE audit_entries SET operation = 'nothing' WHERE chain = :chain AND position = 3")

    assert await asyncio.to_thread(run, "verify", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert await asyncio.to_thread(run, "head", "--json") == 0
    heads = json.loads(capsys.readouterr().out)

    [broken] = found["broken"]
    assert (found["chains"], found["missing"]) == (3, [])
    assert (broken["chain"], broken["position"], broken["harm"]) == (str(trail.ours), 3, "edited")
    assert [(each["chain"], each["position"], len(each["hash"])) for each in heads] == [
        (VENDOR, 1, 64),
        (str(trail.ours), 8, 64),
        (str(trail.theirs), 8, 64),
    ]


async def test_heads_are_printed_and_held_against_later(
    trail: Trail, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert await asyncio.to_thread(run, "head") == 0
    lines = printed(capsys)
    assert [line.split()[:2] for line in lines] == [[VENDOR, "1"], [str(trail.ours), "8"], [str(trail.theirs), "8"]]
    kept = tmp_path / "heads"
    kept.write_text("\n".join(lines) + "\n")
    digest = lines[1].split()[2]
    assert await asyncio.to_thread(run, "verify", "--against", str(kept), "--head", digest) == 0
    capsys.readouterr()

    await trail.tamper("DELETE FROM audit_entries WHERE chain = :chain", "DELETE FROM audit_heads WHERE chain = :chain")

    assert await asyncio.to_thread(run, "verify") == 1
    assert f"customer {trail.ours}" in capsys.readouterr().out
    assert await asyncio.to_thread(run, "verify", "--against", str(kept)) == 1
    assert f"the chain of customer {trail.ours} is broken at entry 1: cut off at the end" in capsys.readouterr().out
    assert await asyncio.to_thread(run, "verify", "--head", digest) == 1
    assert f"no entry that holds has the hash {digest}" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["nonsense", f"{VENDOR} one {'0' * 64}", f"{VENDOR} 1 abc", "\xff\x00"])
def test_a_file_that_holds_no_heads_is_refused(trail: Trail, tmp_path: Path, content: str) -> None:
    kept = tmp_path / "heads"
    kept.write_text(content, encoding="latin-1")

    assert "is not what `duetime audit head` prints" in str(run("verify", "--against", str(kept)))
    assert "is not what" in str(run("verify", "--against", str(tmp_path / "nowhere")))
