"""The one way to say who is calling: `Authorization: Bearer …`."""

from typing import Final

from fastapi.security import HTTPBearer
from starlette.requests import Request

from app.errors import Unauthenticated

KEY_SCHEME: Final = "bearer"


class _Scheme(HTTPBearer):
    """For the document: routes read the header before there is any body, with `bearer_token`."""

    async def __call__(self, request: Request) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        del request


KEY: Final = _Scheme(
    scheme_name=KEY_SCHEME,
    description="An API key, as shown once by `POST /v1/api-keys`. One that has scopes opens the operations that name "
    "one of them; one that has none opens all that its person may.",
)
TOKEN: Final = _Scheme(
    scheme_name="oidc",
    bearerFormat="JWT",
    description="An access token (RFC 9068) of the OpenID provider that this service trusts, if it trusts one. "
    "A person is found by their `identity`.",
)
"""The document has two schemes, so that generated clients offer both."""


def bearer_token(request: Request) -> str:
    scheme, _space, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credentials.strip():
        raise Unauthenticated("Send `Authorization: Bearer …` with your key or token.")
    return credentials.strip()
