"""Why no resolution is promised: support does not treat what is reported, or its software is not the cause.

Coverage (§1.2.2, §1.3) is told before the cause that step 4 finds (§1.2.3 note, §1.4): where both hold, there was no
promise to begin with.
"""

from dataclasses import dataclass

from app.domain.agreement.agreement import Agreement
from app.domain.agreement.coverage import Coverage
from app.domain.tickets.ground import ClockInputs
from app.domain.vocabulary import Cause, CoverageOutcome


@dataclass(frozen=True)
class Excuse:
    """By `section`: either this coverage, or this cause. Who pays then is in `charged_by`."""

    section: str
    charged_by: str
    coverage: CoverageOutcome | None = None
    cause: Cause | None = None

    @property
    def reason(self) -> str:
        if self.cause is not None:
            found = f"The cause is {self.cause}, not the vendor's software (section {self.section})"
            return f"{found}: no resolution is promised."
        helped = (
            "This is helped through consultancy"
            if self.coverage is CoverageOutcome.CONSULTANCY
            else "Support does not cover this"
        )
        return (
            f"{helped} (section {self.section}): no resolution is promised; what is done about it is agreed and"
            f" charged (section {self.charged_by})."
        )


def excuse_of(ticket: ClockInputs, agreement: Agreement) -> Excuse | None:
    """Of a registered ticket. None: a resolution is promised, if only by best effort."""
    by_coverage = excuse_by(ticket.covered_by(agreement), agreement)
    if by_coverage is not None or ticket.cause in (None, Cause.VENDOR_SOFTWARE):
        return by_coverage
    charged_by = agreement.charging_section.number
    hosted = ticket.cause is Cause.CUSTOMER_INFRASTRUCTURE
    section = agreement.hosting_section if hosted else agreement.cause_section
    return Excuse(section.number, charged_by, cause=ticket.cause)


def excuse_by(covered: Coverage, agreement: Agreement) -> Excuse | None:
    if covered.outcome is CoverageOutcome.SUPPORT:
        return None
    return Excuse(covered.section, agreement.charging_section.number, coverage=covered.outcome)
