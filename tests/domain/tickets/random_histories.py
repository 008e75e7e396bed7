"""Hypothesis makes tickets up: decisions by whoever may, reassessments, delegations, comments, at any distance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.actor import Actor
from app.domain.agreement.agreement import RequestClass
from app.domain.tickets import process
from app.domain.vocabulary import Decision, Kind, Priority, Role, ServiceLevel
from tests.domain.tickets.histories import (
    ACTOR_OF,
    ADMINISTRATOR,
    BY_CONSULTANCY,
    COLLEAGUE,
    CUSTOMER,
    NOT_TREATED,
    SECOND_LINE,
    SUPPORT,
    TOO_OLD,
    UNSUPPORTED,
    History,
    local,
    registered,
)
from tests.domain.tickets.process_table import CAUSES, VALID_ROWS
from tests.domain.tickets.worked_tickets import OWN_HOURS, OWN_TARGETS
from tests.searches import examples

PEOPLE: Final = (*ACTOR_OF.values(), COLLEAGUE, SECOND_LINE)
ACTORS: Final = (*ACTOR_OF.values(), ADMINISTRATOR)

HAPPENINGS: Final = ("decided", "decided", "decided", "assessed", "delegated", "assigned", "escalated", "commented")

patient = settings(deadline=None, max_examples=examples(50))
"""The first question to a calendar compiles it."""

gaps = st.one_of(
    st.just(timedelta(0)),
    st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 60).map(lambda whole: timedelta(hours=whole)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)),
)
kinds = st.sampled_from([Kind.INCIDENT, Kind.INCIDENT, Kind.CHANGE, Kind.CHANGE, Kind.INFORMATION_REQUEST])
reports = st.sampled_from([{}, {}, {}, {}, {}, {}, NOT_TREATED, BY_CONSULTANCY, UNSUPPORTED, TOO_OLD])
moments = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=270)).map(
    lambda since: Instant(local("2026-01-01 00:00") + since)
)


@dataclass(frozen=True)
class Made:
    history: History
    level: ServiceLevel
    own_hours: Mapping[str, float] | None
    now: Instant

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - hypothesis calls it so
        """Its events only: by the fields of a dataclass, hypothesis would print the whole agreement."""
        printer.text(f"at {self.now.isoformat()}{self.history}")


@st.composite
def made_up(draw: st.DrawFn) -> Made:
    level, own, kind = draw(st.sampled_from(ServiceLevel)), draw(st.booleans()), draw(kinds)
    at = draw(moments)
    history = registered(
        at,
        level,
        draw(st.sampled_from(Priority)),
        kind,
        by=draw(st.sampled_from([CUSTOMER, SUPPORT])),
        own_targets=OWN_TARGETS if own else (),
        **draw(reports),
    )
    for gap in draw(st.lists(gaps, max_size=14)):
        at = Instant(at + gap)
        history = draw(one_more(history, at))
    figures = OWN_HOURS[RequestClass.CHANGE if kind is Kind.CHANGE else RequestClass.INCIDENT]
    return Made(history, level, figures if own else None, Instant(at + draw(gaps)))


def may(history: History, who: Actor, decision: Decision) -> bool:
    offered = process.options(history.ticket, history.agreement, who)
    return any(option.allowed for option in offered if option.rule.decision is decision)


@st.composite
def one_more(draw: st.DrawFn, history: History, at: Instant) -> History:
    """A comment may be of after `at`: what comes next is then recorded late, and had occurred before it."""
    match draw(st.sampled_from(HAPPENINGS)):
        case "assessed":
            return history.assessed(at, draw(st.sampled_from(Priority)))
        case "delegated":
            row = draw(st.none() | st.sampled_from(VALID_ROWS))
            return history.delegated(at, draw(st.sampled_from([history.ticket.step, 3, 4, 10, 12])), row)
        case "assigned":
            role = draw(st.sampled_from(Role))
            holders = [who for who in PEOPLE if role in who.roles]
            return history.assigned(at, role, draw(st.sampled_from([None, *holders])))
        case "escalated":
            return history.escalated(at) if history.ticket.escalation is None else history.calmed(at)
        case "commented":
            return history.commented(Instant(at + draw(gaps)), draw(st.sampled_from(ACTORS)))
        case _:
            offered = process.options(history.ticket, history.agreement, ADMINISTRATOR)
            option = draw(st.sampled_from(offered))
            decision = option.rule.decision
            by = draw(st.sampled_from([ADMINISTRATOR, *(who for who in PEOPLE if may(history, who, decision))]))
            return history.decided(at, decision, by, cause=draw(st.sampled_from(CAUSES.get(decision, (None,)))))
