import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = shutil.which("make") or "make"


def make(folder: Path, *arguments: str, path: str) -> "subprocess.CompletedProcess[str]":
    command = [MAKE, "--no-print-directory", "-C", str(folder), *arguments]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A fresh clone as far as make is concerned, and a PATH on which there is nothing."""
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_help_lists_every_target_that_is_meant_for_people() -> None:
    shown = set(re.findall(r"^  make (\w+)", make(ROOT, "help", path="/usr/bin:/bin").stdout, re.MULTILINE))
    assert shown == {"help", "run", "test", "check", "fix", "openapi", "audit", "sbom", "bench", "clean"}


def test_a_missing_python_is_named(bare: Path) -> None:
    refused = make(bare, "run", path=str(bare / "bin"))
    assert refused.returncode != 0
    assert "Duetime needs Python 3.11 or later" in refused.stderr


def test_a_python_that_is_too_old_is_none(bare: Path) -> None:
    old = bare / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert "Duetime needs Python 3.11 or later" in make(bare, "run", path=str(bare / "bin")).stderr


def test_the_service_follows_make_and_not_a_shell_in_between() -> None:
    shown = make(ROOT, "-n", "run", path="/usr/bin:/bin").stdout
    assert "exec .venv/bin/duetime serve --with-parent\n" in shown


def test_a_document_that_is_missing_is_not_one_without_faults(bare: Path) -> None:
    assert make(bare, "nlgov", path=str(bare / "bin")).returncode != 0


def test_rules_that_were_not_checked_are_not_passed_over_in_silence(bare: Path) -> None:
    (bare / "openapi").mkdir()
    (bare / "openapi" / "openapi.json").write_text("{}")
    skipped = make(bare, "nlgov", path=str(bare / "bin"))
    assert skipped.returncode == 0
    assert "NOT checked" in skipped.stdout


FINDING = '{"dependencies": [{"name": "a", "skip_reason": "Not found"}, {"name": "b", "vulns": [{"id": "CVE-1"}]}]}'
NO_ANSWER = '{"dependencies": [{"name": "a", "skip_reason": "Not found"}, {"name": "b", "vulns": []}]}'


@pytest.mark.parametrize(
    ("strict", "found", "fails", "unsaid"),
    [(0, NO_ANSWER, False, True), (1, FINDING, True, True), (1, NO_ANSWER, False, False), (1, "", False, False)],
    ids=["clean", "a finding beside a package without an answer", "no answer", "no network"],
)
def test_an_audit_fails_on_what_it_finds_and_says_when_it_could_not_look(
    bare: Path, strict: int, found: str, *, fails: bool, unsaid: bool
) -> None:
    tool = bare / ".tools" / "bin" / "uv"
    tool.parent.mkdir(parents=True)
    tool.write_text(f"#!/bin/sh\ncase \"$*\" in *--strict) exit {strict};; *json) echo '{found}'; exit 1;; esac\n")
    tool.chmod(0o755)

    audit = make(bare, "audit", path="/usr/bin:/bin")

    assert (audit.returncode != 0) == fails, audit.stderr
    assert ("NOT audited" not in audit.stdout) == unsaid


def test_the_image_is_built_with_the_uv_that_everybody_else_has() -> None:
    (ours,) = re.findall(r"UV_VERSION := (\S+)", (ROOT / "Makefile").read_text())
    assert f"uv=={ours}\n" in (ROOT / "Dockerfile").read_text()
