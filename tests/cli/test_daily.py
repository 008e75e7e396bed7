"""`duetime why`, `status` and `tickets`, as cron, a monitor and a person at a prompt meet them."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from app.cli import main
from app.cli.daily.service import language_of

KEY: Final = "dt_key"
PLACE: Final = "tickets at 127.0.0.1:1 as somebody"
LATE: Final = {"number": "T-2026-000007", "id": "7"}
DUETIME: Final = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]


class Stub(BaseHTTPRequestHandler):
    """Answers as the API does; `late` is what falls due before now."""

    late: ClassVar[list[dict[str, str]]] = []
    following: ClassVar[str | None] = None
    asked: ClassVar[list[tuple[str, dict[str, list[str]], str | None]]] = []

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.asked.append((parts.path, query, self.headers["Accept-Language"]))
        if self.headers["Authorization"] != f"Bearer {KEY}":
            self.answer(401, {"title": "Not authenticated", "detail": "This key is not valid."})
        elif "000099" in parts.path:
            self.answer(404, {"title": "Not found", "detail": "There is nothing here."})
        elif "limit" in query and int(query["limit"][0]) > 200:
            fault = {"pointer": "/query/limit", "detail": "Write a number up to 200."}
            self.answer(400, {"title": "Invalid request", "detail": "No.", "errors": [fault]})
        elif self.headers["Accept"] == "text/plain":
            self.answer(200, f"the page of {parts.path}\n")
        else:
            items = [{"number": "T-2026-000017", "id": "17"}, *self.late]
            listed = self.late if "dueBefore" in query else items
            self.answer(200, {"items": listed, "nextCursor": self.following})

    def answer(self, status: int, body: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write((body if isinstance(body, str) else json.dumps(body)).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Stderr is the command's."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Generator[type[Stub]]:
    monkeypatch.setattr(Stub, "late", [])
    monkeypatch.setattr(Stub, "following", None)
    monkeypatch.setattr(Stub, "asked", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Stub) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("DUETIME_URL", f"http://127.0.0.1:{server.server_port}/")
        monkeypatch.setenv("DUETIME_API_KEY", KEY)
        yield Stub
        server.shutdown()
        thread.join()


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1


@pytest.mark.parametrize(
    ("late", "following", "code", "first"),
    [
        ([], None, 0, "Nothing is late."),
        ([LATE], None, 1, "1 ticket is late."),
        ([LATE, LATE], None, 1, "2 tickets are late."),
        ([LATE, LATE], "c", 1, "2 or more tickets are late."),
    ],
)
def test_the_exit_code_says_whether_something_is_late(
    service: type[Stub],
    capsys: pytest.CaptureFixture[str],
    late: list[dict[str, str]],
    following: str | None,
    code: int,
    first: str,
) -> None:
    service.late, service.following = late, following

    assert run("tickets", "--late", "--priority", "high") == code

    out = capsys.readouterr().out.splitlines()
    assert out == [first, *(["the page of /v1/tickets"] if late else [])]
    assert all(query["priority"] == ["high"] and "dueBefore" in query for _, query, _ in service.asked)


def test_why_asks_for_both_clocks_of_that_very_ticket(service: type[Stub], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why", "t-2026-000007") == 0

    pages = [
        f"the page of /v1/tickets/t-2026-000007/clocks/{clock}/explanation" for clock in ("response", "resolution")
    ]
    assert [line for line in capsys.readouterr().out.splitlines() if line] == pages
    assert run("why", "T-2026-000099") == 3
    assert capsys.readouterr().err == "duetime: there is no ticket T-2026-000099, or it is not this key's to see.\n"


def test_tickets_asks_for_what_the_list_can_be_narrowed_to(service: type[Stub]) -> None:
    assert run("tickets", "--mine", "--waiting", "--sort=-updatedAt") == 0

    [(_, query, _)] = service.asked
    assert query == {"mine": ["true"], "waiting": ["true"], "sort": ["-updatedAt"], "limit": ["200"]}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--late", "--cursor", "c"], 3, "With --late, give --cursor the whole address that `Next:` said"),
        (["--late", "--cursor", "/v1/tickets?limit=9&cursor=c"], 3, "With --late, give --cursor the whole address"),
        (["--cursor", "/v1/people?cursor=c"], 2, "this is no address that `duetime tickets` goes on at: /v1/people?"),
        (["--cursor", "/v1/tickets?limit=9"], 2, "this is no address that `duetime tickets` goes on at: /v1/tickets?"),
    ],
)
def test_a_cursor_of_another_list_is_refused_before_anybody_is_asked(
    service: type[Stub], capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert run("tickets", *arguments) == code
    assert said in capsys.readouterr().err
    assert service.asked == []


def test_a_cursor_goes_with_the_options_that_it_was_given_with(service: type[Stub]) -> None:
    assert run("tickets", "--mine", "--limit", "9", "--cursor", "c") == 0
    assert run("tickets", "--cursor", "/v1/tickets?mine=true&limit=9&wide=true&cursor=c") == 0

    plain, addressed = (query for _, query, _ in service.asked)
    assert plain == {"mine": ["true"], "limit": ["9"], "cursor": ["c"]}
    assert addressed == {**plain, "wide": ["true"]}


@pytest.mark.parametrize("command", [["status"], ["tickets"], ["tickets", "--late"], ["why", "T-2026-000017"]])
def test_each_has_a_document_for_programs(
    service: type[Stub], capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run(*command, "--json") == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--key", "wrong"], "refused: This key is not valid. (401 Not authenticated)"),
        (["--limit", "300"], "refused: /query/limit: Write a number up to 200. (400 Invalid request)"),
        (["--url", "http://127.0.0.1:1"], "cannot ask http://127.0.0.1:1: [Errno 111] Connection refused"),
        (["--url", "nowhere"], "cannot ask nowhere: "),
        (["--key", "sleutël"], "cannot ask "),
    ],
)
def test_what_cannot_be_told_is_3_for_monitors(
    service: type[Stub], capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run("tickets", *arguments) == 3
    told = capsys.readouterr()
    assert said in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_the_key_of_the_first_start_goes_to_no_other_place(
    service: type[Stub], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    place = os.environ["DUETIME_URL"]
    monkeypatch.delenv("DUETIME_API_KEY")
    monkeypatch.setenv("DUETIME_DATA_DIR", str(tmp_path))
    (tmp_path / "welcome.json").write_text(json.dumps({"api_key": KEY}))

    assert run("status") == 3
    assert "Give --key or DUETIME_API_KEY" in capsys.readouterr().err
    assert service.asked == []
    monkeypatch.delenv("DUETIME_URL")
    monkeypatch.setenv("DUETIME_PUBLIC_URL", place)
    assert run("status") == 0
    assert capsys.readouterr().out == "the page of /v1/sla/status\n"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "nl_NL"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "; rm"}, "en"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize("command", ["why", "status", "tickets"])
def test_it_starts_without_the_rest_of_the_house(service: type[Stub], command: str) -> None:
    arguments = (command, *(["T-2026-000007"] if command == "why" else []))
    ran = [sys.executable, "-X", "importtime", "-c", DUETIME[2], *arguments]
    done = subprocess.run(ran, capture_output=True, text=True, check=True)  # noqa: S603

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "httpx" in imported
    assert not imported & {"sqlalchemy", "asyncpg", "numpy", "fastapi", "uvicorn", "app.main"}
    assert service.asked


def test_a_reader_who_has_enough_ends_it_quietly() -> None:
    command = f"{sys.executable} -c '{DUETIME[2]}' agreement | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.startswith("# ")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://x", "duetime: DUETIME_DATABASE_URL: a database URL begins with postgresql://\n"),
        (
            "postgresql://somebody:secret@127.0.0.1:1/tickets",
            f"duetime: cannot use the database {PLACE}: Connect call failed ('127.0.0.1', 1)\n",
        ),
    ],
)
@pytest.mark.parametrize("command", [["verify"], ["audit", "verify"], ["migrate"]])
def test_a_database_that_is_not_there_is_told_with_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str], url: str, said: str
) -> None:
    monkeypatch.setenv("DUETIME_DATABASE_URL", url)
    try:
        code: object = main(command)
    except SystemExit as left:
        code, told = left.code, f"{left.code}\n"
    else:
        told = capsys.readouterr().err

    assert code
    assert told == said


def test_version_and_completion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("duetime ")
    for shell in ("bash", "zsh", "tcsh"):
        assert run("--print-completion", shell) == 0
        assert "tickets" in capsys.readouterr().out


def test_the_agreement_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("agreement", "--json") == 0
    assert json.loads(capsys.readouterr().out)["revision"] == 1
