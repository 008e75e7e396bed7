"""An outage as its facts add up, and what may be done to it by whom (§5.2)."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from app.clock import to_millisecond
from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.operations import outage_decisions as decisions
from app.domain.operations.outage_facts import (
    CauseFound,
    DetectedBy,
    LeftOutClaimed,
    LossFound,
    OutageBegun,
    OutageCategory,
    OutageFact,
    OutageLinked,
    OutageLinkTo,
    OutageReopened,
    OutageUnlinked,
    RebuttalClaim,
    Rebutted,
)
from app.domain.operations.outages import Outage, OutageLink, replay
from app.errors import Conflict, Forbidden, Invalid, NotFound, ServiceError
from tests.domain.operations.service_facts import (
    ADA,
    BOB,
    CAS,
    CUSTOMER,
    INSTANCE,
    OTHER_CUSTOMER,
    OutageHistory,
    begun,
    outage,
)
from tests.domain.tickets.histories import local

BEGAN: Final = "2026-03-10 02:00"
ENDED: Final = "2026-03-10 06:00"
NOW: Final = local("2026-03-10 09:00")
CLAIM: Final = UUID(int=7)
TICKET: Final = UUID(int=8)


def going_on() -> OutageHistory:
    return OutageHistory(BEGAN)


def ended() -> OutageHistory:
    return OutageHistory(BEGAN).end(ENDED)


def test_an_outage_is_what_its_facts_add_up_to() -> None:
    history = ended()
    facts: list[OutageFact] = [
        LossFound(loss=Loss.DATA),
        LossFound(loss=Loss.SITE),
        CauseFound(text="A disk"),
        CauseFound(text="Two disks", ticket_id=TICKET),
        OutageLinked(to=OutageLinkTo.TICKET, id=TICKET),
        OutageLinked(to=OutageLinkTo.CHANGE, id=TICKET),
        OutageUnlinked(to=OutageLinkTo.TICKET, id=TICKET),
    ]
    for fact in facts:
        history.add(fact, "2026-03-10 07:00")
    whole = history.outage
    assert (whole.began_at, whole.ended_at) == (local(BEGAN), local(ENDED))
    assert [each.loss for each in whole.losses] == [Loss.DATA, Loss.SITE]
    assert whole.cause is not None
    assert (whole.cause.text, whole.cause.ticket_id) == ("Two disks", TICKET)
    assert whole.links == (OutageLink(OutageLinkTo.CHANGE, TICKET),)
    assert (whole.instance_ids, whole.summary, whole.detected_by) == ((INSTANCE,), "Down", DetectedBy.MONITORING)


def test_a_reopened_outage_goes_on_from_its_beginning() -> None:
    history = ended().add(OutageReopened(reason="Still down"), "2026-03-10 07:00")
    assert (history.outage.began_at, history.outage.ended_at) == (local(BEGAN), None)
    assert history.end("2026-03-10 08:00").outage.ended_at == local("2026-03-10 08:00")


def test_a_claim_keeps_who_made_it_and_who_decided() -> None:
    history = ended().claim(LeftOut.ATTACK, "2026-03-10 03:00", "2026-03-10 05:00", claim_id=CLAIM)
    claim = history.outage.claims[CLAIM]
    assert (claim.claimed_by, claim.reason, claim.evidence) == (ADA.id, LeftOut.ATTACK, "E-1")
    assert claim.decision is not None
    assert (claim.decision.decided_by, claim.decision.accepted) == (BOB.id, True)


def test_a_history_begins_with_its_beginning_and_only_once() -> None:
    history = ended()
    with pytest.raises(ValueError, match="begins with its beginning"):
        replay(history.id, history.events[1:])
    with pytest.raises(ValueError, match="begins once"):
        history.add(begun(), BEGAN).outage  # noqa: B018 - the fold is what fails


def test_what_a_customer_proves_leaves_the_measurement_of_others_as_it_is() -> None:
    history = ended().prove(RebuttalClaim.BEGAN_EARLIER, "2026-03-10 01:00")
    history.prove(RebuttalClaim.ENDED_LATER, until="2026-03-10 07:00")
    whole = history.outage
    assert whole.span_for(CUSTOMER) == (local("2026-03-10 01:00"), local("2026-03-10 07:00"))
    assert whole.span_for(OTHER_CUSTOMER) == (local(BEGAN), local(ENDED)) == (whole.began_at, whole.ended_at)
    assert [each.claim for each in whole.proven_by(CUSTOMER)] == [
        RebuttalClaim.BEGAN_EARLIER,
        RebuttalClaim.ENDED_LATER,
    ]


def test_what_was_proven_of_the_end_falls_away_while_the_outage_goes_on() -> None:
    history = ended().prove(RebuttalClaim.ENDED_LATER, until="2026-03-10 07:00")
    history.add(OutageReopened(reason="Still down"), "2026-03-10 08:00")
    assert history.outage.span_for(CUSTOMER) == (local(BEGAN), None)
    assert history.end("2026-03-10 08:30").outage.span_for(CUSTOMER)[1] == local("2026-03-10 08:30")


def claiming(
    of: OutageHistory,
    from_at: str = BEGAN,
    until: str | None = None,
    reason: LeftOut = LeftOut.ATTACK,
    evidence: str = "E-1",
) -> LeftOutClaimed:
    end = None if until is None else local(until)
    return decisions.claim_left_out(of.outage, CLAIM, reason, local(from_at), end, evidence, NOW)


def proving(of: OutageHistory, claim: RebuttalClaim, from_at: str | None, until: str | None, **more: Any) -> Rebutted:
    fact = Rebutted(
        rebuttal_id=CLAIM,
        customer_id=CUSTOMER,
        claim=claim,
        from_at=None if from_at is None else local(from_at),
        until=None if until is None else local(until),
        evidence=more.get("evidence", "A log"),
        reference=more.get("reference"),
    )
    return decisions.rebut(of.outage, fact, more.get("actor", CAS), NOW)


def degraded() -> OutageHistory:
    return OutageHistory(BEGAN, begun(degradation=True))


def claimed() -> OutageHistory:
    return ended().claim(LeftOut.ATTACK, BEGAN, ENDED, accepted=None, claim_id=CLAIM)


def rebutted() -> OutageHistory:
    fact = Rebutted(rebuttal_id=CLAIM, customer_id=CUSTOMER, claim=RebuttalClaim.NOT_LEFT_OUT, evidence="A log")
    return ended().add(fact, ENDED, by=CAS)


EARLIER, LATER, NOT_OUT = RebuttalClaim.BEGAN_EARLIER, RebuttalClaim.ENDED_LATER, RebuttalClaim.NOT_LEFT_OUT
REFUSED: Final[dict[str, tuple[Callable[[], object], type[ServiceError], str, str | None]]] = {
    "ended before it began": (
        lambda: decisions.end(going_on().outage, local("2026-03-10 01:59")),
        Invalid,
        "/endedAt before_begin",
        "5.2",
    ),
    "ended twice": (lambda: decisions.end(ended().outage, NOW), Conflict, "", "5.2"),
    "reopened while it goes on": (lambda: decisions.reopen(going_on().outage, "Why", []), Conflict, "", "5.2"),
    "reopened without a reason": (lambda: decisions.reopen(ended().outage, " ", []), Invalid, "/reason missing", "5.2"),
    "the same loss again": (
        lambda: decisions.find_loss(ended().add(LossFound(loss=Loss.DATA), ENDED).outage, Loss.DATA),
        Conflict,
        "",
        "5.8.2",
    ),
    "reopened while what was reported since goes on": (
        lambda: decisions.reopen(ended().outage, "Why", [outage(ENDED, None)]),
        Conflict,
        "",
        "5.2",
    ),
    "a cause without words": (lambda: decisions.find_cause(ended().outage, "\n"), Invalid, "/text missing", "5.2"),
    "a cause found in a ticket that is not linked": (
        lambda: decisions.find_cause(ended().outage, "A fuse", TICKET),
        Invalid,
        "/ticketId not_linked",
        "5.2",
    ),
    "announced maintenance claimed": (
        lambda: claiming(ended(), reason=LeftOut.ANNOUNCED_MAINTENANCE),
        Invalid,
        "/reason derived",
        "5.2",
    ),
    "a claim without evidence": (lambda: claiming(ended(), evidence=" "), Invalid, "/evidence missing", "5.2"),
    "a claim about a degradation": (lambda: claiming(degraded()), Conflict, "", "5.2"),
    "a claim before the outage": (
        lambda: claiming(ended(), "2026-03-10 01:59"),
        Invalid,
        "/from outside_outage",
        "5.2",
    ),
    "a claim from its end on": (lambda: claiming(ended(), ENDED), Invalid, "/from outside_outage", "5.2"),
    "a claim past the outage": (
        lambda: claiming(ended(), BEGAN, "2026-03-10 06:00:01"),
        Invalid,
        "/until outside_outage",
        "5.2",
    ),
    "a claim that ends before it begins": (
        lambda: claiming(ended(), "2026-03-10 04:00", "2026-03-10 04:00"),
        Invalid,
        "/until not_after_from",
        None,
    ),
    "a claim of the future": (
        lambda: claiming(going_on(), BEGAN, "2026-03-10 09:00:01"),
        Invalid,
        "/until in_the_future",
        None,
    ),
    "a claim that begins in the future": (
        lambda: claiming(going_on(), "2026-03-10 09:00:01"),
        Invalid,
        "/from in_the_future",
        None,
    ),
    "one's own claim accepted": (
        lambda: decisions.decide_left_out(claimed().outage, CLAIM, ADA, accepted=True, reason="Yes"),
        Forbidden,
        "",
        "5.2",
    ),
    "one's own claim declined": (
        lambda: decisions.decide_left_out(claimed().outage, CLAIM, ADA, accepted=False, reason="No"),
        Forbidden,
        "",
        "5.2",
    ),
    "a claim decided twice": (
        lambda: decisions.decide_left_out(
            ended().claim(LeftOut.ATTACK, BEGAN, ENDED, claim_id=CLAIM).outage, CLAIM, BOB, accepted=True, reason="Yes"
        ),
        Conflict,
        "",
        "5.2",
    ),
    "a claim decided without a reason": (
        lambda: decisions.decide_left_out(claimed().outage, CLAIM, BOB, accepted=True, reason=""),
        Invalid,
        "/reason missing",
        "5.2",
    ),
    "no such claim": (
        lambda: decisions.decide_left_out(ended().outage, CLAIM, BOB, accepted=True, reason="Yes"),
        NotFound,
        "",
        None,
    ),
    "a proof without evidence": (
        lambda: proving(ended(), NOT_OUT, None, None, evidence=""),
        Invalid,
        "/evidence missing",
        "5.2",
    ),
    "a proof that staff recorded without its reference": (
        lambda: proving(ended(), NOT_OUT, None, None, actor=ADA),
        Invalid,
        "/reference missing",
        "5.2",
    ),
    "proof of a degradation": (lambda: proving(degraded(), NOT_OUT, None, None), Conflict, "", "5.2"),
    "began earlier, without when": (lambda: proving(ended(), EARLIER, None, None), Invalid, "/from missing", None),
    "began earlier, with an end": (
        lambda: proving(ended(), EARLIER, "2026-03-10 01:00", ENDED),
        Invalid,
        "/until not_taken",
        None,
    ),
    "began as measured": (lambda: proving(ended(), EARLIER, BEGAN, None), Invalid, "/from not_earlier", "5.2"),
    "ended later, with a beginning": (
        lambda: proving(ended(), LATER, BEGAN, "2026-03-10 07:00"),
        Invalid,
        "/from not_taken",
        None,
    ),
    "ended later, without when": (lambda: proving(ended(), LATER, None, None), Invalid, "/until missing", None),
    "ended as measured": (lambda: proving(ended(), LATER, None, ENDED), Invalid, "/until not_later", "5.2"),
    "ended in the future": (
        lambda: proving(ended(), LATER, None, "2026-03-10 09:00:01"),
        Invalid,
        "/until in_the_future",
        None,
    ),
    "ended later while it goes on": (lambda: proving(going_on(), LATER, None, ENDED), Conflict, "", "5.2"),
    "not left out, outside it": (
        lambda: proving(ended(), NOT_OUT, "2026-03-10 01:00", None),
        Invalid,
        "/from outside_outage",
        "5.2",
    ),
    "one's own record of a proof decided": (
        lambda: decisions.decide_rebuttal(rebutted().outage, CLAIM, CAS, accepted=True, reason="Yes"),
        Forbidden,
        "",
        "5.2",
    ),
    "no such proof": (
        lambda: decisions.decide_rebuttal(ended().outage, CLAIM, BOB, accepted=True, reason="Yes"),
        NotFound,
        "",
        None,
    ),
}


@pytest.mark.parametrize(("act", "refusal", "fault", "section"), REFUSED.values(), ids=REFUSED)
def test_refused(act: Callable[[], object], refusal: type[ServiceError], fault: str, section: str | None) -> None:
    with pytest.raises(refusal) as refused:
        act()
    faults = refused.value.faults
    assert " ".join(f"{each.pointer} {each.code}" for each in faults) == fault
    assert refused.value.section == section


ACCEPTED: Final[dict[str, Callable[[], object]]] = {
    "ended at its beginning": lambda: decisions.end(going_on().outage, local(BEGAN)),
    "reopened": lambda: decisions.reopen(ended().outage, "Still down", []),
    "reopened while others go on": lambda: decisions.reopen(
        ended().outage, "Still down", [outage(ENDED, None, degradation=True), outage(BEGAN, ENDED)]
    ),
    "a cause found in a ticket": lambda: decisions.find_cause(
        ended().add(OutageLinked(to=OutageLinkTo.TICKET, id=TICKET), ENDED).outage, "A fuse", TICKET
    ),
    "another loss": lambda: decisions.find_loss(ended().add(LossFound(loss=Loss.DATA), ENDED).outage, Loss.SITE),
    "a claim of all of it": lambda: claiming(ended(), BEGAN, ENDED),
    "a claim of what goes on": lambda: claiming(going_on()),
    "a claim up to now": lambda: claiming(going_on(), BEGAN, "2026-03-10 09:00"),
    "decided by another": lambda: decisions.decide_left_out(
        claimed().outage, CLAIM, BOB, accepted=False, reason="Not proven"
    ),
    "a proof of the customer's": lambda: proving(ended(), EARLIER, "2026-03-10 01:00", None),
    "a proof that staff recorded": lambda: proving(
        ended(), LATER, None, "2026-03-10 07:00", actor=ADA, reference="M-1"
    ),
    "nothing left out": lambda: proving(ended(), NOT_OUT, None, None),
    "a proof decided": lambda: decisions.decide_rebuttal(
        rebutted().outage, CLAIM, ADA, accepted=True, reason="So it was"
    ),
}


@pytest.mark.parametrize("act", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(act: Callable[[], object]) -> None:
    assert act() is not None


def test_what_a_customer_has_proven_can_be_denied_to_be_left_out() -> None:
    history = ended().prove(EARLIER, "2026-03-10 01:00")
    assert proving(history, NOT_OUT, "2026-03-10 01:00", "2026-03-10 01:30").from_at == local("2026-03-10 01:00")
    with pytest.raises(Invalid):
        claiming(history, "2026-03-10 01:00", "2026-03-10 01:30")


def test_a_moment_that_was_cut_to_milliseconds_is_the_one_it_was_cut_from() -> None:
    began, over = "2026-03-10 02:00:00.123456", "2026-03-10 06:00:00.123456"
    history = OutageHistory(began)
    shown = to_millisecond(history.outage.began_at)
    assert decisions.end_of(history.outage, shown) == local(began)
    assert decisions.end_of(history.outage, NOW) == NOW
    history.end(over)
    fact = claiming(history, shown.isoformat(), to_millisecond(local(over)).isoformat())
    assert (fact.from_at, fact.until) == (local(began), local(over))


def test_links_are_made_and_undone_once() -> None:
    history = ended()
    made = decisions.link(history.outage, OutageLinkTo.TICKET, TICKET)
    assert made is not None
    assert made == OutageLinked(to=OutageLinkTo.TICKET, id=TICKET)
    assert decisions.unlink(history.outage, OutageLinkTo.TICKET, TICKET) is None
    history.add(made, ENDED)
    assert decisions.link(history.outage, OutageLinkTo.TICKET, TICKET) is None
    assert decisions.unlink(history.outage, OutageLinkTo.TICKET, TICKET) is not None
    assert decisions.link(history.outage, OutageLinkTo.CHANGE, TICKET) is not None


SAME: Final[dict[str, tuple[Outage, OutageBegun, bool]]] = {
    "the same": (outage(BEGAN, None), begun(), True),
    "ended": (outage(BEGAN, ENDED), begun(), False),
    "a degradation before": (outage(BEGAN, None, degradation=True), begun(), False),
    "another instance": (outage(BEGAN, None), begun(instances=(uuid4(),)), False),
    "one instance more": (outage(BEGAN, None), begun(instances=(INSTANCE, uuid4())), False),
    "one of several": (OutageHistory(BEGAN, begun(instances=(uuid4(), INSTANCE))).outage, begun(), True),
    "another detector": (
        outage(BEGAN, None),
        OutageBegun(instance_ids=(INSTANCE,), detected_by=DetectedBy.STAFF, summary="Down"),
        False,
    ),
    "a block": (
        outage(BEGAN, None),
        OutageBegun(
            instance_ids=(INSTANCE,),
            detected_by=DetectedBy.MONITORING,
            category=OutageCategory.FAIR_USE_BLOCK,
            summary="Blocked",
        ),
        False,
    ),
}


@pytest.mark.parametrize(("before", "fact", "is_open"), SAME.values(), ids=SAME)
def test_one_detector_has_one_open_outage_of_an_instance(before: Outage, fact: OutageBegun, *, is_open: bool) -> None:
    assert decisions.already_open([before], fact) is (before if is_open else None)
