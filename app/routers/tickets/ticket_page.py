"""One ticket as a page for a terminal: what it is, where it is, how its clocks stand."""

from collections.abc import Iterator
from datetime import timedelta
from textwrap import wrap
from typing import Final

from app.clock import Instant
from app.routers.http.tables import WIDTH, printable
from app.routers.http.terminal import WallTime
from app.routers.sla.clock_schemas import ClockOut, clock_in_words
from app.routers.tickets.output_schemas import EscalationOut, OpenPriorityRequestOut
from app.routers.tickets.schemas import TicketOut
from app.routers.tickets.views import state_in_a_word

_INDENT: Final = 12


def ticket_page(ticket: TicketOut, customer: str, bug: str | None, day: timedelta, wall: WallTime) -> str:
    """`bug`: what the item of the backlog is called. `day`: what a business day is worth in support time."""
    facts = "".join(
        f"{_folded(text, f'{name:<{_INDENT}}')}\n" for name, text in _facts(ticket, customer, bug, day, wall) if text
    )
    said = "\n".join(_folded(paragraph, "") for paragraph in ticket.description.splitlines())
    return f"{_folded(f'{ticket.number}  {ticket.title}', '')}\n\n{facts}Times of {wall.zone}.\n\n{said}\n"


def _facts(
    ticket: TicketOut, customer: str, bug: str | None, day: timedelta, wall: WallTime
) -> Iterator[tuple[str, str]]:
    step = (
        f"at step {ticket.step.number}, {_spaced(ticket.step.name)}, since {wall.to_the_minute(ticket.step.entered_at)}"
    )
    waits = ticket.waiting_for_information_since
    yield "state", f"{state_in_a_word(ticket)}, {step}"
    yield "waiting", "" if waits is None else f"for information since {wall.to_the_minute(waits)}"
    yield "escalated", "" if ticket.escalation is None else _escalated(ticket.escalation, wall)
    for clock in ticket.clocks:
        yield clock.name, _clock(clock, day, wall)
    yield "priority", f"{ticket.priority} (urgency {ticket.urgency}, impact {ticket.impact})"
    yield "customer", f"{customer}, {ticket.service_level} service level"
    yield "raised", _at(ticket.raised_at, wall)
    yield "registered", _at(ticket.registered_at, wall) or "not yet"
    kind = ticket.kind if ticket.change_type is None else f"{ticket.change_type} {ticket.kind}"
    yield "kind", ", ".join(dict.fromkeys(map(_spaced, (kind, ticket.call_type, ticket.problem_type))))
    yield "product", " ".join(filter(None, (ticket.product, ticket.product_version)))
    yield "cause", _spaced(ticket.cause or "")
    article = ticket.outputs.article
    yield "article", "" if article is None else f"{article.title}, {article.url}"
    yield "bug", bug or ticket.outputs.backlog_item or ""
    yield "agreed", _agreed(ticket)
    yield "session", "" if ticket.outputs.session_on is None else f"{ticket.outputs.session_on:%Y-%m-%d}"
    yield "report", ticket.outputs.report or ""
    yield "asked", "; ".join(map(_asked, ticket.open_priority_requests))
    yield "closed", _at(ticket.closed_at, wall)
    yield "cycles", "; ".join(f"{_at(each.began_at, wall)} to {_at(each.closed_at, wall)}" for each in ticket.cycles)
    yield "coverage", f"{_spaced(ticket.coverage.outcome)} (§{ticket.coverage.section})"
    yield "reference", ticket.external_reference or ""
    yield "instance", ticket.instance or ""


def _agreed(ticket: TicketOut) -> str:
    outputs = ticket.outputs
    if outputs.approved_hours is None:
        return ""
    used = "" if outputs.hours is None else f", {outputs.hours:g} delivered"
    by = outputs.agreement_reference or "the customer"
    return f"{outputs.approved_hours:g} hours by {by}{used}"


def _escalated(escalation: EscalationOut, wall: WallTime) -> str:
    return f"since {wall.to_the_minute(escalation.declared_at)}: {escalation.reason}"


def _asked(request: OpenPriorityRequestOut) -> str:
    return f"for {', '.join(filter(None, (request.urgency, request.impact)))}: {request.reason}"


def _clock(clock: ClockOut, day: timedelta, wall: WallTime) -> str:
    told = [
        clock_in_words(clock, day),
        "" if clock.due_at is None else f"due {wall.to_the_minute(clock.due_at)}",
        "" if clock.stopped_at is None else f"stopped {wall.to_the_minute(clock.stopped_at)}",
    ]
    left = " left" if clock.due_at is not None and clock.stopped_at is None and not told[0].startswith("late") else ""
    return f"{told[0]}{left}{''.join(f', {each}' for each in told[1:] if each)} (§{clock.section})"


def _at(at: Instant | None, wall: WallTime) -> str:
    return "" if at is None else wall.to_the_minute(at)


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _folded(text: str, before: str) -> str:
    return "\n".join(wrap(f"{before}{printable(text)}", WIDTH, subsequent_indent=" " * len(before)))
