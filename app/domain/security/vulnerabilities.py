"""Vulnerabilities that anybody may report, at any time (§Kwetsbaarheid). No clock runs: the document gives no period.

A report is confidential: its text and its reporter are for the vendor, until it is published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from app.clock import Instant
from app.domain import streams
from app.domain.replacing import replace
from app.domain.streams import RecordedFact
from app.errors import Conflict, Invalid

VULNERABILITY: Final = "Kwetsbaarheid"
MOST_SUPPLEMENTS: Final = 50


class TriageVerdict(StrEnum):
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, kw_only=True)
class VulnerabilityReported:
    """`reference` is what it is called. `opened_by`: the digest, in hexadecimal digits, of the token that opens it to
    whoever reported it. `contact` None: anonymous, which is allowed.
    """

    reference: str
    opened_by: str
    text: str
    product: str | None = None
    contact: str | None = None
    type: Literal["vulnerability_reported"] = "vulnerability_reported"


@dataclass(frozen=True, kw_only=True)
class VulnerabilitySupplemented:
    """By whoever reported it."""

    text: str
    type: Literal["vulnerability_supplemented"] = "vulnerability_supplemented"


@dataclass(frozen=True, kw_only=True)
class VulnerabilityTriaged:
    """`change_id`: the urgent change that repairs it (§4.1.3). `duplicate_of`: the report that it repeats."""

    verdict: TriageVerdict
    reason: str
    change_id: UUID | None = None
    duplicate_of: UUID | None = None
    type: Literal["vulnerability_triaged"] = "vulnerability_triaged"


@dataclass(frozen=True, kw_only=True)
class VulnerabilitySolved:
    """`version`: the hotfix or release in which it is (§5.5.1)."""

    version: str
    report: str
    type: Literal["vulnerability_solved"] = "vulnerability_solved"


@dataclass(frozen=True, kw_only=True)
class VulnerabilityPublished:
    reference: str
    type: Literal["vulnerability_published"] = "vulnerability_published"


VulnerabilityFact = (
    VulnerabilityReported
    | VulnerabilitySupplemented
    | VulnerabilityTriaged
    | VulnerabilitySolved
    | VulnerabilityPublished
)
VulnerabilityEvent = RecordedFact[VulnerabilityFact]


class VulnerabilityState(StrEnum):
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SOLVED = "solved"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Supplement:
    text: str
    added_at: Instant


@dataclass(frozen=True, kw_only=True)
class Vulnerability:
    id: UUID
    reported_at: Instant
    report: VulnerabilityReported
    supplements: tuple[Supplement, ...] = ()
    state: VulnerabilityState = VulnerabilityState.REPORTED
    triaged: VulnerabilityTriaged | None = None
    solved_at: Instant | None = None
    solved: VulnerabilitySolved | None = None
    published: VulnerabilityPublished | None = None


def replay_vulnerability(vulnerability_id: UUID, events: Iterable[VulnerabilityEvent]) -> Vulnerability:
    """What these facts make of the report; ValueError when the first one is not its beginning."""
    return streams.replay(lambda first: begin_vulnerability(vulnerability_id, first), advance_vulnerability, events)


def begin_vulnerability(vulnerability_id: UUID, event: VulnerabilityEvent) -> Vulnerability:
    if not isinstance(event.fact, VulnerabilityReported):
        raise ValueError("a vulnerability begins with a report")  # noqa: TRY004 - wrong facts, not a wrong type
    return Vulnerability(id=vulnerability_id, reported_at=event.occurred_at, report=event.fact)


def advance_vulnerability(vulnerability: Vulnerability, event: VulnerabilityEvent) -> Vulnerability:
    """Triaged again, the later verdict stands."""
    match event.fact:
        case VulnerabilityReported():
            raise ValueError("a vulnerability is reported once")
        case VulnerabilitySupplemented(text=text):
            added = Supplement(text, event.occurred_at)
            return replace(vulnerability, supplements=(*vulnerability.supplements, added))
        case VulnerabilityTriaged(verdict=verdict) as triaged:
            return replace(vulnerability, triaged=triaged, state=VulnerabilityState(verdict))
        case VulnerabilitySolved() as solved:
            solved_at = event.occurred_at
            return replace(vulnerability, solved=solved, solved_at=solved_at, state=VulnerabilityState.SOLVED)
        case VulnerabilityPublished() as published:
            return replace(vulnerability, published=published, state=VulnerabilityState.PUBLISHED)


def supplement(vulnerability: Vulnerability, text: str) -> VulnerabilitySupplemented:
    """Whatever became of it: what was rejected may be shown to be one after all."""
    if len(vulnerability.supplements) >= MOST_SUPPLEMENTS:
        raise Conflict(f"It has {MOST_SUPPLEMENTS} additions, which is all that it takes.", section=VULNERABILITY)
    return VulnerabilitySupplemented(text=text)


def triage(
    vulnerability: Vulnerability, verdict: TriageVerdict, reason: str, change_id: UUID | None, duplicate_of: UUID | None
) -> VulnerabilityTriaged:
    """Again too, until it is solved. Raises Invalid where verdict, change and report do not go together."""
    if vulnerability.solved is not None:
        raise Conflict("It has been solved.", section=VULNERABILITY)
    if (duplicate_of is not None) is not (verdict is TriageVerdict.DUPLICATE) or duplicate_of == vulnerability.id:
        detail = "A duplicate names the other report that it repeats, and nothing else does."
        raise Invalid.at("/duplicateOf", "wrong_verdict", detail, section=VULNERABILITY)
    if change_id is not None and verdict is not TriageVerdict.CONFIRMED:
        raise Invalid.at("/changeId", "wrong_verdict", "Only what is confirmed is repaired.", section=VULNERABILITY)
    return VulnerabilityTriaged(verdict=verdict, reason=reason, change_id=change_id, duplicate_of=duplicate_of)


def solve(vulnerability: Vulnerability, version: str, report: str) -> VulnerabilitySolved:
    if vulnerability.state is not VulnerabilityState.CONFIRMED:
        raise Conflict("Only what is confirmed is solved, and once.", section=VULNERABILITY)
    return VulnerabilitySolved(version=version, report=report)


def publish(vulnerability: Vulnerability, reference: str) -> VulnerabilityPublished:
    if vulnerability.state is not VulnerabilityState.SOLVED:
        raise Conflict("Only what is solved is published, and once.", section=VULNERABILITY)
    return VulnerabilityPublished(reference=reference)
