"""Hypothesis makes tickets up: decisions by whoever may, reassessments, delegations, comments, at any distance."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from histories import (
    ACTOR_OF,
    ADMINISTRATOR,
    CUSTOMER,
    SUPPORT,
    History,
    local,
    registered,
)
from hypothesis import settings
from hypothesis import strategies as st
from process_table import VALID_ROWS
from worked_tickets import OWN_HOURS, OWN_TARGETS

from app.clock import Instant
from app.domain import process
from app.domain.vocabulary import Cause, Priority, ServiceLevel

ACTORS: Final = (*ACTOR_OF.values(), ADMINISTRATOR)

patient = settings(deadline=None, max_examples=50)
"""The first question to a calendar compiles it."""

gaps = st.one_of(
    st.just(timedelta(0)),
    st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 60).map(lambda whole: timedelta(hours=whole)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)),
)
moments = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=270)).map(
    lambda since: Instant(local("2026-01-01 00:00") + since)
)


@dataclass(frozen=True)
class Made:
    history: History
    level: ServiceLevel
    own_hours: dict[str, int] | None
    now: Instant

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - hypothesis calls it so
        """Its events only: by the fields of a dataclass, hypothesis would print the whole agreement."""
        printer.text(f"at {self.now.isoformat()}{self.history}")


@st.composite
def made_up(draw: st.DrawFn) -> Made:
    level, own = draw(st.sampled_from(ServiceLevel)), draw(st.booleans())
    at = draw(moments)
    history = registered(
        at,
        level,
        draw(st.sampled_from(Priority)),
        by=draw(st.sampled_from([CUSTOMER, SUPPORT])),
        own_targets=OWN_TARGETS if own else (),
    )
    for gap in draw(st.lists(gaps, max_size=14)):
        at = Instant(at + gap)
        history = draw(one_more(history, at))
    return Made(history, level, OWN_HOURS if own else None, Instant(at + draw(gaps)))


@st.composite
def one_more(draw: st.DrawFn, history: History, at: Instant) -> History:
    """A comment may be of after `at`: what comes next is then recorded late, and had occurred before it."""
    match draw(st.sampled_from(["decided", "decided", "decided", "assessed", "delegated", "commented"])):
        case "assessed":
            return history.assessed(at, draw(st.sampled_from(Priority)))
        case "delegated":
            row = draw(st.none() | st.sampled_from(VALID_ROWS))
            return history.delegated(at, draw(st.sampled_from([history.ticket.step, 3, 4, 10, 12])), row)
        case "commented":
            return history.commented(Instant(at + draw(gaps)), draw(st.sampled_from(ACTORS)))
        case _:
            offered = process.options(history.ticket, history.agreement, ADMINISTRATOR)
            option = draw(st.sampled_from(offered))
            by = draw(st.sampled_from([ADMINISTRATOR, *(ACTOR_OF[role] for role in option.roles)]))
            return history.decided(at, option.rule.decision, by, cause=draw(st.sampled_from(Cause)))
