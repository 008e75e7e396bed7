"""What may be done to an outage, as facts or refusals (§5.2): Conflict (not now), Forbidden (not you), Invalid (what is
wrong). Moments that are given lie in the past already, as `occurrence.occurred_at` takes them.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from app.clock import Instant, as_cut
from app.domain.actor import Actor
from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.given import require_words
from app.domain.operations.outage_facts import (
    CauseFound,
    DetectedBy,
    LeftOutClaimed,
    LeftOutDecided,
    LossFound,
    OutageBegun,
    OutageCategory,
    OutageEnded,
    OutageLinked,
    OutageLinkTo,
    OutageReopened,
    OutageUnlinked,
    RebuttalClaim,
    RebuttalDecided,
    Rebutted,
)
from app.domain.operations.outages import LeftOutClaim, Outage, Rebuttal
from app.errors import Conflict, Forbidden, Invalid, NotFound

AVAILABILITY: Final = "5.2"
RECOVERY: Final = "5.8.2"


def already_open(open_outages: Iterable[Outage], reported: OutageBegun | Outage) -> Outage | None:
    """Another one that the same detector has reported, of all these instances, and that goes on."""
    for outage in open_outages:
        is_alike = _kind_of(outage) == _kind_of(reported) and outage.ended_at is None
        if is_alike and set(reported.instance_ids) <= set(outage.instance_ids):
            return outage
    return None


def _kind_of(reported: OutageBegun | Outage) -> tuple[DetectedBy, OutageCategory, bool]:
    return reported.detected_by, reported.category, reported.degradation


def end_of(outage: Outage, given: Instant) -> Instant:
    """When it ended: the beginning itself, if that is what clients cut `given` from."""
    return as_cut(given, outage.began_at)


def end(outage: Outage, ended_at: Instant) -> OutageEnded:
    """The fact, which occurred at `ended_at`."""
    if outage.ended_at is not None:
        raise Conflict("The outage has ended; reopen it first if it had not.", section=AVAILABILITY)
    if ended_at < outage.began_at:
        raise Invalid.at("/endedAt", "before_begin", "It cannot have ended before it began.", section=AVAILABILITY)
    return OutageEnded()


def reopen(outage: Outage, reason: str, open_outages: Iterable[Outage]) -> OutageReopened:
    """Unless what goes on was reported since: that is the open one then."""
    if outage.ended_at is None:
        raise Conflict("The outage has not ended.", section=AVAILABILITY)
    other = already_open(open_outages, outage)
    if other is not None:
        raise Conflict(f"Another outage of these instances goes on: {other.id}.", section=AVAILABILITY)
    require_words(AVAILABILITY, {"reason": reason}, "Say why it had not ended.")
    return OutageReopened(reason=reason)


def find_loss(outage: Outage, loss: Loss) -> LossFound:
    if any(found.loss is loss for found in outage.losses):
        raise Conflict(f"The loss of {loss} has been found already.", section=RECOVERY)
    return LossFound(loss=loss)


def find_cause(outage: Outage, text: str, ticket_id: UUID | None = None) -> CauseFound:
    """A later one takes the place of the one before. `ticket_id`: where it was found, one that is linked."""
    require_words(AVAILABILITY, {"text": text}, "Say what caused it.")
    if ticket_id is not None and ticket_id not in outage.ticket_ids:
        raise Invalid.at("/ticketId", "not_linked", "Link the ticket to the outage first.", section=AVAILABILITY)
    return CauseFound(text=text, ticket_id=ticket_id)


def claim_left_out(
    outage: Outage,
    claim_id: UUID,
    reason: LeftOut,
    from_at: Instant,
    until: Instant | None,
    evidence: str,
    now: Instant,
) -> LeftOutClaimed:
    """What was announced is never claimed: it follows from the announcement and its moment."""
    if reason is LeftOut.ANNOUNCED_MAINTENANCE:
        detail = "Announced maintenance is not claimed: it is left out as far as it was announced beforehand."
        raise Invalid.at("/reason", "derived", detail, section=AVAILABILITY)
    if outage.degradation:
        raise Conflict("A degradation does not count: there is nothing to leave out.", section=AVAILABILITY)
    require_words(AVAILABILITY, {"evidence": evidence}, "A circumstance outside the vendor's control needs evidence.")
    since, to = _within(outage, from_at, until, now)
    return LeftOutClaimed(claim_id=claim_id, from_at=since, until=to, reason=reason, evidence=evidence)


def decide_left_out(outage: Outage, claim_id: UUID, actor: Actor, *, accepted: bool, reason: str) -> LeftOutDecided:
    """By a second person: whoever claimed it may neither accept nor decline it."""
    claim = outage.claims.get(claim_id)
    if claim is None:
        raise NotFound("The outage has no such claim.")
    _decided_by_another(claim, claim.claimed_by, actor, "claimed")
    require_words(AVAILABILITY, {"reason": reason}, "Say why.")
    return LeftOutDecided(claim_id=claim_id, accepted=accepted, reason=reason)


def rebut(
    outage: Outage,
    rebuttal: Rebutted,
    actor: Actor,
    now: Instant,
) -> Rebutted:
    """The fact as it is recorded: a moment that was cut to milliseconds stands for the one it was cut from."""
    require_words(AVAILABILITY, {"evidence": rebuttal.evidence}, "Proof of the contrary needs evidence.")
    if not actor.is_customer_of(rebuttal.customer_id):
        require_words(AVAILABILITY, {"reference": rebuttal.reference}, "Say where the customer's own proof lies.")
    if outage.degradation:
        raise Conflict("A degradation does not count: there is nothing to prove.", section=AVAILABILITY)
    since, until = _proven(outage, rebuttal, now)
    return Rebutted(
        rebuttal_id=rebuttal.rebuttal_id,
        customer_id=rebuttal.customer_id,
        claim=rebuttal.claim,
        from_at=since,
        until=until,
        evidence=rebuttal.evidence,
        reference=rebuttal.reference,
    )


def decide_rebuttal(outage: Outage, rebuttal_id: UUID, actor: Actor, *, accepted: bool, reason: str) -> RebuttalDecided:
    """By a second person, as `decide_left_out`."""
    rebuttal = outage.rebuttals.get(rebuttal_id)
    if rebuttal is None:
        raise NotFound("The outage has no such rebuttal.")
    _decided_by_another(rebuttal, rebuttal.rebutted_by, actor, "recorded")
    require_words(AVAILABILITY, {"reason": reason}, "Say why.")
    return RebuttalDecided(rebuttal_id=rebuttal_id, accepted=accepted, reason=reason)


def link(outage: Outage, to: OutageLinkTo, subject_id: UUID) -> OutageLinked | None:
    """None: it is linked already."""
    return None if (to, subject_id) in outage.links else OutageLinked(to=to, id=subject_id)


def unlink(outage: Outage, to: OutageLinkTo, subject_id: UUID) -> OutageUnlinked | None:
    """None: it is not linked."""
    return OutageUnlinked(to=to, id=subject_id) if (to, subject_id) in outage.links else None


def _proven(outage: Outage, rebuttal: Rebutted, now: Instant) -> tuple[Instant | None, Instant | None]:
    began, ended = outage.span_for(rebuttal.customer_id)
    match rebuttal.claim:
        case RebuttalClaim.BEGAN_EARLIER:
            _refuse_given("until", rebuttal.until)
            since = _given("from", rebuttal.from_at)
            if since >= began:
                raise Invalid.at("/from", "not_earlier", "It counts from then on already.", section=AVAILABILITY)
            return since, None
        case RebuttalClaim.ENDED_LATER:
            _refuse_given("from", rebuttal.from_at)
            until = _given("until", rebuttal.until)
            if ended is None:
                raise Conflict("The outage has not ended.", section=AVAILABILITY)
            _refuse_future(until, now)
            if until <= ended:
                raise Invalid.at("/until", "not_later", "It counts until then already.", section=AVAILABILITY)
            return None, until
        case RebuttalClaim.NOT_LEFT_OUT:
            since, until = _within(outage, rebuttal.from_at or began, rebuttal.until, now, rebuttal.customer_id)
            return None if rebuttal.from_at is None else since, until


def _within(
    outage: Outage, from_at: Instant, until: Instant | None, now: Instant, customer_id: UUID | None = None
) -> tuple[Instant, Instant | None]:
    """A part of the outage, as this customer has proven it to be."""
    began, ended = (outage.began_at, outage.ended_at) if customer_id is None else outage.span_for(customer_id)
    since = as_cut(from_at, began)
    to = until if until is None or ended is None else as_cut(until, ended)
    if since < began or (ended is not None and since >= ended):
        raise Invalid.at("/from", "outside_outage", "The outage did not last then.", section=AVAILABILITY)
    if ended is None and to is not None:
        _refuse_future(to, now)
    if ended is None and since > now:
        raise Invalid.at("/from", "in_the_future", "It cannot have happened in the future.")
    if to is not None and to <= since:
        raise Invalid.at("/until", "not_after_from", "It ends after it begins.")
    if to is not None and ended is not None and to > ended:
        raise Invalid.at("/until", "outside_outage", "The outage had ended by then.", section=AVAILABILITY)
    return since, to


def _decided_by_another(claim: LeftOutClaim | Rebuttal, first: UUID | None, actor: Actor, did: str) -> None:
    if claim.decision is not None:
        raise Conflict("It has been decided.", section=AVAILABILITY)
    if first == actor.id:
        raise Forbidden(f"It is decided by somebody else than who {did} it.", section=AVAILABILITY)


def _given(name: str, at: Instant | None) -> Instant:
    if at is None:
        raise Invalid.at(f"/{name}", "missing", "Say when.")
    return at


def _refuse_given(name: str, at: Instant | None) -> None:
    if at is not None:
        raise Invalid.at(f"/{name}", "not_taken", "This claim has only one moment.")


def _refuse_future(at: Instant, now: Instant) -> None:
    if at > now:
        raise Invalid.at("/until", "in_the_future", "It cannot have happened in the future.")
