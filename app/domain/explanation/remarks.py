"""What is said after the rest: how a breach was announced and taken back, and what was recorded late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.explanation.phrasing import Phrasing
from app.domain.explanation.records import BreachAnnouncement, ClockRecords, RecordedHappening

MOST_LISTED: Final = 4
"""A history may have hundreds; it is at hand for who wants them all."""


@dataclass(frozen=True)
class Remarks:
    records: ClockRecords
    phrasing: Phrasing

    def tell(self, *, is_breached: bool) -> Iterator[str]:
        for announcement in self.records.withdrawn:
            yield self._withdrawn(announcement)
        if is_breached and self.records.standing is not None:
            announced = self.phrasing.moment(self.records.standing.announced_at)
            yield self.phrasing.words.remark.announced.format(announced=announced)
        if self.records.late:
            yield self._late(self.records.late)

    def _withdrawn(self, announcement: BreachAnnouncement) -> str:
        return self.phrasing.words.remark.withdrawn.format(
            announced=self.phrasing.moment(announcement.announced_at),
            due=self.phrasing.moment(announcement.due_at),
            withdrawn="" if announcement.withdrawn_at is None else self.phrasing.moment(announcement.withdrawn_at),
            because="" if announcement.because is None else self._because(announcement.because),
        )

    def _because(self, act: RecordedHappening) -> str:
        words = self.phrasing.words.remark
        what = self._told(words.act, act) if act.is_late else words.happening[act.what]
        return words.because.format(what=what)

    def _late(self, acts: Sequence[RecordedHappening]) -> str:
        words = self.phrasing.words.remark
        if len(acts) == 1:
            told = self._told(words.late, acts[0])
            return f"{told[0].upper()}{told[1:]}"
        listed = [self._told(words.act_recorded, act) for act in acts[:MOST_LISTED]]
        more = [words.more.format(count=len(acts) - MOST_LISTED)] if len(acts) > MOST_LISTED else []
        return words.late_together.format(items=self.phrasing.listed([*listed, *more]))

    def _told(self, template: str, act: RecordedHappening) -> str:
        return template.format(
            what=self.phrasing.words.remark.happening[act.what],
            at=self.phrasing.moment(act.at),
            recorded=self.phrasing.moment(act.recorded_at),
        )
