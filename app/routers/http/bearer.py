"""The one way to say who is calling: `Authorization: Bearer …`."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.errors import Unauthenticated

_SCHEME = HTTPBearer(
    scheme_name="bearer", description="An API key, as shown once by `POST /v1/api-keys`.", auto_error=False
)


async def _token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)]) -> str:
    if credentials is None:
        raise Unauthenticated("Send `Authorization: Bearer …` with your key.")
    return credentials.credentials


BearerToken = Annotated[str, Depends(_token)]
