"""The contract for generators of clients: the document, with JSON wherever there is JSON.

Side by side with CSV, text and pictures they make an answer `string | Page`, or take whichever comes first. A member of
a body that has a default becomes one that has to be given: here the default is said in words. And what is sent to sinks
(`webhooks`) becomes calls to the service, which there are none of.
"""

import json
from typing import Any, Final

from app.routers.http.negotiation import JSON

Json = dict[str, Any]

NOTE: Final = (
    "This is the contract for typed clients: JSON only. What else the lists and the SLA's pages can be had as "
    "(CSV, aligned text, a picture) is in `/v1/openapi.json`."
)


def client_document(document: Json) -> Json:
    info = document["info"]
    described = f"{info['description'].partition('; where they are offered')[0]}.\n\n{NOTE}"
    paths = {
        path: {method: _json_only(operation) for method, operation in operations.items()}
        for path, operations in document["paths"].items()
    }
    schemas = {name: _without_defaults(schema) for name, schema in document["components"]["schemas"].items()}
    components = {**document["components"], "schemas": schemas}
    calls = {name: part for name, part in document.items() if name != "webhooks"}
    return {**calls, "info": {**info, "description": described}, "paths": paths, "components": components}


def _without_defaults(schema: Json) -> Json:
    if "properties" not in schema:
        return schema
    return {**schema, "properties": {name: _in_words(member) for name, member in schema["properties"].items()}}


def _in_words(member: Json) -> Json:
    if "default" not in member:
        return member
    said = f"{member.get('description', '')} Left out: `{json.dumps(member['default'])}`.".lstrip()
    return {**{name: rule for name, rule in member.items() if name != "default"}, "description": said}


def _json_only(operation: Json) -> Json:
    return {**operation, "responses": {status: _answer(each) for status, each in operation["responses"].items()}}


def _answer(response: Json) -> Json:
    content = response.get("content", {})
    return {**response, "content": {JSON: content[JSON]}} if JSON in content else response
