"""What is news about terms: each breach is announced once, and taken back when a later fact says otherwise."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.service_terms import Loss
from app.domain.operations.copies import copy_terms, recovery_point_terms
from app.domain.operations.instance_facts import CopyTaken, CopyVerified, InstanceEvent
from app.domain.operations.instances import Instance, advance_instance, begin_instance
from app.domain.operations.recovery import recovery_time_terms
from app.domain.terms.settling import NO_TERM_NOTICE, SettledTerms, TermNotice, TermNotices, announce, settle
from app.domain.terms.subject_terms import SubjectTerm, TermKind
from app.domain.terms.term_facts import TermBreached, TermWithdrawn
from tests.domain.operations.instance_histories import (
    FULL,
    INSTANCE,
    OWNER,
    SERVICES,
    TERMS,
    added,
    event,
    instance_of,
    taken,
    verified,
)
from tests.domain.tickets.histories import local, wall

MONDAY = "2026-11-02"


class Desk:
    """An instance whose terms are kept as a store would: settled at each fact, announced in rounds."""

    def __init__(self) -> None:
        first = event(1, local(f"{MONDAY} 00:00"), added(MONDAY))
        self.instance: Instance = begin_instance(INSTANCE, OWNER, first)
        self.terms: tuple[SubjectTerm, ...] = ()
        self.notices: TermNotices = {}
        self.said: list[TermBreached | TermWithdrawn] = []
        self.settled(first)

    def happens(self, at: str, fact: CopyTaken | CopyVerified, recorded_at: str | None = None) -> SettledTerms:
        recorded = None if recorded_at is None else local(recorded_at)
        one_more = event(2, local(at), fact, recorded)
        self.instance = advance_instance(self.instance, one_more)
        return self.settled(one_more)

    def settled(self, one_more: InstanceEvent) -> SettledTerms:
        after = recovery_point_terms(self.instance, TERMS)
        settlement = settle(self.terms, after, self.notices, one_more, "a copy")
        self.terms, self.notices = after, settlement.notices
        self.said += settlement.withdrawn
        return settlement

    def round(self, now: str) -> Sequence[TermBreached]:
        found: list[TermBreached] = []
        for term in self.terms:
            if announced := announce(term, self.notices[term.id], local(now)):
                said, notice = announced
                found.append(said)
                self.notices = {**self.notices, term.id: notice}
        self.said += found
        return found


def test_a_breach_is_announced_once_and_not_before_it_is_one() -> None:
    desk = Desk()
    desk.happens(*taken(1, f"{MONDAY} 21:00"))
    assert desk.round("2026-11-03 21:00") == []
    expected = TermBreached(kind=TermKind.RECOVERY_POINT, key=str(UUID(int=1)), breached_at=local("2026-11-03 21:00"))
    assert desk.round("2026-11-03 21:00:00.000001") == [expected]
    assert desk.round("2026-11-03 22:00") == []
    desk.happens(*taken(2, "2026-11-03 23:00"))
    assert desk.round("2026-11-04 22:00") == []
    assert desk.said == [expected]


def test_a_late_verified_copy_withdraws_what_was_announced() -> None:
    desk = Desk()
    desk.happens(*taken(1, f"{MONDAY} 21:00"))
    desk.happens(*taken(2, "2026-11-03 20:00", verified=False))
    assert len(desk.round("2026-11-03 22:00")) == 1
    settlement = desk.happens(*verified(2, "2026-11-04 09:00"))
    withdrawn = TermWithdrawn(
        kind=TermKind.RECOVERY_POINT,
        key=str(UUID(int=1)),
        announced_breach_at=local("2026-11-03 21:00"),
        reason="a copy",
    )
    assert settlement.withdrawn == (withdrawn,)
    assert desk.round("2026-11-04 20:00") == []
    assert len(desk.round("2026-11-04 20:01")) == 1


def test_a_breach_that_a_late_copy_only_shortens_stands() -> None:
    desk = Desk()
    desk.happens(*taken(1, f"{MONDAY} 21:00"))
    desk.round("2026-11-04 09:00")
    desk.happens(*taken(2, "2026-11-04 03:00"), recorded_at="2026-11-04 10:00")
    assert [type(each) for each in desk.said] == [TermBreached]
    assert desk.round("2026-11-04 11:00") == []


def test_what_late_facts_make_of_the_past_is_no_news() -> None:
    desk = Desk()
    late = "2026-11-09 09:00"
    desk.happens(*taken(1, f"{MONDAY} 21:00"), recorded_at=late)
    desk.happens(*taken(2, "2026-11-04 21:00"), recorded_at=late)
    assert [wall(term.breach_at) for term in desk.terms] == ["none", "2026-11-03 21:00", "2026-11-05 21:00"]
    assert desk.round("2026-11-10 09:00") == []
    fresh = Desk()
    fresh.happens(*taken(1, f"{MONDAY} 21:00"))
    fresh.happens(*taken(2, "2026-11-04 21:00"))
    assert [wall(each.breached_at) for each in fresh.round("2026-11-10 09:00")] == [
        "2026-11-03 21:00",
        "2026-11-05 21:00",
    ]


def test_another_loss_moves_the_due_time_and_withdraws_the_breach() -> None:
    began, now = local("2026-11-30 08:00"), local("2026-11-30 10:30")
    before, after = (
        recovery_time_terms(UUID(int=5), began, None, losses, [instance_of()], SERVICES)
        for losses in ([Loss.DATA], [Loss.DATA, Loss.SYSTEM])
    )
    first = settle((), before, {}, event(1, began, added()), "")
    said = announce(before[0], first.notices[before[0].id], now)
    assert said is not None
    second = settle(before, after, {before[0].id: said[1]}, event(2, now, added()), "another loss")
    assert [each.announced_breach_at for each in second.withdrawn] == [local("2026-11-30 10:00")]
    assert second.notices[after[0].id].announce_at == local("2026-11-30 16:00")
    assert second.gone == ()


def test_a_term_that_is_no_more_takes_its_breach_with_it() -> None:
    (term,) = recovery_point_terms(instance_of(), TERMS)
    breach_at = term.breach_at
    gone = settle(
        [term], [], {term.id: TermNotice(announced_breach_at=breach_at)}, event(2, local(MONDAY), added()), ""
    )
    assert (gone.gone, [each.announced_breach_at for each in gone.withdrawn]) == ((term,), [breach_at])


def test_two_terms_of_one_name_are_refused() -> None:
    (term,) = recovery_point_terms(instance_of(), TERMS)
    with pytest.raises(ValueError, match="two terms"):
        settle(
            [],
            [term, recovery_point_terms(instance_of(starts_on=MONDAY), TERMS)[0]],
            {},
            event(1, local(MONDAY), added()),
            "",
        )


def test_nothing_is_announced_of_a_breach_that_moved() -> None:
    (term,) = recovery_point_terms(instance_of(), TERMS)
    now = local("2027-01-01 00:00")
    assert announce(term, NO_TERM_NOTICE, now) is None
    assert announce(term, TermNotice(announce_at=local("2026-10-24 10:00")), now) is None
    assert announce(term, TermNotice(announce_at=term.breach_at), now) is not None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 96), st.booleans()), max_size=8, unique_by=lambda each: each[0]), st.randoms())
def test_each_breach_that_is_announced_stands_or_is_withdrawn(copies: list[tuple[int, bool]], chance: object) -> None:
    """Rounds each hour; the copies are recorded as they happen, those that are late in one go at the end."""
    del chance
    desk = Desk()
    start = local(f"{MONDAY} 00:00")
    late = [hour for hour, is_late in copies if is_late]
    on_time = {hour for hour, is_late in copies if not is_late}
    for hour in range(98):
        now = Instant(start + timedelta(hours=hour))
        if hour in on_time:
            desk.happens(*taken(hour, now.isoformat()))
        desk.round(now.isoformat())
    end = Instant(start + timedelta(hours=98))
    for hour in late:
        at, fact = taken(hour, Instant(start + timedelta(hours=hour)).isoformat())
        desk.happens(at, fact, recorded_at=end.isoformat())
    desk.round(end.isoformat())

    announced = [(each.key, each.breached_at) for each in desk.said if isinstance(each, TermBreached)]
    withdrawn = [(each.key, each.announced_breach_at) for each in desk.said if isinstance(each, TermWithdrawn)]
    breached = {(term.key, at) for term in desk.terms if (at := term.breached_at(end)) is not None}
    standing = [each for each in announced if each not in withdrawn]
    assert len(standing) == len(set(standing))
    assert set(standing) <= breached
    if not late:
        assert set(standing) == breached
        assert withdrawn == []


def test_all_terms_of_an_instance_are_told_apart() -> None:
    whole = instance_of(taken(1, f"{MONDAY} 21:00"), taken(2, f"{MONDAY} 22:00", FULL), starts_on=MONDAY)
    found = copy_terms(whole, SERVICES)
    assert len({term.id for term in found}) == len(found)
    assert found[0].id == copy_terms(instance_of(starts_on="2026-10-01"), SERVICES)[0].id
