"""Holds what is kept of the status against the tickets: each clock that is counted, and the sums of all of them."""

from collections.abc import Iterator, Sequence

from app.agreements.book import Agreements
from app.attainment.counting import Reckoning, terms_of
from app.attainment.store import count_checks
from app.attainment.store.count_checks import Miscount
from app.attainment.store.recounts import Counting, uncounted_from
from app.domain.attainment.attainment import ACHIEVED
from app.domain.attainment.outcomes import STAGES
from app.postgres.engine import AsyncEngine, Connection, transaction
from app.postgres.tenancy import SYSTEM
from app.tickets.store.replay import StoredRows


async def miscounted(connection: Connection, book: Agreements, kept: StoredRows, counting: Counting) -> Sequence[str]:
    """None for a clock that has yet to be counted, or if the figures are being changed."""
    agreement = next((each for each in book.revisions if terms_of(each) == counting.terms), None)
    if agreement is None or not counting.complete:
        return []
    faults: list[str] = []
    for name, row in kept.clocks.items():
        if not row["recount"]:
            reckoning = Reckoning(book, agreement, counting.epoch)
            should = await reckoning.counted(connection, uncounted_from(row, kept.ticket))
            if row["counted_as"] != str(should):
                faults.append(f'clocks.{name}.counted_as: counted as "{row["counted_as"]}", but is "{should}"')
    return faults


async def wrong_sums(engine: AsyncEngine) -> Sequence[str]:
    async with transaction(engine, SYSTEM) as connection:
        return [_told(each) for each in await count_checks.miscounts(connection)]


def _told(miscount: Miscount) -> str:
    return f"{miscount.table} ({', '.join(_words(miscount))}): kept {miscount.kept}, counted {miscount.counted}"


def _figure(place: int) -> str:
    figure, verdict = divmod(place, len(ACHIEVED))
    return f"figure {figure + 1} {ACHIEVED[verdict]}"


def _words(miscount: Miscount) -> Iterator[str]:
    for name, value in miscount.key.items():
        if name == "place":
            yield f"stage {STAGES[value - 1]}" if value <= len(STAGES) else _figure(value - len(STAGES) - 1)
        elif name == "customer_id":
            yield "all customers" if value is None else f"customer {value}"
        elif value is not None:
            yield f"{name} {value}"
