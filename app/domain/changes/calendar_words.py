"""What the calendar of changes says, as a table: a language is another `ChangeCalendarWords`, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.agreement.changes import ChangeState
from app.domain.changes.change_facts import ConflictKind
from app.domain.explanation.words import Language


@dataclass(frozen=True, kw_only=True)
class ChangeCalendarWords:
    """Names in braces are filled in. `conflict` of another change has its `number`."""

    title: str
    about: str
    nothing: str
    head: tuple[str, str, str]
    state: Mapping[ChangeState, str]
    conflict: Mapping[ConflictKind, str]
    freeze: str
    window: str
    change: str
    in_conflict: str


CALENDAR_WORDS: Final[Mapping[Language, ChangeCalendarWords]] = {
    Language.ENGLISH: ChangeCalendarWords(
        title="Changes",
        about="{start} – {end}. Changes: {count}; freezes: {freezes}.",
        nothing="Nothing is planned.",
        head=("from", "time", "what"),
        state={each: each.value for each in ChangeState},
        conflict={
            ConflictKind.SAME_INSTANCE: "also on an instance of {number}",
            ConflictKind.OUTSIDE_WINDOW: "outside the maintenance window, announced",
            ConflictKind.NOT_ANNOUNCED: "outside the maintenance window, not announced",
            ConflictKind.FREEZE: "in a freeze",
        },
        freeze="freeze",
        window="maintenance window",
        change="change",
        in_conflict="in conflict",
    ),
    Language.DUTCH: ChangeCalendarWords(
        title="Wijzigingen",
        about="{start} – {end}. Wijzigingen: {count}; wijzigingsstops: {freezes}.",
        nothing="Er is niets gepland.",
        head=("vanaf", "duur", "wat"),
        state={
            ChangeState.REGISTERED: "geregistreerd",
            ChangeState.ASSESSED: "beoordeeld",
            ChangeState.SUBMITTED: "ingediend",
            ChangeState.APPROVED: "goedgekeurd",
            ChangeState.REJECTED: "afgewezen",
            ChangeState.PLANNED: "gepland",
            ChangeState.IMPLEMENTING: "in uitvoering",
            ChangeState.IMPLEMENTED: "uitgevoerd",
            ChangeState.FAILED: "mislukt",
            ChangeState.REVIEWED: "nabesproken",
            ChangeState.CLOSED: "gesloten",
            ChangeState.WITHDRAWN: "ingetrokken",
        },
        conflict={
            ConflictKind.SAME_INSTANCE: "ook op een instantie van {number}",
            ConflictKind.OUTSIDE_WINDOW: "buiten het onderhoudswindow, aangekondigd",
            ConflictKind.NOT_ANNOUNCED: "buiten het onderhoudswindow, niet aangekondigd",
            ConflictKind.FREEZE: "in een wijzigingsstop",
        },
        freeze="wijzigingsstop",
        window="onderhoudswindow",
        change="wijziging",
        in_conflict="in conflict",
    ),
}
