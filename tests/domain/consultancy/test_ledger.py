"""§1.1: what may be written on a customer's ledger, where it is drawn from, and what is left."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest

from app.domain.consultancy.amounts import in_words, says, seconds_of
from app.domain.consultancy.ledger import replay_ledger
from app.domain.consultancy.ledger_facts import BalanceWarned, CardExpired, ChargedTo, DrawnPart
from app.domain.vocabulary import Cause, CoverageOutcome
from app.errors import Conflict, Forbidden, Invalid, ServiceError
from tests.domain.consultancy.ledgers import (
    COLLEAGUE,
    CONSULTANT,
    MANAGER,
    OTHER_CONSULTANT,
    OURS,
    REGISTRANT,
    SUPPORT,
    Books,
    ticket,
)
from tests.domain.tickets.histories import CUSTOMER_ID

HOUR = 3600
SIGNED: Final[dict[str, Any]] = {"agreement_reference": "offer 12", "approved_by": "J. de Vries"}
CARD, INVOICE = ChargedTo.DAY_CARD, ChargedTo.INVOICE


def refused(books: Books, seconds: int, number: int = 1, worked: str | None = None) -> str:
    with pytest.raises(Conflict) as refusal:
        books.wrote(seconds, ticket(number), worked)
    assert refusal.value.section == "1.1"
    return refusal.value.detail


def pointer_of(fault: pytest.ExceptionInfo[ServiceError]) -> str:
    return fault.value.faults[0].pointer


def test_of_two_that_want_the_last_hours_one_gets_them() -> None:
    books = Books().bought("8").approved("5", ticket(1)).approved("5", ticket(2)).wrote(5 * HOUR, ticket(1))
    assert "2 h more are needed" in refused(books, 5 * HOUR, 2)
    assert books.left() == 10_800


def test_of_fifty_ten_find_time() -> None:
    books, done = Books().bought("1", unit=360).approved("50"), 0
    for _ in range(50):
        try:
            books, done = books.wrote(360), done + 1
        except Conflict:
            continue
        assert books.left() >= 0
    assert (done, books.left()) == (10, 0)


def test_a_tenth_three_times_is_three_tenths() -> None:
    books = Books().bought("8", unit=1).approved("0.3")
    for _ in range(3):
        books = books.wrote(seconds_of(Decimal("0.1"), "/hours", "1.1"))
    assert books.ledger.of_ticket(ticket().id).accounted_seconds == 1080
    assert books.delivered("0.3") is None


def test_a_tenth_three_times_is_within_three_tenths_by_a_quarter_of_an_hour_too() -> None:
    """What is rounded up is charged as far as it is approved."""
    books = Books().bought("8").approved("0.3").wrote(360).wrote(360).wrote(360)
    assert [entry.accounted_seconds for entry in books.entries] == [900, 180, 0]
    assert books.delivered("0.3") is None
    assert "1 s" in refused(books, 1)
    less = books.corrected(-60, 2)
    assert (less.last.accounted_seconds, less.last.parts) == (0, ())
    assert books.corrected(-60, 1).entries[1].accounted_seconds == 180


@pytest.mark.parametrize("hours", ["0.0001", "0", "-1", "NaN", "Infinity", "1E+400", "1E-400", "1000000", "0.3333"])
def test_what_is_no_whole_seconds_is_no_amount(hours: str) -> None:
    with pytest.raises(Invalid) as fault:
        seconds_of(Decimal(hours), "/hours", "1.1")
    assert pointer_of(fault) == "/hours"


def test_hours_are_read_exactly() -> None:
    assert seconds_of(Decimal("0.30"), "/hours", "1.1") == 1080
    with pytest.raises(Invalid):
        seconds_of(Decimal("0.3000000000000000000000000000000000001"), "/hours", "1.1")


def test_decimals_mean_a_third_of_an_hour_as_closely_as_they_can() -> None:
    assert says(Decimal("1.0833"), 3900)
    assert not says(Decimal("1.083"), 3900)
    assert says(Decimal("1.25"), 4500)
    assert not says(Decimal("1.25"), 4501)
    assert not says(Decimal("NaN"), 0)


def test_amounts_in_words() -> None:
    assert [in_words(each) for each in (0, 59, 5400, 18000, -3661)] == [
        "0 s",
        "59 s",
        "1 h 30 min",
        "5 h",
        "−1 h 1 min 1 s",
    ]


def test_a_card_s_last_day_is_paid_for_and_what_comes_back_after_it_is_gone() -> None:
    books = Books().on("2027-01-30 09:00").bought("4", "2027-01-31").bought("8", "2027-06-30").approved("6")
    a, b = books.ledger.cards
    books = books.on("2027-02-02 10:00").wrote(6 * HOUR, worked="2027-01-31")
    assert books.last.parts == (
        DrawnPart(seconds=4 * HOUR, charged_to=CARD, card_id=a),
        DrawnPart(seconds=2 * HOUR, charged_to=CARD, card_id=b),
    )
    assert books.left() == 6 * HOUR

    books = books.on("2027-02-05 10:00").corrected(-5 * HOUR)
    assert books.last.parts == (
        DrawnPart(seconds=2 * HOUR, charged_to=CARD, card_id=b),
        DrawnPart(seconds=3 * HOUR, charged_to=CARD, card_id=a),
    )
    assert books.left() == 8 * HOUR
    assert books.left("2027-02-04 00:00") == 6 * HOUR
    assert [card.ended for card in books.balance().by_card] == [True, False]
    assert books.entries[0].accounted_seconds == HOUR


@pytest.mark.parametrize(
    ("last", "before", "after"),
    [
        ("2027-01-31", "2027-01-31 23:59:59", "2027-02-01 00:00"),
        ("2026-10-25", "2026-10-25 23:59:59", "2026-10-26 00:00"),
        ("2027-03-28", "2027-03-28 23:59:59", "2027-03-29 00:00"),
        ("2028-02-29", "2028-02-29 23:59:59", "2028-03-01 00:00"),
        ("2026-12-31", "2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z"),
    ],
)
def test_a_card_ends_at_the_midnight_after_its_last_day(last: str, before: str, after: str) -> None:
    """Also where the clocks change on that day."""
    books = Books().bought("8", last)
    assert books.left(before) == 8 * HOUR
    assert books.left(after) == 0
    assert books.on(before).told() == books.on(before)
    told = books.on(after).told()
    assert told.last == CardExpired(card_id=UUID(int=1), seconds=8 * HOUR)
    assert told.told() == told


def test_work_of_after_the_last_day_is_not_paid_for() -> None:
    books = Books().bought("4", "2026-06-03").approved("4").on("2026-06-04 09:00")
    refused(books, HOUR, worked="2026-06-04")
    assert books.wrote(HOUR, worked="2026-06-03").last.accounted_seconds == HOUR


def test_the_card_that_ends_first_is_drawn_from_first() -> None:
    books = Books().bought("1").bought("1", "2027-01-31").bought("1", "2026-12-31").approved("3").wrote(2 * HOUR)
    forever, january, december = books.ledger.cards
    assert [part.card_id for part in books.last.parts] == [december, january]
    assert [part.card_id for part in books.wrote(HOUR).last.parts] == [forever]


def test_each_entry_is_rounded_up_by_the_unit_of_its_first_card() -> None:
    books = Books().bought("8").approved("8").wrote(1).wrote(901)
    assert [entry.accounted_seconds for entry in books.entries] == [900, 1800]
    assert Books().bought("8", unit=600).approved("8").wrote(1).last.accounted_seconds == 600
    invoiced = Books().bought("8", unit=600).approved("8", charged_to=INVOICE).wrote(1)
    assert invoiced.last.accounted_seconds == 900


def test_rounding_up_takes_no_time_that_is_not_there() -> None:
    books = Books().bought("0.1").approved("8").wrote(300)
    assert books.last.accounted_seconds == 360
    assert books.left() == 0


def test_nothing_is_written_that_was_not_approved() -> None:
    assert "No hours are approved" in refused(Books().bought("8"), HOUR)
    books = Books().bought("8").approved("2").wrote(HOUR)
    assert "1 h 1 s more are too many" in refused(books, HOUR + 1)
    assert books.wrote(HOUR).left() == 6 * HOUR
    more = books.wrote(HOUR).approved("1")
    assert more.wrote(HOUR).ledger.of_ticket(ticket().id).approved_seconds == 3 * HOUR
    refused(more, HOUR, number=2)


def test_what_is_approved_is_for_later_work() -> None:
    """By local day: what was approved at 00:30 was not approved the evening before."""
    books = Books().bought("8").on("2026-06-02T22:30:00Z").approved("2").on("2026-06-04 10:00")
    assert "before the work" in refused(books, HOUR, worked="2026-06-02")
    assert books.wrote(HOUR, worked="2026-06-03").left() == 7 * HOUR


def test_an_earlier_approval_is_not_used_twice_by_work_in_between() -> None:
    books = Books().bought("8").approved("2").on("2026-06-05 10:00").approved("2").on("2026-06-08 10:00")
    assert "before the work" in refused(books, 3 * HOUR, worked="2026-06-03")
    late = books.wrote(3 * HOUR, worked="2026-06-08")
    assert late.wrote(HOUR, worked="2026-06-03").ledger.of_ticket(ticket().id).open_seconds == 0
    full = books.wrote(4 * HOUR, worked="2026-06-05").approved("2")
    assert "before the work" in refused(full, HOUR, worked="2026-06-03")
    assert full.wrote(2 * HOUR, worked="2026-06-08").ledger.of_ticket(ticket().id).open_seconds == 0
    early = books.wrote(2 * HOUR, worked="2026-06-03").wrote(2 * HOUR, worked="2026-06-05")
    assert early.ledger.of_ticket(ticket().id).open_seconds == 0


def test_the_vendor_s_own_bugs_are_never_charged() -> None:
    books = Books().bought("8").approved("2")
    with pytest.raises(Conflict) as refusal:
        books.wrote(HOUR, OURS)
    assert refusal.value.section == "1.1"
    with pytest.raises(Conflict):
        books.approved("2", OURS)
    for charged in (ticket(cause=Cause.VENDOR_SOFTWARE), ticket(coverage=CoverageOutcome.SUPPORT)):
        assert books.wrote(HOUR, charged).left() == 7 * HOUR
    written = books.wrote(HOUR)
    with pytest.raises(Conflict):
        written.corrected(60, on=OURS)
    assert written.corrected(-60, on=OURS).entries[0].seconds == HOUR - 60


def test_approvals_may_exceed_a_card_and_are_shown_as_reserved() -> None:
    books = Books().bought("8").approved("5", ticket(1)).approved("5", ticket(2)).wrote(HOUR)
    assert books.balance().seconds == 7 * HOUR
    assert books.balance().reserved_seconds == 9 * HOUR


def test_below_zero_goes_as_far_as_is_approved_and_the_next_card_makes_it_good() -> None:
    books = Books().bought("1", unit=60).approved("9").wrote(HOUR).overrun(2 * HOUR, "2026-06-05")
    assert books.balance().approved_overrun_seconds == 2 * HOUR
    below = books.wrote(HOUR + 1800)
    assert below.left() == -5400
    assert below.entries[1].parts == (DrawnPart(seconds=5400, charged_to=CARD),)
    refused(below, 1860)
    assert below.on("2026-06-05 23:00").wrote(1800, worked="2026-06-05").left() == -7200
    refused(below.on("2026-06-06 09:00"), 60, worked="2026-06-06")
    assert below.balance("2026-06-06 00:00").approved_overrun_seconds == 0

    good = below.on("2026-06-10 09:00").bought("8", "2026-06-30")
    assert good.left() == 8 * HOUR - 5400
    assert good.ledger.overdrawn_seconds == 0
    assert good.left("2026-07-01 00:00") == 0
    returned = good.corrected(-HOUR, 1)
    assert returned.left() == 8 * HOUR - 1800


def test_what_comes_back_makes_good_what_was_below_zero() -> None:
    books = Books().bought("1", unit=60).approved("9").overrun(HOUR).wrote(HOUR).wrote(HOUR).corrected(-1800)
    assert books.ledger.overdrawn_seconds == 1800
    assert books.left() == -1800
    assert sum(card.seconds for card in books.balance().by_card) == 0


def test_an_invoice_is_charged_where_that_is_agreed_and_the_card_first() -> None:
    books = Books().bought("1").approved("1").approved("2", charged_to=INVOICE).wrote(2 * HOUR)
    assert [(part.charged_to, part.seconds) for part in books.last.parts] == [(CARD, HOUR), (INVOICE, HOUR)]
    assert books.left() == 0
    assert books.corrected(-HOUR).left() == 0
    assert books.corrected(-HOUR - 900).left() == 900


def test_charged_to_the_day_card_where_there_is_one() -> None:
    assert Books().approved("1").last.charged_to is INVOICE
    assert Books().bought("1").approved("1").last.charged_to is CARD
    used = Books().bought("1").approved("9").wrote(HOUR)
    with pytest.raises(Conflict, match="nothing left"):
        used.approved("1", ticket(2))
    assert used.approved("1", ticket(2), charged_to=CARD).last.charged_to is CARD
    assert used.overrun(60).approved("1", ticket(2)).last.charged_to is CARD
    with pytest.raises(Conflict):
        Books().bought("1", "2026-06-01").on("2026-06-02 00:00").approved("1")


def test_a_correction_is_a_counter_entry() -> None:
    books = Books().bought("8").approved("8").wrote(2 * HOUR)
    less = books.corrected(-1)
    assert (less.entries[0].seconds, less.entries[0].accounted_seconds) == (2 * HOUR - 1, 2 * HOUR)
    assert less.last.parts == ()
    more = less.corrected(HOUR)
    assert (more.entries[0].seconds, more.entries[0].accounted_seconds) == (3 * HOUR - 1, 3 * HOUR)
    none = more.corrected(-3 * HOUR + 1)
    assert none.left() == 8 * HOUR
    assert none.entries[0].written == books.entries[0].written
    assert len(none.entries[0].corrections) == 3
    with pytest.raises(Conflict) as refusal:
        none.corrected(-1)
    assert refusal.value.section == "1.1"
    with pytest.raises(Invalid):
        books.corrected(0)


def test_a_correction_adds_no_more_than_is_approved_and_left() -> None:
    with pytest.raises(Conflict, match="approved"):
        Books().bought("8").approved("2").wrote(2 * HOUR).corrected(60)
    with pytest.raises(Conflict, match="more are needed"):
        Books().bought("2").approved("8").wrote(2 * HOUR).corrected(60)


def test_it_is_warned_once_a_card_when_four_fifths_are_used() -> None:
    books = Books().bought("10", unit=1).approved("10").wrote(8 * HOUR - 1)
    assert books.told() == books
    warned = books.wrote(1).told()
    assert warned.last == BalanceWarned(card_id=UUID(int=1), seconds=10 * HOUR, used_seconds=8 * HOUR)
    again = warned.corrected(-8 * HOUR + 1).wrote(8 * HOUR)
    assert again.told() == again


def test_what_is_told_changes_no_amount() -> None:
    books = Books().bought("1", "2026-06-01").approved("1").wrote(HOUR).told().on("2026-06-02 00:00").told()
    assert [type(event.fact) for event in books.events[-2:]] == [BalanceWarned, CardExpired]
    plain = Books().bought("1", "2026-06-01").approved("1").wrote(HOUR)
    assert books.balance("2026-06-03 00:00") == plain.balance("2026-06-03 00:00")


def test_who_approves() -> None:
    books = Books().bought("8")
    assert books.approved("2").last.approved_by_id == REGISTRANT.actor.id
    by_manager = books.approved("2", by=MANAGER, **SIGNED).last
    assert (by_manager.approved_by_id, by_manager.approved_by_name) == (None, "J. de Vries")
    named = books.approved("2", by=MANAGER, agreement_reference="offer 12", approved_by=COLLEAGUE.actor.id).last
    assert named.approved_by_id == COLLEAGUE.actor.id
    assert books.approved("2", ticket(step=5), SUPPORT, **SIGNED).last.seconds == 2 * HOUR
    for who in (SUPPORT, CONSULTANT, COLLEAGUE):
        with pytest.raises(Forbidden):
            books.approved("2", by=who, **SIGNED)
    for reference in (None, " "):
        with pytest.raises(Conflict) as refusal:
            books.approved("2", by=MANAGER, agreement_reference=reference, approved_by="J. de Vries")
        assert refusal.value.section == "1.1"
    with pytest.raises(Conflict):
        books.approved("2", by=REGISTRANT, approved_by=COLLEAGUE.actor.id)
    with pytest.raises(Invalid) as fault:
        books.approved("2", by=MANAGER, agreement_reference="offer 12")
    assert pointer_of(fault) == "/approvedBy"


def test_who_writes_and_corrects() -> None:
    books = Books().bought("8").approved("8")
    assert books.wrote(60).last.consultant_id == CONSULTANT.actor.id
    assert books.wrote(60, by=MANAGER, consultant_id=CONSULTANT.actor.id).last.consultant_id == CONSULTANT.actor.id
    for who in (SUPPORT, REGISTRANT):
        with pytest.raises(Forbidden):
            books.wrote(60, by=who)
    with pytest.raises(Forbidden):
        books.wrote(60, consultant_id=OTHER_CONSULTANT.actor.id)
    with pytest.raises(Invalid) as fault:
        books.wrote(60, by=MANAGER)
    assert pointer_of(fault) == "/consultantId"
    written = books.wrote(60)
    assert written.corrected(-60, by=MANAGER).left() == 8 * HOUR
    for who in (OTHER_CONSULTANT, SUPPORT, REGISTRANT):
        with pytest.raises(Forbidden):
            written.corrected(-60, by=who)


def test_who_sells_cards_and_approves_overruns() -> None:
    books = Books()
    assert books.overrun(60).last.approved_by_id == REGISTRANT.actor.id
    assert books.overrun(60, by=MANAGER, **SIGNED).last.approved_by_name == "J. de Vries"
    with pytest.raises(Conflict):
        books.overrun(60, by=MANAGER)
    for who in (SUPPORT, CONSULTANT, COLLEAGUE):
        with pytest.raises(Forbidden):
            books.overrun(60, by=who, **SIGNED)
    with pytest.raises(Invalid):
        books.overrun(0)
    assert books.overrun(60, "2026-06-01").balance().approved_overrun_seconds == 60
    with pytest.raises(Invalid):
        books.overrun(60, "2026-05-31")


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"reference": " "}, "/reference"),
        ({"bought_on": date(2026, 6, 2)}, "/boughtOn"),
        ({"bought_on": date(1999, 6, 2)}, "/boughtOn"),
        ({"valid_until_on": date(2026, 5, 31)}, "/validUntilOn"),
        ({"valid_until_on": date(9999, 12, 31)}, "/validUntilOn"),
        ({"accounting_unit_seconds": 0}, "/accountingUnitSeconds"),
        ({"accounting_unit_seconds": 3601}, "/accountingUnitSeconds"),
        ({"days": Decimal(0)}, "/days"),
        ({"days": Decimal("0.00001")}, "/days"),
        ({"days": Decimal("1E+999999")}, "/days"),
        ({"days": Decimal("sNaN")}, "/days"),
        ({"hours_a_day": Decimal(-8)}, "/hoursPerDay"),
        ({"hours_a_day": Decimal(25)}, "/hoursPerDay"),
    ],
)
def test_a_card_that_is_none(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as fault:
        Books().bought("8", **given)
    assert pointer_of(fault) == pointer


def test_a_card_by_the_agreement_s_figures() -> None:
    card = Books().bought("8", days=Decimal("2.5"), hours_a_day=None).last
    assert (card.seconds, card.day_seconds, card.accounting_unit_seconds) == (20 * HOUR, 8 * HOUR, 900)


@pytest.mark.parametrize(
    ("seconds", "otherwise", "pointer"),
    [
        (0, {}, "/durationSeconds"),
        (60, {"description": ""}, "/description"),
        (60, {"worked_on": date(2026, 6, 2)}, "/workedOn"),
    ],
)
def test_an_entry_that_is_none(seconds: int, otherwise: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as fault:
        Books().bought("8").approved("8").wrote(seconds, **otherwise)
    assert pointer_of(fault) == pointer


def test_as_of_any_moment() -> None:
    books = Books().bought("8").on("2026-06-02 10:00").approved("8").on("2026-06-03 10:00").wrote(HOUR)
    assert [books.left(at) for at in ("2026-06-01 08:59", "2026-06-03 09:59", "2026-06-03 10:00")] == [
        0,
        8 * HOUR,
        7 * HOUR,
    ]
    assert replay_ledger(CUSTOMER_ID, ()).entries == {}
