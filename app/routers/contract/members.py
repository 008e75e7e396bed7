"""Each schema and member of the contract says what it is: in its class, or by its name in `member_descriptions`."""

from typing import Any, Final

from app.routers.contract.backlog_members import BACKLOG_MEMBERS, OF_BACKLOG
from app.routers.contract.change_members import CHANGE_MEMBERS, OF_A_CHANGE
from app.routers.contract.consultancy_members import CONSULTANCY_MEMBERS
from app.routers.contract.member_descriptions import MEMBERS
from app.routers.contract.revision_members import OF_A_REVISION, REVISION_MEMBERS
from app.routers.contract.schema_descriptions import SCHEMAS
from app.routers.contract.security_words import SECURITY_MEMBERS, SECURITY_SCHEMAS
from app.routers.contract.service_member_descriptions import OF_ONE, SERVICE_MEMBERS, SERVICE_SCHEMAS

Json = dict[str, Any]

_HERE: Final = {
    "Problem.type": "A URI that names the sort of problem, and leads to a page about it.",
    "Problem.title": "The sort of problem, in a line.",
    "Problem.status": "The HTTP status.",
    "Problem.earliestOn": "Of a session on a day that cannot be booked: the first that can.",
    "Problem.detail": "What is wrong in this case, and what to do.",
    "Ticket.number": "What people call it.",
    **SECURITY_MEMBERS,
    **OF_ONE,
    **OF_A_CHANGE,
    **OF_BACKLOG,
    **OF_A_REVISION,
    **dict.fromkeys(("Article.url", "ArticleData.url", "KnowledgeLink.url"), "Where it can be read."),
    "NewPriorityRequest.urgency": "The urgency that is asked for; left out: as it is.",
    "NewPriorityRequest.impact": "The impact that is asked for; left out: as it is.",
}


def with_members(document: Json) -> Json:
    schemas = {name: _described(name, schema) for name, schema in document["components"]["schemas"].items()}
    return {**document, "components": {**document["components"], "schemas": schemas}}


def _described(of: str, schema: Json) -> Json:
    members = {name: _said(of, name, member) for name, member in schema.get("properties", {}).items()}
    told = {**schema, "properties": members} if members else schema
    said = SCHEMAS.get(of) or SECURITY_SCHEMAS.get(of) or SERVICE_SCHEMAS.get(of)
    return told if "description" in told or said is None else {**told, "description": said}


def _said(of: str, name: str, member: Json) -> Json:
    words = (MEMBERS, SERVICE_MEMBERS, CONSULTANCY_MEMBERS, CHANGE_MEMBERS, BACKLOG_MEMBERS, REVISION_MEMBERS)
    said = _HERE.get(f"{of}.{name}") or next((each[name] for each in words if name in each), None)
    return member if "description" in member or said is None else {**member, "description": said}
