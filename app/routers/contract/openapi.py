"""The OpenAPI 3.1 document: FastAPI's own, with the problems and headers that each operation really has."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.domain.access.scopes import scope_of
from app.errors import ErrorCode
from app.routers.http.bearer import KEY_SCHEME, SCHEMES
from app.routers.http.documented import HEADERS, header_refs
from app.routers.http.etags import DEMANDED, ONE_OR_MORE_TAGS
from app.routers.http.problems import MEDIA_TYPE, PROBLEM_TYPES, Problem

Json = dict[str, Any]

TITLE: Final = "Duetime"
DESCRIPTION: Final = (
    "Stores support tickets, walks them through the vendor's process of 13 steps, knows who is responsible, computes "
    "when each promise of the service level agreement falls due, and proves why.\n\n"
    "Moments are RFC 3339 in UTC, durations whole seconds. Every error is an RFC 9457 problem. Lists are paged with "
    "`limit` and `cursor`; where they are offered, `Accept: text/csv` and `Accept: text/plain` give tables."
)
CONTACT: Final = {"name": "Duetime", "url": "https://duetime.example/", "email": "support@duetime.example"}

_ALWAYS: Final = (
    ErrorCode.INVALID,
    ErrorCode.NOT_ACCEPTABLE,
    ErrorCode.TOO_LARGE,
    ErrorCode.ADDRESS_TOO_LONG,
    ErrorCode.HEADERS_TOO_LARGE,
    ErrorCode.TOO_MANY_REQUESTS,
    ErrorCode.INTERNAL,
    ErrorCode.UNAVAILABLE,
)
_LIMITS: Final = ("RateLimit", "RateLimit-Policy")
_OF_NOBODY: Final = (
    ErrorCode.UNAUTHENTICATED,
    ErrorCode.METHOD_NOT_ALLOWED,
    ErrorCode.ADDRESS_TOO_LONG,
    ErrorCode.HEADERS_TOO_LARGE,
    ErrorCode.REQUEST_TIMEOUT,
)
"""Refused before it is known whose request it is, and so what is left of whose quota."""
_EXTRA_HEADERS: Final = {
    ErrorCode.TOO_MANY_REQUESTS: ("Retry-After",),
    ErrorCode.UNAVAILABLE: ("Retry-After",),
    ErrorCode.UNAUTHENTICATED: ("WWW-Authenticate",),
    ErrorCode.FORBIDDEN: ("WWW-Authenticate",),
    ErrorCode.METHOD_NOT_ALLOWED: ("Allow",),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: ("Accept",),
}
_SCHEMAS: Final = "#/components/schemas/"
_REF: Final = re.compile(rf'"{_SCHEMAS}(\w+)"')
_PAGE: Final = re.compile(r"PageOut_(\w+)Out_")
_NAMES: Final = {"TicketWithHistoryIn": "NewTicket", "LeftOut": "LeftOutReason"}
"""Where the class says something else than a client would."""
_CODE_OF: Final = {str(kind.status): code for code, kind in PROBLEM_TYPES.items()}


def openapi_document(
    v1: APIRouter, version: str, tags: Sequence[Mapping[str, str]] = (), webhooks: Mapping[str, Json] | None = None
) -> Json:
    """`v1` is the router that is served under /v1; its paths are written without that prefix. `webhooks` are sent."""
    document = get_openapi(
        title=TITLE,
        version=version,
        description=DESCRIPTION,
        routes=v1.routes,
        servers=[{"url": "/v1"}],
        tags=[dict(tag) for tag in tags],
        separate_input_output_schemas=False,
    )
    document["info"]["contact"] = CONTACT  # not above: FastAPI would ask for email-validator
    components = document.setdefault("components", {})
    components["schemas"] = _schemas({**_own_schemas(document), **components.get("schemas", {})})
    components["securitySchemes"] = {**SCHEMES, **components.get("securitySchemes", {})}
    components["responses"] = {response_name(code): _problem(code) for code in PROBLEM_TYPES}
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    for method, operation in _operations(document):
        operation["responses"] = _responses(operation)
        operation["parameters"] = list(_parameters(operation))
        operation.update(_scoped(operation, reads=method == "get"))
    if webhooks:
        document["webhooks"] = dict(webhooks)
    return _named(_untitled(document))


def _own_schemas(document: Json) -> Json:
    """What the bodies are made of that operations describe themselves."""
    found: Json = {}
    for _, operation in _operations(document):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            found |= media["schema"].get("$defs", {})
    return found


def _schemas(found: Json) -> Json:
    problem = TypeAdapter(Problem).json_schema(ref_template=_SCHEMAS + "{model}", mode="serialization")
    parts = problem.pop("$defs")
    kept = {name: found[name] for name in found if name not in ("HTTPValidationError", "ValidationError")}
    return dict(sorted({**kept, **parts, "Problem": problem}.items()))


def _problem(code: ErrorCode) -> Json:
    kind, limits = PROBLEM_TYPES[code], () if code in _OF_NOBODY else _LIMITS
    return {
        "description": f"{kind.title}. {kind.meaning}",
        "headers": header_refs("API-Version", "X-Request-Id", *limits, *_EXTRA_HEADERS.get(code, ())),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _parameters(operation: Json) -> Iterator[Json]:
    for parameter in operation.get("parameters", ()):
        required = parameter["required"] or _is_demanded(parameter)
        yield {**parameter, "required": required, "schema": _never_null(parameter["schema"])}
    if "304" in operation["responses"]:
        yield {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "schema": dict(ONE_OR_MORE_TAGS),
            "description": "The ETag of the version that you have: if it is still the same, 304 answers.",
        }


def _is_demanded(parameter: Json) -> bool:
    return DEMANDED in parameter["schema"]


def _never_null(schema: Json) -> Json:
    """A parameter may be left out, but there is no way to send null."""
    choices: list[Json] = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "description", DEMANDED)}
    match choices:
        case []:
            return rest
        case [only]:
            return {**rest, **only}
        case _:
            return {**rest, "anyOf": choices}


def contract_names(classes: Collection[str]) -> dict[str, str]:
    """The name of each schema in the contract, and so in every client's code, by that of its class.

    XOut is X, and PageOut[XOut] XPage. XIn is NewX where there is an X to be made, and otherwise says it by itself.
    Raises ValueError for two schemas of one name.
    """
    names = {each: _NAMES.get(each) or _contract_name(each, classes) for each in classes}
    if twice := sorted(name for name, count in Counter(names.values()).items() if count > 1):
        raise ValueError(f"two schemas would be called {', '.join(twice)}")
    return names


def _contract_name(of: str, classes: Collection[str]) -> str:
    if page := _PAGE.fullmatch(of):
        return f"{page[1]}Page"
    word = of.removesuffix("In")
    return f"New{word}" if word != of and f"{word}Out" in classes else word.removesuffix("Out")


def _named(document: Json) -> Json:
    """By their names in the contract, and no other than are referred to: FastAPI adds classes of mere values."""
    found: Json = document["components"]["schemas"]
    referred = set(_REF.findall(json.dumps(document)))
    schemas = {name: schema for name, schema in found.items() if name in referred}
    names = contract_names(schemas)
    document["components"]["schemas"] = dict(sorted((names[each], schema) for each, schema in schemas.items()))
    return json.loads(_REF.sub(lambda ref: f'"{_SCHEMAS}{names[ref[1]]}"', json.dumps(document)))


def _untitled(node: Any) -> Any:
    """Without the titles that pydantic makes of names, and without components; examples and `info` keep theirs."""
    if isinstance(node, list):
        return [_untitled(part) for part in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    branch = cast("Json", node)
    kept = {
        name: part
        for name, part in branch.items()
        if name != "$defs" and (name != "title" or not isinstance(part, str))
    }
    return {name: part if name in {"info", "example"} else _untitled(part) for name, part in kept.items()}


def _scoped(operation: Json, *, reads: bool) -> Json:
    """What a key or token with scopes needs: as OpenAPI 3.1 has it for schemes without scopes, and in words."""
    security: list[Json] = operation.get("security", [])
    scope = scope_of(operation.get("tags", [""])[0], reads=reads)
    if {KEY_SCHEME: []} not in security or scope is None:
        return {}
    scoped = [{name: [scope.value] for name in way} for way in security]
    said = operation.get("description", "")
    return {"security": scoped, "description": f"{said}\n\nScope: `{scope}`.".lstrip()}


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path in document["paths"].values():
        yield from path.items()


def _responses(operation: Json) -> Json:
    declared = cast("Json", operation["responses"])
    responses: Json = {
        status: _with_headers(response, *(_LIMITS if "security" in operation else ()))
        for status, response in declared.items()
        if status not in _CODE_OF
    }
    codes = {_CODE_OF[status] for status in declared if status in _CODE_OF and status != "422"}
    for code in codes.union(_ALWAYS, _implied(operation)):
        responses[str(PROBLEM_TYPES[code].status)] = {"$ref": f"#/components/responses/{response_name(code)}"}
    return dict(sorted(responses.items()))


def _with_headers(response: Json, *more: str) -> Json:
    return {**response, "headers": header_refs("API-Version", "X-Request-Id", *more) | response.get("headers", {})}


def _implied(operation: Json) -> Iterator[ErrorCode]:
    """The refusals that follow from what the operation takes."""
    declared = operation.get("parameters", ())
    parameters = {(parameter["in"], parameter["name"]) for parameter in declared}
    if "security" in operation:
        yield from (ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN)
    if any(place == "path" for place, _ in parameters):
        yield ErrorCode.NOT_FOUND
    if "requestBody" in operation:
        yield ErrorCode.UNSUPPORTED_MEDIA_TYPE
    if ("header", "If-Match") in parameters:
        yield ErrorCode.STALE
    if any(map(_is_demanded, declared)):
        yield ErrorCode.PRECONDITION_REQUIRED
    if ("header", "Idempotency-Key") in parameters:
        yield from (ErrorCode.CONFLICT, ErrorCode.IDEMPOTENCY_MISMATCH)


def response_name(code: ErrorCode) -> str:
    return "".join(word.capitalize() for word in code.value.split("_"))
