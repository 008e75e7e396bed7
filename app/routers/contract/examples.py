"""One coherent story, in the document: an example for each body, each answer and each problem.

The service has told it itself: `make examples` asks it anew (`tests/openapi/story.py`).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.errors import ErrorCode
from app.routers.contract.openapi import response_name
from app.routers.http.problems import MEDIA_TYPE, PROBLEM_TYPES, slug
from app.routers.middleware.envelope import LONGEST_ADDRESS, LONGEST_HEADERS

Json = dict[str, Any]

FILE: Final = Path(__file__).with_name("examples.json")
_RARE: Final = {
    ErrorCode.REQUEST_TIMEOUT: "The request did not arrive in time.",
    ErrorCode.TOO_LARGE: "A body has at most 1048576 bytes.",
    ErrorCode.ADDRESS_TOO_LONG: f"An address has at most {LONGEST_ADDRESS} characters.",
    ErrorCode.HEADERS_TOO_LARGE: f"Headers have at most {LONGEST_HEADERS} characters in all.",
    ErrorCode.TOO_MANY_REQUESTS: "You have 10 requests here, of which 5 are worked on at once.",
    ErrorCode.INTERNAL: "Something broke on our side.",
    ErrorCode.UNAVAILABLE: "The service cannot use its database at the moment. Try again shortly.",
}
"""What does not happen in the story."""
_REQUEST: Final = "01900000-0000-7000-8000-00000000ffff"


def with_examples(document: Json) -> Json:
    told = _told()
    paths = {
        path: {method: _operation(each, told.get(each["operationId"], {})) for method, each in operations.items()}
        for path, operations in document["paths"].items()
    }
    problems = {response_name(code): _problem(code, told["problems"]) for code in PROBLEM_TYPES}
    responses = {
        name: {**each, "content": {MEDIA_TYPE: {**each["content"][MEDIA_TYPE], "example": problems[name]}}}
        for name, each in document["components"]["responses"].items()
    }
    return {**document, "paths": paths, "components": {**document["components"], "responses": responses}}


@cache
def _told() -> Json:
    return json.loads(FILE.read_text(encoding="utf-8"))


def _operation(operation: Json, told: Json) -> Json:
    shown = {**operation, "responses": {at: _answer(each, at, told) for at, each in operation["responses"].items()}}
    if "requestBody" in operation and "request" in told:
        body = operation["requestBody"]
        shown["requestBody"] = {
            **body,
            "content": _shown(body["content"], dict.fromkeys(body["content"], told["request"])),
        }
    return shown


def _answer(response: Json, status: str, told: Json) -> Json:
    if "content" not in response:
        return response
    return {
        **response,
        "content": _shown(response["content"], {form: told.get(f"{status} {form}") for form in response["content"]}),
    }


def _shown(content: Json, examples: Json) -> Json:
    return {
        form: each if examples[form] is None else {**each, "example": examples[form]} for form, each in content.items()
    }


def _problem(code: ErrorCode, told: Json) -> Json:
    kind, word = PROBLEM_TYPES[code], slug(code)
    return told.get(word) or {
        "type": f"/v1/problems/{word}",
        "title": kind.title,
        "status": kind.status,
        "detail": _RARE.get(code, kind.meaning),
        "requestId": _REQUEST,
    }
