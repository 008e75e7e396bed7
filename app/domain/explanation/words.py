"""What an explanation says, as a table: another language is another `Words`, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.agreement.measures import Unit
from app.domain.explanation.lines import LineKind
from app.domain.explanation.records import Happening
from app.domain.tickets.stopwatch import PauseReason
from app.domain.vocabulary import Cause, ClockName, ClockState, Kind, Priority, ServiceLevel


class Language(StrEnum):
    """By its tag (RFC 5646)."""

    ENGLISH = "en"
    DUTCH = "nl"


@dataclass(frozen=True, kw_only=True)
class Nouns:
    """`unit` is the word after one (or less) and the word after more; `holiday` is by its English name, and a closing
    day that is not there keeps the name it was given.
    """

    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, str, str, str, str, str, str, str, str, str, str, str]
    unit: Mapping[Unit, tuple[str, str]]
    hours: str
    minutes: str
    seconds: str
    decimal_mark: str
    conjunction: str
    kind: Mapping[Kind, str]
    priority: Mapping[Priority, str]
    level: Mapping[ServiceLevel, str]
    cause: Mapping[Cause, str]
    holiday: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class LineWords:
    """The reason of a line: a run of business days, a pause with its party."""

    business_days: str
    pause: Mapping[PauseReason, str]


@dataclass(frozen=True, kw_only=True)
class SentenceWords:
    """`in_hours` and `in_days` follow a figure; `closing_day` is for one, and for several that follow one another.

    `hosted` is for a cause at the customer's site; `not_covered` for what support does not treat, and for what goes
    through consultancy.
    """

    subject: str
    promised: Mapping[ClockName, str]
    own_figure: str
    in_hours: str
    in_days: str
    best_effort: Mapping[ClockName, str]
    not_the_cause: str
    hosted: str
    not_covered: tuple[str, str]
    contradicted: str
    contradicted_by_reopening: str
    not_started: str
    counted: str
    not_counting: str
    holiday: str
    closing_day: tuple[str, str]
    days: str
    pause: Mapping[PauseReason, str]
    due: str
    was_due: str
    no_due: str
    paused: str
    waiting: Mapping[PauseReason, str]
    due_unknown: str
    stays_breached: str
    also_promised: str
    also_due: str
    left: str
    passed: str
    passed_by: str
    reassessed: str
    overtaken: str
    stopped: Mapping[ClockName, str]
    workaround: str
    in_time: str
    late_by: str
    late_by_less_than_a_second: str
    late_after_hours: str
    so_far: str


@dataclass(frozen=True, kw_only=True)
class RemarkWords:
    """`act` names something that happened; `act_recorded` also says when it was recorded."""

    happening: Mapping[Happening, str]
    act: str
    act_recorded: str
    late: str
    late_together: str
    more: str
    warned: str
    announced: str
    withdrawn: str
    because: str


@dataclass(frozen=True, kw_only=True)
class PageWords:
    clock: Mapping[ClockName, str]
    state: Mapping[ClockState, str]
    due: str
    no_due: str
    due_unknown: str
    promised: str
    registered: str
    stopped: str
    stopped_before_due: str
    paused_since: str
    support_hours: str
    revisions: str
    revision_of: str
    from_at: str
    counted: str
    what: str
    kind: Mapping[LineKind, str]
    closing_day: str
    line: str
    pause: str
    due_here: str
    up_to_here: str
    preview: str


@dataclass(frozen=True, kw_only=True)
class PictureWords:
    """`about` is for who cannot see it; the rest names what is drawn. A closing day is named as on the page."""

    about: str
    started: str
    stopped: str
    paused_since: str
    now: str
    kind: Mapping[LineKind, str]


@dataclass(frozen=True, kw_only=True)
class Words:
    """Names in braces are filled in; a language may use them in any order, or leave one out."""

    language: Language
    nouns: Nouns
    line: LineWords
    sentence: SentenceWords
    remark: RemarkWords
    page: PageWords
    picture: PictureWords
