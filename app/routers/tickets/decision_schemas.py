"""What a decision brings along, in JSON: one parser for all of them, and in the document a form of its own for each.

The forms are made from the agreement's table, by which `domain/tickets/process.py` refuses too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, ClassVar, get_args

from pydantic import Field, create_model
from pydantic.alias_generators import to_camel, to_pascal

from app.clock import Instant
from app.domain.agreement.agreement import CLOSED, DecisionRule
from app.domain.agreement.knowledge import Article
from app.domain.tickets.outputs import Outputs
from app.domain.tickets.process import form_of
from app.domain.vocabulary import Cause, Decision, Output
from app.routers.contract.forms import FormsIn, literally, union_of
from app.routers.http.types import DECIMAL, DateIn, Id, In, Name, Note, Reference, Title, WebAddress
from app.sla.agreement import REVISIONS
from app.tickets.transitions import RequestedDecision

Hours = Annotated[Decimal, Field(gt=0, le=10_000), DECIMAL]


class ArticleIn(In):
    """Of the knowledge base, that makes the ticket clear. Whoever sees the ticket reads it."""

    title: Title
    url: Annotated[WebAddress, Field(description="Where it can be read.")]


class DecisionIn(FormsIn):
    """A decision with what its step has to produce; `requiredFields` of the possible ones says which.

    What does not belong to the decision is refused.
    """

    TOLD_APART_BY = "decision"
    FORMS_ARE: ClassVar = ""
    """How the names of its forms begin."""

    decision: Decision
    note: Note | None = None
    cause: Cause | None = None
    approved_hours: Hours | None = None
    agreement_reference: Reference | None = None
    approved_by: Name | None = None
    backlog_item: Reference | None = None
    backlog_item_id: Id | None = None
    test_report: Note | None = None
    report: Note | None = None
    hours: Hours | None = None
    session_on: DateIn | None = None
    article: ArticleIn | None = None

    def outputs(self) -> Outputs:
        given: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(Outputs)}
        for name, value in given.items():
            if isinstance(value, Decimal):
                given[name] = float(value)
            elif isinstance(value, ArticleIn):
                given[name] = Article(value.title, value.url)
        return Outputs(**given)

    def requested(self, occurred_at: Instant | None = None) -> RequestedDecision:
        return RequestedDecision(
            self.decision,
            self.outputs(),
            self.note,
            occurred_at,
            approved_hours=self.approved_hours,
            hours=self.hours,
        )

    @classmethod
    def forms(cls) -> tuple[type[In], ...]:
        return tuple(_form(cls, decision) for decision in Decision)


def _form(kind: type[DecisionIn], decision: Decision) -> type[In]:
    form = form_of(REVISIONS, decision)
    members: dict[str, Any] = {}
    for name, member in kind.model_fields.items():
        output = to_camel(name)
        if name == "decision":
            members[name] = literally(decision)
        elif output in form.needs:
            members[name] = literally(*form.causes) if output == Output.CAUSE else _without_null(member.annotation)
        elif output not in form.never:
            members[name] = (member.annotation, member)
    name = f"{kind.FORMS_ARE}{to_pascal(decision)}Decision"
    return create_model(name, __base__=In, __doc__=_leads(decision), **members)


def _without_null(annotation: Any) -> Any:
    return union_of(each for each in get_args(annotation) if each is not NoneType)


def _leads(decision: Decision) -> str:
    """Where it is decided and what comes next, by the newest agreement."""
    rules = [rule for rule in REVISIONS[-1].decisions if rule.decision is decision]
    ways = "; ".join(f"{_place(at)}, {way}" for way, at in _ways(rules).items())
    return f"{ways[0].upper()}{ways[1:]} (section {rules[0].section.number})."


def _ways(rules: Iterable[DecisionRule]) -> Mapping[str, list[int | None]]:
    ways: defaultdict[str, list[int | None]] = defaultdict(list)
    for rule in rules:
        closes = "which closes the ticket" if rule.to is CLOSED else f"on to step {rule.to}"
        ways["where the ticket stays" if rule.to == rule.at else closes].append(rule.at)
    return ways


def _place(steps: Sequence[int | None]) -> str:
    if steps == [CLOSED]:
        return "on a closed ticket"
    *before, last = map(str, steps)
    return f"at steps {', '.join(before)} and {last}" if before else f"at step {last}"
