"""What the daily analysis of logs left out and found (§5.9.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.clock import Instant
from app.domain.operations.instance_facts import FindingKind
from app.domain.operations.instances import Instance, LogAnalysis

SHARED_BY: Final = 2
"""So many customers make a pattern one across customers."""


def days_without_analysis(instance: Instance, zone: ZoneInfo, now: Instant) -> tuple[date, ...]:
    """The local days that are over, from its first on, on which its logs were not analysed."""
    analysed = {analysis.analysed_at.astimezone(zone).date() for analysis in instance.analyses}
    end = (now if instance.ended_at is None else min(now, instance.ended_at)).astimezone(zone).date()
    days = (instance.starts_on + timedelta(days=each) for each in range((end - instance.starts_on).days))
    return tuple(day for day in days if day not in analysed)


@dataclass(frozen=True)
class SharedPattern:
    """For the vendor only: a customer is not told whom else it met."""

    kind: FindingKind
    pattern: str
    instance_ids: tuple[UUID, ...]
    customer_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class AnalysedLogs:
    """An analysis, with whose instance it was of."""

    instance_id: UUID
    customer_id: UUID
    analysis: LogAnalysis


def shared_patterns(analyses: Iterable[AnalysedLogs]) -> tuple[SharedPattern, ...]:
    """What was found at two customers or more, that of most customers first."""
    found: dict[tuple[FindingKind, str], dict[UUID, UUID]] = {}
    for each in analyses:
        for finding in each.analysis.findings:
            found.setdefault((finding.kind, finding.pattern), {})[each.instance_id] = each.customer_id
    shared = [
        SharedPattern(kind, pattern, tuple(hit), tuple(dict.fromkeys(hit.values())))
        for (kind, pattern), hit in found.items()
        if len(set(hit.values())) >= SHARED_BY
    ]
    return tuple(sorted(shared, key=lambda each: -len(each.customer_ids)))
