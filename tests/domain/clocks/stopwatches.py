"""Stopwatches that hypothesis makes up, and stopwatches side by side, as those who wind many of them want them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from hypothesis import strategies as st

from app.business_time.batch import Instants
from app.clock import Instant
from app.domain.clocks.winding import NEVER, Pauses, Watches
from app.domain.tickets.stopwatch import PauseReason, Stopwatch
from tests.domain.tickets.random_histories import gaps, moments

moves = st.lists(
    st.tuples(gaps, st.sampled_from(["pause", "pause", "resume", "resume", "stop", "solve", "go_on"])), max_size=9
)


@st.composite
def watches(draw: st.DrawFn) -> Stopwatch:
    at = draw(moments)
    watch = Stopwatch().start(at)
    for gap, move in draw(moves):
        at = Instant(at + gap)
        match move:
            case "pause":
                watch = watch.pause(at, PauseReason.CUSTOMER_RESPONSIBLE)
            case "resume":
                watch = watch.resume(at)
            case "stop":
                watch = watch.stop(at, at)
            case "solve":
                watch = watch.solve(at, at)
            case _:
                watch = watch.go_on(at)
    return watch


def side_by_side(several: Sequence[Stopwatch]) -> Watches:
    going_on = [each.pauses[-1].from_at if each.paused_for else None for each in several]
    over = [
        (place, number, pause)
        for place, each in enumerate(several)
        for number, pause in enumerate(each.pauses, 1)
        if pause.until is not None
    ]
    return Watches(
        started_at=instants([each.started_at for each in several]),
        stopped_at=instants([each.stopped_at for each in several]),
        paused_at=instants(going_on),
        pauses=Pauses(
            of=np.array([place for place, _, _ in over], np.intp),
            number=np.array([number for _, number, _ in over], np.int64),
            from_at=instants([pause.from_at for _, _, pause in over]),
            until=instants([pause.until for _, _, pause in over]),
        ),
    )


def instants(moments: Sequence[Instant | None]) -> Instants:
    return np.array([NEVER if at is None else np.datetime64(at.replace(tzinfo=None), "us") for at in moments], "M8[us]")


def known(answers: Any) -> list[datetime | None]:
    return [None if each is None else each.replace(tzinfo=UTC) for each in answers.tolist()]
