"""What a revision may be agreed to say and the service could not follow: refused before anybody is told of it."""

from collections import defaultdict
from collections.abc import Iterator

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.cells import camel_case
from app.domain.agreement.clause_rows import rows_of
from app.domain.agreement.measures import Span, Target
from app.domain.revisions.cell_reading import known


def not_followed(agreement: Agreement, base: Agreement) -> Iterator[tuple[str, str]]:
    """The table, and what is wrong in it."""
    yield from _unsendable(agreement, base)
    yield from _unreckoned(agreement, base)
    if agreement.terms.consultancy.warned_when_used != base.terms.consultancy.warned_when_used:
        yield "consultancy", f"warnedWhenUsed stays {base.terms.consultancy.warned_when_used}: cards in use go by it"


def _unsendable(agreement: Agreement, base: Agreement) -> Iterator[tuple[str, str]]:
    """By the contract of the API: outputs and call types where it has no member for them."""
    for rule in agreement.decisions:
        taken = {output for each in base.decisions if each.decision is rule.decision for output in each.takes}
        if not_taken := rule.takes - taken:
            yield "decisions", f"the decision {rule.decision} takes no {known(not_taken)}"
    sendable = {rule.kind: rule.call_types for rule in base.kinds}
    for rule in agreement.kinds:
        if other := rule.call_types - sendable.get(rule.kind, frozenset()):
            yield "kinds", f"with the kind {rule.kind} goes no {known(other)}"


def _unreckoned(agreement: Agreement, base: Agreement) -> Iterator[tuple[str, str]]:
    """Units that nothing reckons a promise in, and a nothing by which a promise is divided or repeated."""
    units, least = defaultdict[tuple[str, str], set[str]](set), dict[tuple[str, str], int]()
    for table, column, cell in _measures(base):
        if isinstance(cell, int):
            least[table, column] = min(cell, least.get((table, column), 1))
        else:
            units[table, column].add(cell.unit)
    for table, column, cell in _measures(agreement):
        if isinstance(cell, int):
            if cell < least.get((table, column), 0):
                yield table, f"{camel_case(column)} is at least 1"
        elif cell.unit not in units[table, column]:
            yield table, f"{camel_case(column)} is in {known(units[table, column])}, not in {cell.unit}"


def _measures(agreement: Agreement) -> Iterator[tuple[str, str, int | Span | Target]]:
    for row in rows_of(agreement):
        for column, cell in row.cells.items():
            if isinstance(cell, int | Span | Target) and not isinstance(cell, bool):
                yield row.table, column, cell
