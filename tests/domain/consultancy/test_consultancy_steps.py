"""Steps 5, 9 and 11 of §2 by what is approved and left (§1.1)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.consultancy.approving import ChargedTicket, charged_ticket
from app.domain.consultancy.ledger_facts import ChargedTo
from app.domain.consultancy.steps import require_session
from app.domain.vocabulary import CoverageOutcome, Decision, ServiceLevel
from app.errors import Conflict, Forbidden, Invalid
from app.sla.agreement import AGREEMENT
from tests.domain.consultancy.ledgers import CONSULTANT, OURS, REGISTRANT, SUPPORT, Books, ticket
from tests.domain.tickets.histories import BY_CONSULTANCY, local, registered

HOUR, MICROSECOND = 3600, timedelta(microseconds=1)
SIGNED: Final[dict[str, Any]] = {"agreement_reference": "offer 12", "approved_by": "J. de Vries"}
AT_FIVE: Final = ticket(step=5)
TREATED_BY_SUPPORT: Final = ticket(coverage=CoverageOutcome.SUPPORT)


def refusal_of_agreeing(books: Books, on: ChargedTicket = AT_FIVE, **given_: Any) -> str:
    with pytest.raises(Conflict) as refusal:
        books.agreed(on, **given_)
    assert refusal.value.section == "1.1"
    return refusal.value.detail


def refusal_of_writing(books: Books) -> str | None:
    """Of one more second."""
    with pytest.raises(Conflict) as refusal:
        books.wrote(1)
    return refusal.value.section


def section_of_refusal(books: Books, hours: str, on: ChargedTicket | None = None) -> str | None:
    with pytest.raises(Conflict) as refusal:
        books.delivered(hours, on)
    return refusal.value.section


class TestSettledAfterwards:
    """§1: of an escalated ticket the cost is talked of afterwards, and then approved for what was worked since."""

    def test_it_goes_on_without_an_approval_and_charges_nothing_without(self) -> None:
        books, urgent = Books().bought("8").on("2026-06-04 10:00"), replace(AT_FIVE, escalated=True)
        assert (books.agreed(urgent).approved_seconds, books.agreed(urgent).recorded) == (0, None)
        assert books.agreed(urgent, approved_hours=Decimal(2), **SIGNED).approved_seconds == 2 * HOUR
        with pytest.raises(Conflict):
            books.wrote(HOUR, urgent)

    def test_what_is_approved_later_is_for_work_since_the_local_day_of_the_escalation(self) -> None:
        urgent = ticket(escalated_at=local("2026-06-03 00:30"))
        books = Books().bought("8").on("2026-06-10 10:00").approved("2", urgent)
        assert books.last.work_from_on == date(2026, 6, 3)
        for day in ("2026-06-03", "2026-06-10"):
            assert books.wrote(2 * HOUR, urgent, worked=day).left() == 6 * HOUR
        with pytest.raises(Conflict) as refusal:
            books.wrote(2 * HOUR, urgent, worked="2026-06-02")
        assert refusal.value.section == "1.1"

    def test_what_is_approved_later_on_the_day_settles_what_was_delivered_before(self) -> None:
        urgent = ticket(escalated_at=local("2026-06-10 09:00"))
        books = Books().bought("8").on("2026-06-10 16:00").approved("2", urgent)
        assert books.on("2026-06-10 14:00").delivered("2", urgent) is not None

    def test_what_was_approved_before_the_escalation_settles_nothing(self) -> None:
        urgent = ticket(escalated_at=local("2026-06-10 09:00"))
        books = Books().bought("8").on("2026-06-10 08:59").approved("2", urgent)
        assert books.last.work_from_on is None

    def test_what_was_delivered_before_it_was_approved(self) -> None:
        urgent = ticket(escalated_at=local("2026-06-03 09:00"))
        books = Books().bought("8").on("2026-06-10 10:00").approved("2", urgent)
        fact = books.on("2026-06-04 17:00").delivered("2", urgent)
        assert fact is not None
        assert fact.worked_on == date(2026, 6, 4)


class TestAgreed:
    def test_a_registrant_s_own_act_is_all_it_takes(self) -> None:
        agreed = Books().bought("8").approved("2").agreed(AT_FIVE)
        assert (agreed.approved_seconds, agreed.recorded) == (2 * HOUR, None)

    def test_without_one_it_takes_what_was_signed(self) -> None:
        books = Books().bought("8")
        assert "No approved hours stand" in refusal_of_agreeing(books)
        assert "signed" in refusal_of_agreeing(books, approved_hours=Decimal(2))
        agreed = books.agreed(AT_FIVE, approved_hours=Decimal("0.3"), **SIGNED)
        assert agreed.recorded is not None
        assert agreed.recorded.seconds == agreed.approved_seconds == 1080
        assert (agreed.recorded.approved_by_name, agreed.agreement_reference) == ("J. de Vries", "offer 12")
        assert agreed.recorded.charged_to is ChargedTo.DAY_CARD

    def test_whoever_the_step_is_delegated_to(self) -> None:
        """The process has settled who decides."""
        agreed = Books().bought("8").agreed(AT_FIVE, by=CONSULTANT, approved_hours=Decimal(2), **SIGNED)
        assert agreed.approved_seconds == 2 * HOUR
        own = Books().bought("8").agreed(AT_FIVE, by=REGISTRANT, approved_hours=Decimal(2))
        assert own.recorded is not None
        assert own.recorded.approved_by_id == REGISTRANT.actor.id

    def test_what_stands_may_be_said_again_and_is_not_approved_twice(self) -> None:
        books = Books().bought("8").approved("2").wrote(HOUR)
        for hours in (1, 2):
            assert books.agreed(AT_FIVE, approved_hours=Decimal(hours), **SIGNED).recorded is None
        assert "1 h are approved and not written" in refusal_of_agreeing(books, approved_hours=Decimal(3), **SIGNED)

    def test_what_is_spent_stands_no_more(self) -> None:
        books = Books().bought("8").approved("2").wrote(2 * HOUR)
        refusal_of_agreeing(books)
        assert books.agreed(AT_FIVE, approved_hours=Decimal(1), **SIGNED).approved_seconds == 3 * HOUR

    def test_a_card_that_has_nothing_left_pays_nothing(self) -> None:
        books = Books().bought("1", "2026-06-30").approved("1", ticket(2)).approved("2").wrote(HOUR, ticket(2))
        assert "another one, or agrees to an invoice" in refusal_of_agreeing(books)
        assert books.bought("8").agreed(AT_FIVE).recorded is None
        assert books.approved("1", charged_to=ChargedTo.INVOICE).agreed(AT_FIVE).recorded is None
        ended = Books().bought("8", "2026-06-30").approved("2").on("2026-07-01 00:00")
        refusal_of_agreeing(ended)
        refusal_of_agreeing(
            Books().bought("8", "2026-06-30").on("2026-07-01 00:00"), approved_hours=Decimal(1), **SIGNED
        )
        invoice: dict[str, Any] = {"approved_hours": Decimal(1), "charged_to": ChargedTo.INVOICE, **SIGNED}
        assert Books().bought("8", "2026-06-30").on("2026-07-01 00:00").agreed(AT_FIVE, **invoice).recorded is not None

    def test_the_vendor_s_own_bug_costs_nothing(self) -> None:
        assert "own software" in refusal_of_agreeing(Books().bought("8").approved("2"), OURS)

    @pytest.mark.parametrize("hours", ["0", "0.0001"])
    def test_hours_that_are_none(self, hours: str) -> None:
        with pytest.raises(Invalid) as fault:
            Books().agreed(AT_FIVE, approved_hours=Decimal(hours), **SIGNED)
        assert fault.value.faults[0].pointer == "/approvedHours"


class TestAtTheSameInstant:
    """What happens at one instant is in the order of its recording, and counts as of that instant."""

    AT = "2026-06-10 10:00"

    def test_what_is_approved_at_the_instant_of_delivery_was_approved_before(self) -> None:
        books = Books().bought("8").on(self.AT).approved("2")
        assert books.delivered("2") is not None
        with pytest.raises(Conflict):
            books.on(Instant(local(self.AT) - MICROSECOND)).delivered("2")

    def test_what_is_approved_at_the_instant_of_the_escalation_settles_what_came_since(self) -> None:
        urgent = ticket(escalated_at=local(self.AT))
        assert Books().bought("8").on(self.AT).approved("2", urgent).last.work_from_on == date(2026, 6, 10)

    def test_two_approvals_and_two_times_hours_add_up_and_are_known_from_then_on(self) -> None:
        books = Books().bought("8").on(self.AT).approved("1").approved("2").wrote(HOUR).wrote(2 * HOUR)
        assert refusal_of_writing(books) == "1.1"
        assert [each.seconds for each in books.entries] == [HOUR, 2 * HOUR]
        before = Instant(local(self.AT) - MICROSECOND)
        assert (books.left(before), books.left(self.AT)) == (8 * HOUR, 5 * HOUR)

    def test_what_is_bought_at_the_instant_pays_for_what_is_written_at_it_after(self) -> None:
        books = Books().on(self.AT).bought("1").approved("2").wrote(HOUR)
        assert refusal_of_writing(books) == "1.1"
        assert books.bought("1").wrote(HOUR).left() == 0


class TestDelivered:
    def test_hours_are_those_that_are_written(self) -> None:
        books = Books().bought("8").approved("2").wrote(HOUR).wrote(1800)
        assert books.delivered("1.5") is None
        assert section_of_refusal(books, "1") == "2"
        assert section_of_refusal(books, "1.75") == "2"
        assert section_of_refusal(books, "2.5") == "1.1"

    def test_charged_hours_are_an_answer_too(self) -> None:
        books = Books().bought("8").approved("2").wrote(3900)
        assert books.delivered("1.25") is None
        assert books.delivered("1.0833") is None
        with pytest.raises(Invalid):
            books.delivered("0.0001")

    def test_where_none_are_written_it_writes_them(self) -> None:
        books = Books().bought("8").approved("2").on("2026-06-02T22:30:00Z")
        written = books.delivered("2")
        assert written is not None
        assert (written.seconds, written.worked_on, written.consultant_id) == (
            2 * HOUR,
            date(2026, 6, 3),
            CONSULTANT.actor.id,
        )
        assert books.then(written).left() == 6 * HOUR
        corrected_away = books.wrote(HOUR).corrected(-HOUR)
        assert corrected_away.delivered("2") is not None

    def test_no_more_than_is_approved(self) -> None:
        books = Books().bought("8", days=Decimal(10)).approved("2")
        assert section_of_refusal(books, "40") == "1.1"
        assert section_of_refusal(books, "2.01") == "1.1"
        more = books.approved("38")
        assert more.delivered("40") is not None

    def test_not_without_an_approval_from_before(self) -> None:
        assert section_of_refusal(Books().bought("8"), "1") == "1.1"
        books = Books().bought("8").on("2026-06-02 12:00").approved("2")
        assert section_of_refusal(books.on("2026-06-02 11:59"), "1") == "1.1"
        assert books.delivered("1") is not None

    def test_no_more_than_is_left(self) -> None:
        assert section_of_refusal(Books().bought("1").approved("2"), "2") == "1.1"

    def test_not_for_the_vendor_s_own_bug(self) -> None:
        assert section_of_refusal(Books().bought("8").approved("2"), "2", OURS) == "1.1"


class TestWhatIsToBeDone:
    AT: Final = local("2026-12-01 23:30")

    def judge(
        self,
        books: Books,
        decision: Decision,
        on: str,
        of: ChargedTicket = TREATED_BY_SUPPORT,
        level: ServiceLevel = ServiceLevel.EXTENDED,
    ) -> str | None:
        """The section that refuses; None: nothing does."""
        terms = AGREEMENT.levels[level]
        try:
            require_session(
                *(books.ledger, of, decision, date.fromisoformat(on), self.AT, AGREEMENT),
                calendar=terms.calendar,
                lead=AgreedTerms(level).booking_lead(AGREEMENT),
            )
        except Conflict as refusal:
            return refusal.section
        return None

    @pytest.mark.parametrize(
        ("level", "passes", "refused"),
        [(ServiceLevel.STANDARD, "2026-12-22", "2026-12-21"), (ServiceLevel.EXTENDED, "2026-12-08", "2026-12-07")],
    )
    def test_a_consultant_is_booked_ahead(self, level: ServiceLevel, passes: str, refused: str) -> None:
        books = Books().bought("8")
        assert self.judge(books, Decision.CONSULTANCY, passes, level=level) is None
        assert self.judge(books, Decision.CONSULTANCY, refused, level=level) == "1.2.2"
        assert self.judge(books, Decision.SUPPORT, refused, level=level) is None

    def test_support_comes_as_soon_as_it_is_open(self) -> None:
        assert self.judge(Books(), Decision.SUPPORT, "2026-12-01") is None
        assert self.judge(Books(), Decision.SUPPORT, "2026-12-25") == "1.2.2"
        assert self.judge(Books(), Decision.SUPPORT, "2026-12-05") == "1.2.2"

    @pytest.mark.parametrize("decision", [Decision.SUPPORT, Decision.CONSULTANCY])
    def test_never_in_the_past(self, decision: Decision) -> None:
        with pytest.raises(Invalid) as fault:
            self.judge(Books().bought("8"), decision, "2026-11-30")
        assert fault.value.faults[0].pointer == "/sessionOn"

    def test_consultancy_takes_an_approval_or_a_card(self) -> None:
        assert self.judge(Books(), Decision.CONSULTANCY, "2026-12-08") == "1.1"
        assert self.judge(Books().approved("2"), Decision.CONSULTANCY, "2026-12-08") is None
        assert self.judge(Books().approved("2", ticket(2)), Decision.CONSULTANCY, "2026-12-08") == "1.1"
        assert self.judge(Books().bought("8", "2026-11-30"), Decision.CONSULTANCY, "2026-12-08") == "1.1"
        assert self.judge(Books().bought("8", "2026-12-01"), Decision.CONSULTANCY, "2026-12-08") is None

    def test_so_does_what_consultancy_alone_treats(self) -> None:
        assert self.judge(Books(), Decision.SUPPORT, "2026-12-08", ticket()) == "1.1"
        assert self.judge(Books().approved("2"), Decision.SUPPORT, "2026-12-08", ticket()) is None


def test_what_is_charged_of_a_ticket() -> None:
    treated = registered("2026-02-09 10:00", **BY_CONSULTANCY).ticket
    assert charged_ticket(treated, AGREEMENT) == ChargedTicket(treated.id, CoverageOutcome.CONSULTANCY, None, 3)
    bug = registered("2026-02-09 10:00").decided("2026-02-09 11:00", Decision.UNCLEAR)
    bug = bug.decided("2026-02-09 12:00", Decision.BUG)
    assert charged_ticket(bug.ticket, AGREEMENT).is_the_vendors_own_bug
    assert not replace(charged_ticket(bug.ticket, AGREEMENT), cause=None).is_the_vendors_own_bug


def test_support_records_at_step_five_alone() -> None:
    assert Books().approved("1", AT_FIVE, SUPPORT, **SIGNED).last.agreement_reference == "offer 12"
    with pytest.raises(Forbidden):
        Books().approved("1", ticket(step=4), SUPPORT, **SIGNED)
