"""§1.3 Supported products: who helps with which problem."""

from collections.abc import Mapping

from app.domain.agreement import ProductRule
from app.domain.vocabulary import CoverageOutcome, ProblemType
from app.sla.document import s

QIXIUM = "Qixium SaaS Platform"
DATA_MANAGER = "Data Manager Platform"

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
ESB = ("ESB", "Workflow Engine")
ETL = ("ETL+", "ETL", "Extract Transform Load")
WHOLE = ("Data Manager", "Data Manager Platform")


PRODUCTS: tuple[ProductRule, ...] = (
    ProductRule("idu", "IDU", QIXIUM, THROUGH_SUPPORT, s("1.3")),
    ProductRule("orb", "ORB", QIXIUM, THROUGH_SUPPORT, s("1.3"), oldest_major_version=5),
    ProductRule("datalink", "DataLink", QIXIUM, THROUGH_SUPPORT, s("1.3"), ("Data Link",)),
    ProductRule("qixium", "Qixium, other", QIXIUM, THROUGH_SUPPORT, s("1.3"), OTHER_QIXIUM),
    ProductRule("dm_portal", "DM Portal", DATA_MANAGER, TECHNICAL_ONLY, s("1.3"), ("Data Manager Portal",)),
    ProductRule("esb_workflow_engine", "ESB Workflow Engine", DATA_MANAGER, TECHNICAL_ONLY, s("1.3"), ESB),
    ProductRule("genws", "Generic Webservice Configurator", DATA_MANAGER, TECHNICAL_ONLY, s("1.3"), ("GenWS",)),
    ProductRule("etl_plus", "Extract Transform Load (ETL+)", DATA_MANAGER, TECHNICAL_ONLY, s("1.3"), ETL),
    ProductRule("connectors", "Connectors", DATA_MANAGER, TECHNICAL_ONLY, s("1.3"), ("Connector",)),
    ProductRule("data_manager", "Data Manager, as a whole", DATA_MANAGER, TECHNICAL_ONLY, s("1.3"), WHOLE),
)
