"""§4 Change management: three types, each managed in its own way."""

from app.domain.agreement.terms import Approval, ChangeRule, Duty, Side
from app.domain.vocabulary import ChangeType
from app.sla.document import s

DUTIES: tuple[Duty, ...] = (
    Duty(Side.VENDOR, "brings changes in without any disturbance of the production processes", s("4")),
    Duty(Side.VENDOR, "manages standard changes by its existing policy", s("4.1.1")),
)

CHANGES: tuple[ChangeRule, ...] = (
    ChangeRule(
        change_type=ChangeType.STANDARD,
        original="Standaard Wijziging",
        meaning="a change to a service or the infrastructure whose process and risks are known beforehand",
        process_and_risk_known=True,
        approval=Approval.STANDING,
        board_when_risky=False,
        as_hotfix=False,
        section=s("4.1.1"),
    ),
    ChangeRule(
        change_type=ChangeType.NORMAL,
        original="Normale Wijziging",
        meaning="a change that must be approved before it is carried out",
        process_and_risk_known=False,
        approval=Approval.BEFOREHAND,
        board_when_risky=True,
        as_hotfix=False,
        section=s("4.1.2"),
    ),
    ChangeRule(
        change_type=ChangeType.URGENT,
        original="Urgente Wijziging, Noodwijziging",
        meaning="a change that must be carried out as soon as possible, such as repairing a security leak",
        process_and_risk_known=False,
        approval=Approval.AFTERWARDS,
        board_when_risky=False,
        as_hotfix=True,
        section=s("4.1.3"),
    ),
)
