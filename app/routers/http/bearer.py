"""The one way to say who is calling: `Authorization: Bearer …`."""

from typing import Any, Final

from starlette.requests import Request

from app.errors import Unauthenticated

KEY_SCHEME: Final = "bearer"
SCHEMES: Final[dict[str, dict[str, str]]] = {
    KEY_SCHEME: {
        "type": "http",
        "description": "An API key, as shown once by `POST /v1/api-keys`. One that has scopes opens the operations "
        "that name one of them; one that has none opens all that its person may.",
        "scheme": "bearer",
    },
    "oidc": {
        "type": "http",
        "description": "An access token (RFC 9068) of the OpenID provider that this service trusts, if it trusts one. "
        "A person is found by their `identity`.",
        "scheme": "bearer",
        "bearerFormat": "JWT",
    },
}
"""For the document, which has two so that generated clients offer both."""
SECURED: Final[dict[str, Any]] = {"security": [{name: []} for name in SCHEMES]}
"""What the document says of an operation whose route asks for `bearer_token`, before there is any body."""


def bearer_token(request: Request) -> str:
    scheme, _space, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credentials.strip():
        raise Unauthenticated("Send `Authorization: Bearer …` with your key or token.")
    return credentials.strip()
