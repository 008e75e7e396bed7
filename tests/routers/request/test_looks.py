"""What is remembered of looks: until when, of whom, and no more than so many."""

from datetime import timedelta
from uuid import UUID, uuid4

from app.clock import Instant
from app.domain.access.audit import AuditSubject
from app.routers.request.looks import MOST_REMEMBERED, RecordedViews
from tests.organisations import MONDAY

SOMEBODY = UUID(int=1)
TICKET = AuditSubject("ticket", str(UUID(int=2)))
UNTIL = Instant(MONDAY + timedelta(minutes=15))
BEFORE = Instant(UNTIL - timedelta(microseconds=1))


def test_until_the_moment_and_not_at_it() -> None:
    looks = RecordedViews()
    assert not looks.are_on_record((SOMEBODY, TICKET), MONDAY)
    looks.remember((SOMEBODY, TICKET), UNTIL)
    assert looks.are_on_record((SOMEBODY, TICKET), BEFORE)
    assert not looks.are_on_record((SOMEBODY, TICKET), UNTIL)


def test_of_this_person_and_this_ticket() -> None:
    looks = RecordedViews()
    looks.remember((SOMEBODY, TICKET), UNTIL)
    assert not looks.are_on_record((uuid4(), TICKET), BEFORE)
    assert not looks.are_on_record((SOMEBODY, AuditSubject("ticket", str(uuid4()))), BEFORE)


def test_the_oldest_is_forgotten_first() -> None:
    looks = RecordedViews()
    others = [(UUID(int=number), TICKET) for number in range(2, MOST_REMEMBERED + 1)]
    for look in ((SOMEBODY, TICKET), *others, (SOMEBODY, TICKET), (uuid4(), TICKET)):
        looks.remember(look, UNTIL)
    assert looks.are_on_record((SOMEBODY, TICKET), BEFORE)
    assert [looks.are_on_record(look, BEFORE) for look in others] == [False, *[True] * (len(others) - 1)]
