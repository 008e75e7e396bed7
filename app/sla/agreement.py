"""The agreement as one value, and every revision of it. Start reading here, then chapter by chapter."""

from app.domain.agreement import Agreement
from app.sla.decisions import DECISIONS
from app.sla.document import SECTIONS, TITLE, VALID_FROM, VENDOR, s
from app.sla.levels import LEVELS
from app.sla.priority import KINDS, PRIORITIES, PRIORITY_SECTION
from app.sla.process import STEPS
from app.sla.products import PRODUCTS
from app.sla.targets import COMMITMENTS

AGREEMENT = Agreement(
    revision=1,
    title=TITLE,
    in_force_from=VALID_FROM,
    vendor=VENDOR,
    levels=LEVELS,
    commitments=COMMITMENTS,
    products=PRODUCTS,
    steps=STEPS,
    decisions=DECISIONS,
    kinds=KINDS,
    priorities=PRIORITIES,
    priority_section=PRIORITY_SECTION,
    process_section=s("2"),
    raci_section=s("2.1"),
    registration_section=s("1.2.2"),
    own_figures_section=s("1"),
    cause_section=s("1.2.3"),
    pause_section=s("2.1"),
    pause_when_customer_is_responsible=True,
    sections=SECTIONS,
)

REVISIONS: tuple[Agreement, ...] = (AGREEMENT,)
