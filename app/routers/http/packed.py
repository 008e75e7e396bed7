"""What is the same for everybody, compressed once, in the content coding that suits the caller (RFC 9110 §12.5.3)."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.routers.http.etags import is_held
from app.routers.http.negotiation import weight

GZIP: Final = "gzip"
BROTLI: Final = "br"
KEEP: Final = {  # all else is no-store, as the NLGov API Design Rules have it
    "Cache-Control": "public, max-age=31536000, immutable"
}
"""For what has its digest in its name."""


@dataclass(frozen=True)
class Packed:
    """`coded` has gzip always, from which it is unpacked for who takes no coding; of equals the first is sent."""

    media_type: str
    digest: str
    coded: Mapping[str, bytes]


@lru_cache(maxsize=32)
def packed(body: bytes, media_type: str) -> Packed:
    return Packed(media_type, sha256(body).hexdigest(), {GZIP: gzip.compress(body, mtime=0)})


def packed_response(request: Request, content: Packed, headers: Mapping[str, str]) -> Response:
    """304 to who holds it in this coding already."""
    accepted = ", ".join(request.headers.getlist("accept-encoding"))
    coding = preferred_coding(accepted, tuple(content.coded))
    tag = f'"{content.digest[:16]}{"-" if coding else ""}{coding or ""}"'
    said = {"ETag": tag, "Vary": "Accept-Encoding", **headers}
    if is_held(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=said)
    if coding is None:
        return Response(gzip.decompress(content.coded[GZIP]), media_type=content.media_type, headers=said)
    said["Content-Encoding"] = coding
    return Response(content.coded[coding], media_type=content.media_type, headers=said)


@lru_cache(maxsize=256)
def preferred_coding(accepted: str, offers: tuple[str, ...]) -> str | None:
    """None: as it is. So it goes also to who does not want it either, as an answer is worth more than a refusal."""
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights[name] = weight(parameters)
    rest = weights.get("*", 0.0)
    best = max(offers, key=lambda each: weights.get(each, rest))
    quality = weights.get(best, rest)
    return best if quality > 0 and quality >= weights.get("identity", 0.0) else None
