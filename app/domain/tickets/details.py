"""What the reporter said of a ticket, as it was corrected since."""

from dataclasses import replace

from app.domain.tickets.facts import CLASSIFICATION, ClassificationCorrected, Details, DetailsCorrected


def corrected(details: Details, fact: DetailsCorrected | ClassificationCorrected) -> Details:
    """New wording leaves as it was what it does not name; a classification is whole."""
    if isinstance(fact, ClassificationCorrected):
        return replace(details, **{name: getattr(fact, name) for name in CLASSIFICATION})
    return replace(
        details,
        title=fact.title or details.title,
        description=fact.description if fact.description is not None else details.description,
        external_reference=None if fact.reference_removed else fact.external_reference or details.external_reference,
    )
