"""Logs are analysed each day (§5.9.1): the days without, and what several customers have in common."""

from datetime import date
from uuid import UUID

from app.domain.operations.instance_facts import FindingKind, InstanceEnded, LogAnalysed, LogFinding
from app.domain.operations.instances import LogAnalysis
from app.domain.operations.monitoring import AnalysedLogs, SharedPattern, days_without_analysis, shared_patterns
from tests.domain.operations.instance_histories import instance_of
from tests.domain.tickets.histories import AMSTERDAM, local

EXPIRED = LogFinding(kind=FindingKind.CONFIGURATION, pattern="account expired", text="Account of connector 7 expired.")
UNREACHABLE = LogFinding(kind=FindingKind.TECHNICAL, pattern="agent unreachable", text="Agent 3 does not answer.")


def test_a_local_day_without_analysis_is_listed_once_it_is_over() -> None:
    instance = instance_of(
        ("2026-11-02 23:30Z", LogAnalysed()), ("2026-11-05 00:00", LogAnalysed()), starts_on="2026-11-02"
    )
    assert days_without_analysis(instance, AMSTERDAM, local("2026-11-06 23:59")) == (
        date(2026, 11, 2),
        date(2026, 11, 4),
    )
    assert days_without_analysis(instance, AMSTERDAM, local("2026-11-03 00:00")) == (date(2026, 11, 2),)
    assert days_without_analysis(instance, AMSTERDAM, local("2026-11-02 23:59")) == ()
    assert days_without_analysis(instance, AMSTERDAM, local("2026-10-02 23:59")) == ()


def test_after_its_end_none_is_due() -> None:
    instance = instance_of(("2026-11-03 12:00", InstanceEnded(reason="moved away")), starts_on="2026-11-02")
    assert days_without_analysis(instance, AMSTERDAM, local("2026-12-01 00:00")) == (date(2026, 11, 2),)


def test_a_pattern_at_two_customers_is_linked() -> None:
    def found(number: int, customer: int, *findings: LogFinding) -> AnalysedLogs:
        return AnalysedLogs(UUID(int=number), UUID(int=customer), LogAnalysis(local("2026-11-10 06:00"), findings))

    alike = [found(1, 91, EXPIRED, UNREACHABLE), found(2, 91, UNREACHABLE), found(3, 92, EXPIRED)]
    assert shared_patterns(alike) == (
        SharedPattern(
            FindingKind.CONFIGURATION, "account expired", (UUID(int=1), UUID(int=3)), (UUID(int=91), UUID(int=92))
        ),
    )
    assert shared_patterns(alike[:2]) == ()
    technical = LogFinding(kind=FindingKind.TECHNICAL, pattern="account expired", text="")
    assert shared_patterns([alike[0], found(3, 92, technical)]) == ()
