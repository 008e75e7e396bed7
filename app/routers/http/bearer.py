"""The one way to say who is calling: `Authorization: Bearer …`."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.errors import Unauthenticated

_KEY = HTTPBearer(
    scheme_name="bearer", description="An API key, as shown once by `POST /v1/api-keys`.", auto_error=False
)
_TOKEN = HTTPBearer(
    scheme_name="oidc",
    bearerFormat="JWT",
    description="An access token (RFC 9068) of the OpenID provider that this service trusts, if it trusts one. "
    "A person is found by their `identity`.",
    auto_error=False,
)

Credentials = HTTPAuthorizationCredentials | None


async def _token(key: Annotated[Credentials, Depends(_KEY)], _: Annotated[Credentials, Depends(_TOKEN)]) -> str:
    """Both read the same header: the document has two schemes, so that generated clients offer both."""
    if key is None:
        raise Unauthenticated("Send `Authorization: Bearer …` with your key or token.")
    return key.credentials


BearerToken = Annotated[str, Depends(_token)]
