"""Each schema and member of the contract says what it is: in its class, or by its name in `member_descriptions`."""

from typing import Any, Final

from app.routers.contract.consultancy_members import CONSULTANCY_MEMBERS
from app.routers.contract.member_descriptions import MEMBERS
from app.routers.contract.schema_descriptions import SCHEMAS

Json = dict[str, Any]

_HERE: Final = {
    "Problem.type": "A URI that names the sort of problem, and leads to a page about it.",
    "Problem.title": "The sort of problem, in a line.",
    "Problem.status": "The HTTP status.",
    "Problem.detail": "What is wrong in this case, and what to do.",
    "Ticket.number": "What people call it.",
    "NewPriorityRequest.urgency": "The urgency that is asked for; left out: as it is.",
    "NewPriorityRequest.impact": "The impact that is asked for; left out: as it is.",
}


def with_members(document: Json) -> Json:
    schemas = {name: _described(name, schema) for name, schema in document["components"]["schemas"].items()}
    return {**document, "components": {**document["components"], "schemas": schemas}}


def _described(of: str, schema: Json) -> Json:
    members = {name: _said(of, name, member) for name, member in schema.get("properties", {}).items()}
    told = {**schema, "properties": members} if members else schema
    return told if "description" in told or of not in SCHEMAS else {**told, "description": SCHEMAS[of]}


def _said(of: str, name: str, member: Json) -> Json:
    said = _HERE.get(f"{of}.{name}") or MEMBERS.get(name) or CONSULTANCY_MEMBERS.get(name)
    return member if "description" in member or said is None else {**member, "description": said}
