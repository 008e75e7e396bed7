"""What is said of what a ticket is: which words go together, and a correction of them."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, cast

from pydantic import MISSING, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.clock import Instant
from app.domain.tickets.classification import ClassificationChanges, call_types_of
from app.domain.tickets.facts import Details
from app.domain.vocabulary import CallType, ChangeType, Channel, CoverageOutcome, Impact, Kind, ProblemType, Urgency
from app.routers.http.types import Description, In, Name, Out, PatchIn, Reference, Title, given, not_given
from app.sla.agreement import REVISIONS

Product = Annotated[
    Name,
    Field(
        description="A product of section 1.3, by key or name in any spelling; anything else is not covered.",
        examples=["idu", "orb", "datalink", "dm_portal"],
    ),
]
ProductVersion = Annotated[Reference, Field(examples=["5.2"])]


def _going_together(kinds: Sequence[Kind]) -> dict[str, Any]:
    """JSON Schema: of each kind its own call types, and of a change only a type."""
    kind, *others = kinds
    of_kind: dict[str, Any] = {"callType": {"enum": sorted(call_types_of(kind, REVISIONS))}}
    if kind is not Kind.CHANGE:
        of_kind["changeType"] = {"type": "null"}
    if not others:
        return {"properties": of_kind}
    return {
        "if": {"properties": {"kind": {"const": kind.value}}},
        "then": {"properties": of_kind},
        "else": _going_together(others),
    }


WHAT_GOES_TOGETHER: Final = _going_together(list(Kind))


def refuse_contradiction(call_type: CallType, info: ValidationInfo) -> CallType:
    """For `field_validator` of a call type that comes after the kind."""
    kind = info.data.get("kind")
    if kind is not None and call_type not in call_types_of(kind, REVISIONS):
        raise PydanticCustomError("contradicts", "This call type does not go with this kind.")
    return call_type


class ReportedIn(In):
    """What is reported, by whomever and however."""

    model_config = ConfigDict(json_schema_extra=WHAT_GOES_TOGETHER)

    kind: Kind
    change_type: Annotated[ChangeType | None, Field(description="Of a change only; without it, a normal one.")] = None
    call_type: CallType
    product: Product
    product_version: ProductVersion | None = None
    problem_type: ProblemType
    title: Title
    description: Description
    urgency: Urgency
    impact: Impact

    @field_validator("change_type")
    @classmethod
    def _only_a_change_has_a_type(cls, change_type: ChangeType | None, info: ValidationInfo) -> ChangeType | None:
        if change_type is not None and info.data.get("kind") not in {Kind.CHANGE, None}:
            raise PydanticCustomError("change_type", "Only a change has a changeType.")
        return change_type

    _goes_with_the_kind = field_validator("call_type")(refuse_contradiction)

    def details(self, channel: Channel, external_reference: str | None = None) -> Details:
        return Details(
            kind=self.kind,
            change_type=self.change_type or (ChangeType.NORMAL if self.kind is Kind.CHANGE else None),
            call_type=self.call_type,
            product=self.product,
            product_version=self.product_version,
            problem_type=self.problem_type,
            title=self.title,
            description=self.description,
            channel=channel,
            external_reference=external_reference,
        )


class CoverageOut(Out):
    outcome: CoverageOutcome
    section: str


_CORRECTED: Final = {
    "kind": "kind",
    "change_type": "changeType",
    "call_type": "callType",
    "product": "product",
    "product_version": "productVersion",
    "problem_type": "problemType",
}
_ASSESSED: Final = ("urgency", "impact")


_TAKES_ONE: Final = {
    "anyOf": [*({"required": [name]} for name in _CORRECTED.values()), *(given(name) for name in _ASSESSED)]
}
WHAT_TAKES_A_REASON: Final[dict[str, Any]] = {
    "if": _TAKES_ONE,
    "then": given("reason"),
    "else": not_given("reason"),
}
"""JSON Schema: a classification or an assessment takes a reason, and a reason something that it is the reason of."""


class ClassificationPatch(PatchIn):
    """What is left out stays as it is classified."""

    kind: Kind | MISSING = MISSING
    change_type: Annotated[
        ChangeType | MISSING | None, Field(description="Of a change only; what becomes one is a normal one.")
    ] = MISSING
    call_type: CallType | MISSING = MISSING
    product: Product | MISSING = MISSING
    product_version: Annotated[ProductVersion | MISSING | None, Field(description="null takes it away.")] = MISSING
    problem_type: ProblemType | MISSING = MISSING

    def classification(self) -> ClassificationChanges:
        given = {name: getattr(self, name) for name in _CORRECTED}
        return cast("ClassificationChanges", {name: value for name, value in given.items() if value is not MISSING})


def require_reason(reason: str | MISSING, info: ValidationInfo) -> str | MISSING:
    """For `field_validator` of the reason, the last member of a correction. What is not in the data was given wrong."""
    corrected, assessed = any(info.data.get(name) is not MISSING for name in _CORRECTED), _is_assessed(info)
    if reason is MISSING and (corrected or assessed):
        raise PydanticCustomError("missing", "Say why it is classified or assessed otherwise.")
    if reason is not MISSING and not corrected and not assessed:
        raise PydanticCustomError("unused", "A reason goes with a classification, urgency or impact.")
    return reason


def require_assessment(occurred_at: Instant, info: ValidationInfo) -> Instant:
    """For `field_validator` of when urgency or impact was assessed."""
    if not _is_assessed(info):
        raise PydanticCustomError("unused", "It says when urgency or impact was assessed: give one of them.")
    return occurred_at


def _is_assessed(info: ValidationInfo) -> bool:
    return any(info.data.get(name, name) not in (None, MISSING) for name in _ASSESSED)
