"""§5.5 Releases."""

from app.domain.agreement.measures import months
from app.domain.agreement.service_terms import ReleaseTerms
from app.domain.agreement.terms import Duty, Side
from app.sla.document import s

RELEASES = ReleaseTerms(
    versions_about=1,
    every=months(1),
    versions_behind=1,
    in_maintenance_hours=True,
    exclusion_by_agreement=True,
    bespoke_follows=False,
    section=s("5.5"),
)

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "rolls a production version out by itself, the agent included", s("5.5")),
    Duty(
        Side.VENDOR, "brings out a hotfix on a production version for an urgent change, as soon as it can", s("5.5.1")
    ),
    Duty(Side.VENDOR, "publishes release notes, with instructions where needed", s("5.5.2")),
    Duty(Side.VENDOR, "tests a production version before it is released, partly by hand", s("5.5.3")),
    Duty(Side.CUSTOMER, "tests its bespoke functions itself, preferably in a test environment of its own", s("5.5.4")),
    Duty(Side.VENDOR, "may enforce a hotfix on bespoke instances, and nothing else", s("5.5.4")),
)
