"""When a revision of the agreement may take effect, and until when a customer may object (§Wijzigingen)."""

from datetime import date

from app.domain.agreement.spans import ONE_DAY, day_after, day_before
from app.domain.agreement.terms import RevisionTerms


def announced_by(terms: RevisionTerms, in_force_from: date) -> date:
    """The last day on which a revision that takes effect then is announced in time: counted back from there."""
    return day_before(terms.announced_before, in_force_from)


def earliest_in_force(terms: RevisionTerms, announced_on: date) -> date:
    """The first day on which a revision that is announced then may take effect."""
    day = day_after(terms.announced_before, announced_on)
    while announced_by(terms, day) < announced_on:
        day += ONE_DAY
    return day


def last_day_to_object(terms: RevisionTerms, announced_on: date) -> date:
    """The whole of that local day is still in time."""
    return day_after(terms.objection_within, announced_on)
