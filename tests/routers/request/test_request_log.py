"""A line for each request: what was asked, by whom, and what came of it."""

import io
import json
import logging
from collections.abc import Generator
from typing import Any, Final
from uuid import UUID

import pytest
import structlog

from app.errors import Unavailable
from app.routers.request.admission import Admission
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.integrations.webhook_sender import integrate

TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT: Final = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture(autouse=True)
def log() -> Generator[io.StringIO]:
    """Configured before the app is called for the first time, as by `duetime serve`."""
    stream = io.StringIO()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    yield stream
    structlog.reset_defaults()


def told(log: io.StringIO) -> dict[str, Any]:
    """The last line."""
    return json.loads(log.getvalue().splitlines()[-1])


async def test_who_asked_for_what_and_what_came_of_it(api: Api, support: Caller, log: io.StringIO) -> None:
    answer = await support.get("/v1/tickets?q=secret", headers={"Traceparent": TRACEPARENT})

    line = told(log)
    assert line.pop("ms") > 0
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/v1/tickets",
        "status": 200,
        "person": str(support.person.id),
        "request_id": answer.headers["X-Request-Id"],
        "trace_id": TRACE,
    }


async def test_an_integration_is_named_too(api: Api, extended: Organisation, log: io.StringIO) -> None:
    sender = await integrate(api, extended)
    assert (await sender.send()).status_code == 201

    assert told(log)["integration"] == str(sender.integration_id)
    assert told(log)["route"] == "/v1/webhooks/{integrationId}"


async def test_who_was_not_let_in_is_nobody(api: Api, log: io.StringIO) -> None:
    await api.anonymous().get("/v1/tickets", headers={"Authorization": "Bearer dt_secret"})

    assert told(log)["status"] == 401
    assert not {"person", "integration"} & {*told(log)}
    assert "secret" not in log.getvalue()


@pytest.mark.parametrize(
    "given",
    [
        "",
        "garbage",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
        f"{TRACEPARENT}\x1b[2J",
    ],
)
async def test_what_is_no_trace_context_is_not_told(api: Api, log: io.StringIO, given: str) -> None:
    await api.anonymous().get("/health/live", headers={"Traceparent": given.encode()})  # type: ignore[dict-item]

    assert "trace_id" not in told(log)


async def test_each_line_has_its_own_request(api: Api, log: io.StringIO) -> None:
    client = api.anonymous()
    await client.get("/health/live", headers={"Traceparent": TRACEPARENT})
    await client.get("/health/live")

    first, second = (json.loads(line) for line in log.getvalue().splitlines())
    assert UUID(first["request_id"]) != UUID(second["request_id"])
    assert ("trace_id" in first, "trace_id" in second) == (True, False)


@pytest.mark.parametrize(("broken", "level"), [(Unavailable("Not now."), "error"), (KeyError("ours"), "error")])
async def test_what_fails_is_an_error(
    api: Api, support: Caller, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, broken: Exception, level: str
) -> None:
    def fail(*_: object) -> None:
        raise broken

    monkeypatch.setattr(Admission, "bearer", fail)
    answer = await support.get("/v1/tickets")

    assert (told(log)["status"], told(log)["level"]) == (answer.status_code, level)
    assert answer.status_code >= 500


async def test_nothing_is_written_where_logs_are_not_configured(
    api: Api, support: Caller, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.reset_defaults()
    assert (await support.get("/v1/tickets")).status_code == 200

    assert log.getvalue() == ""
    assert capsys.readouterr() == ("", "")
