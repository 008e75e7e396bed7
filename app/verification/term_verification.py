"""Holds the terms of a subject against what follows from its facts, and what was said of them against what is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from app.clock import Instant
from app.domain.terms.subject_terms import SubjectTerm
from app.terms.store import terms as stored_terms
from app.verification.verification import SHOWN

_BREACHED: Final = "term_breached"
_WITHDRAWN: Final = "term_withdrawn"
_MOMENT: Final = TypeAdapter(Instant)

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class StoredTerms:
    """Of one subject: their rows, the payloads of its facts, and when the last of those was recorded."""

    rows: Sequence[Row]
    history: Sequence[Mapping[str, Any]]
    recorded_at: Instant

    def faults(self, should: Iterable[SubjectTerm]) -> list[str]:
        kept, expected = {row["id"]: row for row in self.rows}, {term.id: term for term in should}
        said = self._said()
        return [
            *(f"terms.{_named(term)}: has no row" for each, term in expected.items() if each not in kept),
            *(
                f"terms.{row['kind']} {each}: follows from nothing"
                for each, row in kept.items()
                if each not in expected
            ),
            *(
                words
                for each, term in expected.items()
                if each in kept
                for words in self._of(term, kept[each], said.get((term.kind.value, term.key)))
            ),
        ]

    def _of(self, term: SubjectTerm, row: Row, said: str | None) -> Iterator[str]:
        for column, value in stored_terms.stored(term).items():
            if row[column] != value:
                yield f"terms.{_named(term)}.{column}: stored {shortened(row[column])}, replayed {shortened(value)}"
        announced, due = row["announced_breach_at"], row["announce_at"]
        told = None if said is None else _MOMENT.validate_python(said)
        if announced != told:
            yield f"terms.{_named(term)}.announced_breach_at: stored {announced}, said {told}"
        breach_at = term.may_breach_at
        is_owed = told is None and breach_at is not None and breach_at >= self.recorded_at
        if (due is not None and due != breach_at) or (due is None and is_owed):
            yield f"terms.{_named(term)}.announce_at: stored {due}, replayed {breach_at}"

    def _said(self) -> Mapping[tuple[str, str], str]:
        """When each was said to have been breached, which was not withdrawn since."""
        said: dict[tuple[str, str], str] = {}
        for fact in self.history:
            if fact["type"] == _BREACHED:
                said[fact["kind"], fact["key"]] = fact["breached_at"]
            elif fact["type"] == _WITHDRAWN:
                said.pop((fact["kind"], fact["key"]), None)
        return said


def _named(term: SubjectTerm) -> str:
    return f"{term.kind} {term.key}"


def shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
