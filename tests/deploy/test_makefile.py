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
    shown = set(re.findall(r"^  make ([\w-]+)", make(ROOT, "help", path="/usr/bin:/bin").stdout, re.MULTILINE))
    tests = {"test", "test-quick", "test-long"}
    contract, benchmarks = {"openapi", "examples", "clients", "swagger-ui"}, {"bench", "bench-quick"}
    assert shown == {"help", "run", "check", "fix", "audit", "sbom", "clean"} | contract | benchmarks | tests


def test_each_test_is_run_by_test_or_by_test_long() -> None:
    """Neither names a path, and what the one leaves out the other takes."""
    short, long = (make(ROOT, "-n", each, path="/usr/bin:/bin").stdout for each in ("test", "test-long"))

    assert short.rstrip().endswith('--dist worksteal -m "not long"')
    assert long.rstrip().endswith("--dist worksteal -m long")


def test_what_is_quick_is_there() -> None:
    named = re.findall(r"tests/\S+", make(ROOT, "-n", "test-quick", path="/usr/bin:/bin").stdout)

    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


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
    blind = make(bare, "nlgov", path=str(bare / "bin"))
    assert blind.returncode != 0
    assert re.search(r"^NOT CHECKED: the rules of NLGov", blind.stdout, re.MULTILINE)


@pytest.mark.parametrize("verdict", [0, 3])
def test_the_rules_are_checked_where_there_is_node(bare: Path, verdict: int) -> None:
    (bare / "openapi").mkdir()
    (bare / "openapi" / "openapi.json").write_text("{}")
    npx = bare / "bin" / "npx"
    npx.write_text(f'#!/bin/sh\ncase "$*" in *--version) exit 0;; esac\necho linted\nexit {verdict}\n')
    npx.chmod(0o755)
    checked = make(bare, "nlgov", path=str(bare / "bin"))
    assert (checked.returncode == 0, checked.stdout.splitlines()[0]) == (verdict == 0, "linted")


def test_a_check_looks_nothing_up() -> None:
    (recipe,) = re.findall(r"^check:.*\n(?:\t.*\n)+", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "audit" not in recipe
    assert "nlgov" in recipe


FINDING = '{"dependencies": [{"name": "a", "skip_reason": "Not found"}, {"name": "b", "vulns": [{"id": "CVE-1"}]}]}'
NOBODY = '{"dependencies": [{"name": "a", "skip_reason": "Not found"}]}'
NO_ANSWER = '{"dependencies": [{"name": "a", "skip_reason": "Not found"}, {"name": "b", "vulns": []}]}'


NOTHING_SAID, BLIND = "", "NOT AUDITED: no advisory service answered"


@pytest.mark.parametrize(
    ("strict", "found", "fails", "said"),
    [
        (0, NO_ANSWER, False, NOTHING_SAID),
        (1, FINDING, True, NOTHING_SAID),
        (1, NO_ANSWER, True, f"{BLIND} for every package"),
        (1, NOBODY, True, BLIND),
        (1, "", True, BLIND),
    ],
    ids=["clean", "a finding beside a package without an answer", "an answer for some", "no answer", "no network"],
)
def test_an_audit_fails_on_what_it_finds_and_when_it_could_not_look(
    bare: Path, strict: int, found: str, *, fails: bool, said: str
) -> None:
    tool = bare / ".tools" / "bin" / "uv"
    tool.parent.mkdir(parents=True)
    tool.write_text(f"#!/bin/sh\ncase \"$*\" in *--strict) exit {strict};; *json) echo '{found}'; exit 1;; esac\n")
    tool.chmod(0o755)

    audit = make(bare, "audit", path="/usr/bin:/bin")

    assert (audit.returncode != 0) == fails, audit.stderr
    assert [line for line in audit.stdout.splitlines() if line.startswith("NOT AUDITED")] == ([said] if said else [])


@pytest.mark.parametrize(
    ("said", "code", "passes"),
    [
        ("No known vulnerabilities found", 0, True),
        (BLIND, 2, True),
        (f"{BLIND} for every package", 2, True),
        ("Found 1 known vulnerability in 1 package", 2, False),
        ("Could not install uv.", 2, False),
    ],
)
def test_what_is_merged_was_audited_or_is_said_not_to_be(tmp_path: Path, said: str, code: int, *, passes: bool) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    stub = tmp_path / "bin" / "make"
    stub.parent.mkdir()
    stub.write_text(f"#!/bin/sh\ncase $1 in audit) echo '{said}'; exit {code};; *) echo make $1;; esac\n")
    stub.chmod(0o755)

    ran = subprocess.run(  # noqa: S603
        [tmp_path / ".ci" / "run"],
        env={"PATH": f"{stub.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    blind = [said] if said.startswith("NOT AUDITED") else []
    rest = [*blind, "make bench-quick", "make test", "make test-long"] if passes else [said]
    assert (ran.returncode == 0, ran.stdout.splitlines()) == (passes, ["make check", *rest])


def test_a_benchmark_that_fails_stops_no_merge(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    stub = tmp_path / "bin" / "make"
    stub.parent.mkdir()
    stub.write_text("#!/bin/sh\n[ $1 != bench-quick ] && echo make $1\n")
    stub.chmod(0o755)

    ran = subprocess.run(  # noqa: S603
        [tmp_path / ".ci" / "run"],
        env={"PATH": f"{stub.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    said = ["NOT MEASURED: what a request costs", "make test", "make test-long"]
    assert (ran.returncode, ran.stdout.splitlines()) == (0, ["make check", *said])


def test_a_benchmark_that_cannot_be_run_is_said_and_fails_nothing(bare: Path) -> None:
    (bare / ".venv" / "bin").mkdir(parents=True)
    (bare / ".venv" / ".development").touch()
    (bare / ".tools" / "bin").mkdir(parents=True)
    (bare / ".tools" / "bin" / "uv").touch()
    broken = bare / ".venv" / "bin" / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)

    ran = make(bare, "bench-quick", path="/usr/bin:/bin")

    assert (ran.returncode, ran.stdout) == (0, "NOT MEASURED: what a request costs, to the end\n"), ran.stderr


@pytest.mark.parametrize("writable", [True, False])
def test_without_a_home_the_cache_is_in_this_folder(bare: Path, *, writable: bool) -> None:
    """Root may write everywhere but into what is no folder."""
    home = bare / "home"
    home.mkdir() if writable else home.write_text("")
    command = [MAKE, "--no-print-directory", "-C", str(bare), "--eval", "cache: ; @echo $$UV_CACHE_DIR", "cache"]
    shown = subprocess.run(  # noqa: S603
        command, env={"PATH": "/usr/bin:/bin", "HOME": str(home)}, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == ("" if writable else f"{bare}/.tools/cache")


def test_the_image_is_built_with_the_uv_that_everybody_else_has() -> None:
    (ours,) = re.findall(r"UV_VERSION := (\S+)", (ROOT / "Makefile").read_text())
    assert f"uv=={ours}\n" in (ROOT / "Dockerfile").read_text()
