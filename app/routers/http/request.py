"""A request as it is read before FastAPI validates it: strict JSON, and each parameter once."""

from collections.abc import Mapping, Sequence
from email.message import Message
from functools import cached_property, lru_cache
from typing import Any, Final, cast

from pydantic import TypeAdapter
from starlette.datastructures import QueryParams
from starlette.requests import Request

from app.errors import ErrorCode, Fault, Invalid
from app.routers.http.faults import read_as
from app.routers.http.negotiation import CSV, JSON
from app.routers.http.problems import Refusal

_ENCODINGS: Final = ("utf-8", "utf8")


class _OnceEach(QueryParams):
    """A parameter that comes twice where it may come once is a list, which no validator takes for its value."""

    def get(self, key: Any, default: Any = None) -> Any:
        values = self.getlist(key)
        return values if len(values) > 1 else super().get(key, default)


class StrictRequest(Request):
    """`media_type` is the form of the answer that was negotiated, `document` the body as JSON says it.

    With any fault in the body FastAPI is given the bare bytes, which no model accepts. So the refusal comes when the
    caller is known, together with all other faults.
    """

    media_type: str = JSON
    document: object = None
    faults: Sequence[Fault] = ()
    _validated: object = None

    async def read_body_as(self, kind: TypeAdapter[Any]) -> None:
        body = await self.body()
        if not body and "content-type" not in self.headers:
            return
        require_json(self.headers)
        if body:
            try:
                self._validated, self.document = read_as(kind, body)
            except Invalid as refusal:
                self._validated, self.faults = body, refusal.faults

    async def json(self) -> Any:
        """For FastAPI, which asks for it where there is a body, and takes a model as it is."""
        return self._validated

    @cached_property
    def query_params(self) -> QueryParams:  # pyright: ignore[reportIncompatibleMethodOverride] - read once
        return _OnceEach(self.scope["query_string"])


def negotiated(request: Request) -> str:
    """The form of the answer."""
    return request.media_type if isinstance(request, StrictRequest) else JSON


def is_csv(request: Request) -> bool:
    """Whether that is the form of the answer."""
    return negotiated(request) == CSV


def require_json(headers: Mapping[str, str]) -> None:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if not _is_json(headers.get("content-type")) or encoding != "identity":
        raise Refusal(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON} in UTF-8, not compressed.", headers={"Accept": JSON}
        )


@lru_cache(maxsize=256)
def _is_json(content_type: str | None) -> bool:
    if content_type is None:
        return False
    header = Message()
    header["content-type"] = content_type
    charset = cast("str", header.get_param("charset", "utf-8"))
    return header.get_content_type() == JSON and str(charset).lower() in _ENCODINGS
