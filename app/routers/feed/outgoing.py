"""What the OpenAPI document says of the requests that the service makes: an event of each type, to who subscribed."""

from typing import Any

from pydantic_core import from_json

from app.domain.feed.entries import NOT_SENT
from app.feed.cloud_events import MEDIA_TYPE, Naming, as_json
from app.feed.event_types import EventType, event_types
from app.settings import Settings


def outgoing() -> dict[str, Any]:
    """As an installation that says nothing else of itself calls them. What goes to no subscription is left out."""
    naming = Naming.of(Settings.model_construct())
    told = [each for each in event_types(naming) if each.type.partition(".")[0] not in NOT_SENT]
    return {each.type: {"post": _operation(each)} for each in told}


def _operation(told: EventType) -> dict[str, Any]:
    payload = told.schema["properties"]["payload"]
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/CloudEvent"},
            {"type": "object", "properties": {"data": {"properties": {"payload": payload}}}},
        ]
    }
    content = {"schema": schema, "example": from_json(as_json(told.example))}
    return {
        "operationId": f"receive_{told.type.replace('.', '_')}",
        "tags": ["Events"],
        "summary": told.type,
        "description": told.meaning,
        "requestBody": {"required": True, "content": {MEDIA_TYPE: content}},
        "responses": {"2XX": {"description": "Received."}},
    }
