"""Who has which part in a ticket, as a page for a terminal."""

from collections.abc import Sequence

from app.domain.vocabulary import Role
from app.routers.http.tables import WIDTH, Column, as_text
from app.routers.raci.schemas import HolderOut, TicketRaciOut, TicketRowOut

_STEPS: tuple[Column[TicketRowOut], ...] = (
    Column("step", lambda row: row.step),
    Column("name", lambda row: row.name.replace("_", " ")),
    *(Column[TicketRowOut](role, lambda row, role=role: getattr(row.letters, role).value) for role in Role),
    Column("delegated", lambda row: "yes" if row.overridden else ""),
)
_PARTS: tuple[Column[tuple[str, HolderOut]], ...] = (
    Column("now", lambda part: part[0]),
    Column("role", lambda part: part[1].role),
    Column("who", lambda part: _who(part[1]), gives_way=True),
)


def raci_page(number: str, raci: TicketRaciOut) -> str:
    """Of a closed ticket nobody has a part any more."""
    head = f"{number}  closed"
    if (now := raci.current) is not None:
        waits = ", waiting for information" if now.waiting_for_information else ""
        head = f"{number}  at step {now.step}, {now.name.replace('_', ' ')}{waits}"
        groups = {
            "responsible": now.responsible,
            "accountable": now.accountable,
            "consulted": now.consulted,
            "informed": now.informed,
        }
        parts = [(name, holder) for name, holders in groups.items() for holder in holders]
        head += f"\n\n{as_text(_PARTS, parts, width=WIDTH, wraps=True)}"
    return f"{head.rstrip()}\n\n{_steps(raci.steps)}"


def _steps(rows: Sequence[TicketRowOut]) -> str:
    delegated = any(row.overridden for row in rows)
    return as_text(_STEPS if delegated else _STEPS[:-1], rows, width=WIDTH)


def _who(holder: HolderOut) -> str:
    """By name where somebody is named; else everybody who has the role, of whom any may act."""
    names = ", ".join(person.name for person in holder.people) or "nobody"
    one_of = "" if holder.assigned or len(holder.people) < 2 else "any of "  # noqa: PLR2004 - one is the one
    lapsed = "" if holder.lapsed is None else f" ({holder.lapsed.name} was named, and no longer qualifies)"
    return f"{one_of}{names}{lapsed}"
