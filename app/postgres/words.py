"""The words that columns hold, by what is written there: an enumeration takes ten times as long to find its member."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.tickets.stopwatch import PauseReason
from app.domain.vocabulary import (
    CallType,
    Cause,
    ChangeType,
    Channel,
    ClockName,
    ClockState,
    CoverageOutcome,
    Impact,
    Kind,
    Priority,
    ProblemType,
    ServiceLevel,
    TicketStatus,
    Urgency,
)

Word = TypeVar("Word", bound=StrEnum)


def _words(kind: type[Word]) -> Mapping[str, Word]:
    return {each.value: each for each in kind}


CALL_TYPES: Final = _words(CallType)
CAUSES: Final = _words(Cause)
CHANGE_TYPES: Final = _words(ChangeType)
CHANNELS: Final = _words(Channel)
CLOCK_NAMES: Final = _words(ClockName)
CLOCK_STATES: Final = _words(ClockState)
COVERAGE_OUTCOMES: Final = _words(CoverageOutcome)
IMPACTS: Final = _words(Impact)
KINDS: Final = _words(Kind)
PAUSE_REASONS: Final = _words(PauseReason)
PRIORITIES: Final = _words(Priority)
PROBLEM_TYPES: Final = _words(ProblemType)
SERVICE_LEVELS: Final = _words(ServiceLevel)
STATUSES: Final = _words(TicketStatus)
URGENCIES: Final = _words(Urgency)


def word(words: Mapping[str, Word], written: str | None) -> Word | None:
    return None if written is None else words[written]
