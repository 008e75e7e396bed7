"""The log: one line for each thing that is told, ours and the libraries', as text for a terminal or as JSON.

Nothing that a client sends steers a terminal or makes a line of its own: what cannot be printed is written out.
"""

import json
import logging
import sys
from collections.abc import Sequence
from typing import Any, Final, Literal, TextIO, cast

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

LogFormat = Literal["text", "json"]

OF_PLUGINS: Final = "alembic.runtime.plugins"
"""Which says of each of its own parts that it is there."""
OF_SERVERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "gunicorn.error", "_granian")
"""Who set up handlers of their own before the app was loaded."""
TOLD_BY_US: Final = "uvicorn.access"
_FIRST: Final = ("time", "level", "event")
_AS_JSON: Final = json.JSONEncoder(separators=(",", ":"), default=str).encode
_NAMED: Final[Sequence[Processor]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
)


def configure(form: LogFormat | None = None, stream: TextIO | None = None) -> None:
    """From INFO on, to stderr if no other `stream` is given. Without `form` it is text on a terminal, and else JSON."""
    stream = stream or cast("TextIO", sys.stderr)
    is_terminal = stream.isatty()
    rendering = _rendering(form or ("text" if is_terminal else "json"), colors=is_terminal)
    structlog.configure(
        processors=[*_NAMED, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*_NAMED, structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), _plain],
            processors=[ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger(OF_PLUGINS).setLevel(logging.WARNING)
    for name in OF_SERVERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate, logger.disabled = [], True, name == TOLD_BY_US


def _rendering(form: LogFormat, *, colors: bool) -> Sequence[Processor]:
    if form == "json":
        return structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_as_json)
    plain = structlog.dev.plain_traceback
    console = structlog.dev.ConsoleRenderer(
        colors=colors, sort_keys=False, exception_formatter=plain, timestamp_key="time"
    )
    return structlog.processors.format_exc_info, printable, console


def _plain(_logger: Any, _method: str, told: EventDict) -> EventDict:
    """Without what uvicorn says a second time in colours."""
    told.pop("color_message", None)
    return told


def _as_json(told: EventDict, **_: Any) -> str:
    """What all lines have stands first; all but ASCII is written out."""
    first = {name: told.pop(name) for name in _FIRST}
    return _AS_JSON({**first, **told})


def printable(_logger: Any, _method: str, told: EventDict) -> EventDict:
    """A traceback keeps its lines, further in than any line of the log begins."""
    return {name: _printable(value, name) if isinstance(value, str) else value for name, value in told.items()}


def _printable(text: str, name: str = "") -> str:
    if text.isprintable():
        return text
    if name == "exception":
        return "\n".join(f"    {_printable(line)}" for line in text.split("\n"))
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
