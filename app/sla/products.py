"""§1.3 Supported products: who helps with which problem."""

from collections.abc import Mapping

from app.domain.agreement.agreement import ProductRule
from app.domain.vocabulary import CoverageOutcome, ProblemType
from app.sla.document import s

QIXIUM = "Qixium SaaS Platform"
DM = "Data Manager Platform"

Coverage = Mapping[ProblemType, CoverageOutcome]

THROUGH_SUPPORT: Coverage = {
    ProblemType.TECHNICAL: CoverageOutcome.SUPPORT,
    ProblemType.FUNCTIONAL: CoverageOutcome.SUPPORT,
}
TECHNICAL_ONLY: Coverage = {
    ProblemType.TECHNICAL: CoverageOutcome.SUPPORT,
    ProblemType.FUNCTIONAL: CoverageOutcome.CONSULTANCY,
}

OTHER_QIXIUM = ("Qixium SaaS Platform", "qixium_other", "other", "Overige", "Qixium Agent")
PORTAL = ("Data Manager Portal",)
ESB = ("ESB", "Workflow Engine")
GENWS = ("GenWS", "Generic Webservice Configurator (GenWS)")
ETL = ("ETL+", "ETL", "Extract Transform Load")
WHOLE = ("Data Manager", "Data Manager Platform")

PRODUCTS: tuple[ProductRule, ...] = (
    ProductRule("idu", "IDU", QIXIUM, THROUGH_SUPPORT, section=s("1.3")),
    ProductRule("orb", "ORB", QIXIUM, THROUGH_SUPPORT, oldest_version="5.x", section=s("1.3")),
    ProductRule("datalink", "DataLink", QIXIUM, THROUGH_SUPPORT, aliases=("Data Link",), section=s("1.3")),
    ProductRule("qixium", "Qixium, other", QIXIUM, THROUGH_SUPPORT, aliases=OTHER_QIXIUM, section=s("1.3")),
    ProductRule("dm_portal", "DM Portal", DM, TECHNICAL_ONLY, aliases=PORTAL, section=s("1.3")),
    ProductRule("esb_workflow_engine", "ESB Workflow Engine", DM, TECHNICAL_ONLY, aliases=ESB, section=s("1.3")),
    ProductRule("genws", "Generic Webservice Configurator", DM, TECHNICAL_ONLY, aliases=GENWS, section=s("1.3")),
    ProductRule("etl_plus", "Extract Transform Load (ETL+)", DM, TECHNICAL_ONLY, aliases=ETL, section=s("1.3")),
    ProductRule("connectors", "Connectors", DM, TECHNICAL_ONLY, aliases=("Connector",), section=s("1.3")),
    ProductRule("data_manager", "Data Manager, as a whole", DM, TECHNICAL_ONLY, aliases=WHOLE, section=s("1.3")),
)
