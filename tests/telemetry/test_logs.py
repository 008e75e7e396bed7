"""Lines of the log: the same form for all who write them, and nothing in them that steers whoever reads them."""

import io
import json
import logging
import re
import warnings
from collections.abc import Generator
from typing import Any, Final

import pytest
import structlog

from app.telemetry import logs

HOSTILE: Final = "\x1b[2J\x07\r\n2026-11-23T09:30:00Z [info] forged \u202e \x9b31m \udc80"
LINE: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[(info|warning|error) +\] ")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_it_was() -> Generator[None]:
    """What is configured holds for a process."""
    root, level, handlers = logging.getLogger(), logging.getLogger().level, [*logging.getLogger().handlers]
    of_servers = [(each := logging.getLogger(name), each.propagate, each.disabled) for name in logs.OF_SERVERS]
    with warnings.catch_warnings():
        yield
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)
    for logger, propagate, disabled in of_servers:
        logger.propagate, logger.disabled = propagate, disabled


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def everybody_writes() -> None:
    structlog.get_logger("duetime.access").info("request", route="/v1/tickets")
    logging.getLogger("duetime.worker").info("the worker works %s", "again")
    logging.getLogger("uvicorn.error").info("Started", extra={"color_message": "\x1b[36mStarted"})
    logging.getLogger("uvicorn.access").info("GET /v1/tickets")
    logging.getLogger("duetime.admission").warning("refused", extra={"reason": "stale"})
    warnings.warn("that is old", DeprecationWarning, stacklevel=1)


@pytest.mark.filterwarnings("always")
def test_all_lines_have_one_form() -> None:
    logs.configure("json", stream := io.StringIO())
    everybody_writes()

    lines = written(stream)

    assert [tuple(line)[:3] for line in lines] == [("time", "level", "event")] * 5
    assert [(line["level"], line["event"]) for line in lines[:4]] == [
        ("info", "request"),
        ("info", "the worker works again"),
        ("info", "Started"),
        ("warning", "refused"),
    ]
    assert "DeprecationWarning: that is old" in lines[4]["event"]
    assert (lines[2]["logger"], lines[3]["reason"]) == ("uvicorn.error", "stale")
    assert "color_message" not in lines[2]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["time"]) for line in lines)


@pytest.mark.parametrize(
    ("form", "stream", "is_json"),
    [
        (None, io.StringIO(), True),
        (None, Terminal(), False),
        ("text", io.StringIO(), False),
        ("json", Terminal(), True),
    ],
)
def test_text_on_a_terminal_and_json_elsewhere_unless_told(
    form: logs.LogFormat | None, stream: io.StringIO, *, is_json: bool
) -> None:
    logs.configure(form, stream)
    logging.getLogger("duetime").info("ready")

    assert stream.getvalue().startswith('{"time":') == is_json


def test_colours_are_for_terminals() -> None:
    for stream in (terminal := Terminal(), file := io.StringIO()):
        logs.configure("text", stream)
        logging.getLogger("duetime").warning("ready")

    assert "\x1b[" in terminal.getvalue()
    assert LINE.match(file.getvalue())


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_steers_a_terminal_or_forges_a_line(form: logs.LogFormat) -> None:
    logs.configure(form, stream := io.StringIO())
    structlog.get_logger().info("request", route=HOSTILE)
    logging.getLogger("duetime").warning("a wrong %s", HOSTILE, extra={"reason": HOSTILE})

    text = stream.getvalue()

    assert all(each.isprintable() or each == "\n" for each in text)
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_is_told_and_is_no_line_of_its_own(form: logs.LogFormat) -> None:
    logs.configure(form, stream := io.StringIO())
    try:
        raise ValueError(HOSTILE)  # noqa: TRY301
    except ValueError:
        logging.getLogger("duetime").exception("it broke")

    lines = stream.getvalue().splitlines()

    assert all(each.isprintable() for each in lines)
    assert "Traceback (most recent call last)" in stream.getvalue()
    assert sum(line.startswith(("20", "{")) for line in lines) == 1
