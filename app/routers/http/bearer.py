"""The one way to say who is calling: `Authorization: Bearer …`."""

from typing import Annotated, Final

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.errors import Unauthenticated

KEY_SCHEME: Final = "bearer"
_KEY: Final = HTTPBearer(
    scheme_name=KEY_SCHEME,
    description="An API key, as shown once by `POST /v1/api-keys`. One that has scopes opens the operations that name "
    "one of them; one that has none opens all that its person may.",
    auto_error=False,
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
