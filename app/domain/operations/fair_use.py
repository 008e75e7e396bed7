"""Fair use of data traffic (§5.6.1): set against comparable customers, for a person to judge, and what is done then."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.domain.agreement.service_terms import FairUseResponse, FairUseThreshold
from app.domain.operations.instance_facts import TrafficFlagged, TrafficFlagWithdrawn
from app.domain.vocabulary import ServiceLevel
from app.errors import Conflict

_AFTER: Final = {
    FairUseResponse.DISCUSS: FairUseResponse.MONITOR,
    FairUseResponse.NORMALISE: FairUseResponse.DISCUSS,
    FairUseResponse.BLOCK: FairUseResponse.NORMALISE,
    FairUseResponse.CHARGE: FairUseResponse.NORMALISE,
}
_LAST: Final = frozenset({FairUseResponse.BLOCK, FairUseResponse.CHARGE})


@dataclass(frozen=True)
class MonthlyTraffic:
    """What a customer's instances of one product took in a month, in bytes. Comparable: same level and product."""

    customer_id: UUID
    service_level: ServiceLevel
    product: str
    byte_count: int


class TrafficJudgement(StrEnum):
    """NONE: there are too few comparable customers for an average."""

    USUAL = "usual"
    FLAGGED = "flagged"
    NONE = "none"


@dataclass(frozen=True)
class TrafficFigure:
    """`comparable` counts the customer itself. `others`: the bytes of all others; nobody is shown whose.

    `mean_of_others` is in whole bytes, cut; `times_the_mean` is cut to hundredths. None: too few to say, or no traffic.
    """

    traffic: MonthlyTraffic
    comparable: int
    mean_of_others: int | None
    times_the_mean: float | None
    judgement: TrafficJudgement


def judge_traffic(measured: Iterable[MonthlyTraffic], threshold: FairUseThreshold) -> tuple[TrafficFigure, ...]:
    """Of one month, the heaviest against its mean first, those that are not judged last.

    A customer whose traffic is not known is not among them. Raises ValueError where one is there twice for a product.
    """
    groups: defaultdict[tuple[ServiceLevel, str], dict[UUID, MonthlyTraffic]] = defaultdict(dict)
    for each in measured:
        if groups[each.service_level, each.product].setdefault(each.customer_id, each) is not each:
            raise ValueError(f"customer {each.customer_id} has two figures for {each.product}")
    figures = [figure for group in groups.values() for figure in _of_group(list(group.values()), threshold)]
    return tuple(sorted(figures, key=_how_heavy, reverse=True))


def _how_heavy(figure: TrafficFigure) -> tuple[int, float]:
    """One that takes anything while nobody else does is the heaviest of all."""
    order = (TrafficJudgement.NONE, TrafficJudgement.USUAL, TrafficJudgement.FLAGGED)
    endless = float("inf") if figure.judgement is TrafficJudgement.FLAGGED else 0.0
    return order.index(figure.judgement), endless if figure.times_the_mean is None else figure.times_the_mean


def _of_group(group: Sequence[MonthlyTraffic], threshold: FairUseThreshold) -> Iterable[TrafficFigure]:
    total, others = sum(each.byte_count for each in group), len(group) - 1
    for each in group:
        if len(group) < threshold.comparable_at_least:
            yield TrafficFigure(each, len(group), None, None, TrafficJudgement.NONE)
            continue
        theirs = total - each.byte_count
        is_much = each.byte_count > 0 and each.byte_count * others >= threshold.times_the_mean * theirs
        times = each.byte_count * others * 100 // theirs / 100 if theirs else None
        judgement = TrafficJudgement.FLAGGED if is_much else TrafficJudgement.USUAL
        yield TrafficFigure(each, len(group), theirs // others, times, judgement)


def flag_news(
    flagged: Collection[tuple[UUID, str]], figures: Iterable[TrafficFigure], month: date
) -> Mapping[tuple[UUID, str], TrafficFlagged | TrafficFlagWithdrawn]:
    """By customer and product, what is to be said where `flagged` are those of whom it was said so far: all that is
    said of a month comes to the same in whichever order it was measured.
    """
    fresh = {
        (each.traffic.customer_id, each.traffic.product): each
        for each in figures
        if each.judgement is TrafficJudgement.FLAGGED
    }
    withdrawn = {whose: TrafficFlagWithdrawn(month=month) for whose in flagged if whose not in fresh}
    return withdrawn | {
        whose: TrafficFlagged(
            month=month,
            byte_count=figure.traffic.byte_count,
            mean_of_others=figure.mean_of_others or 0,
            comparable=figure.comparable,
        )
        for whose, figure in fresh.items()
        if whose not in flagged
    }


def check_step(taken: Iterable[FairUseResponse], step: FairUseResponse) -> None:
    """In the document's order since traffic was last monitored; filtering at any time. Raises Conflict out of order."""
    if step in (FairUseResponse.MONITOR, FairUseResponse.FILTER):
        return
    round_ = _since_monitored(taken)
    before = _AFTER[step]
    if before not in round_:
        raise Conflict(f"First {before}, then {step}: in this order.", section="5.6.1")
    other = _LAST - {step} & round_
    if step in _LAST and other:
        raise Conflict(f"Traffic is blocked or charged: this time it was {next(iter(other))}.", section="5.6.1")


def _since_monitored(taken: Iterable[FairUseResponse]) -> set[FairUseResponse]:
    round_: set[FairUseResponse] = set()
    for step in taken:
        round_ = {step} if step is FairUseResponse.MONITOR else {*round_, step}
    return round_
