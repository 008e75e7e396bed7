"""What the documentation's page is made of: Swagger UI as it stands in `swagger_ui/`, and what starts it.

Each is served under a name that has its digest in it, so that a browser keeps it for good.
"""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.routers.http.packed import BROTLI, GZIP, Packed, packed

_FOLDER: Final = Path(__file__).parent / "swagger_ui"
_DIGESTS: Final[Mapping[str, str]] = json.loads((_FOLDER / "version.json").read_text())["sha256"]
_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
_START: Final = """const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
paint();
dark.addEventListener("change", paint);
addEventListener("DOMContentLoaded", () => SwaggerUIBundle({
  url: "/v1/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null,
  filter: true, persistAuthorization: true,
}));
"""


def _named(name: str, digest: str) -> str:
    path = Path(name)
    return f"{path.stem}.{digest[:12]}{path.suffix}"


BUNDLE, STYLE, ICON = (
    _named(each, _DIGESTS[each]) for each in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")
)
START: Final = _named("start.js", sha256(_START.encode()).hexdigest())
_FILES: Final = {_named(name, digest): name for name, digest in _DIGESTS.items()}


def asset(name: str) -> Packed | None:
    if name == START:
        return packed(_START.encode(), _MEDIA_TYPES[".js"])
    return _read(_FILES[name]) if name in _FILES else None


@cache
def _read(file: str) -> Packed:
    """When somebody first asks for it."""
    coded = {BROTLI: (_FOLDER / f"{file}.br").read_bytes(), GZIP: (_FOLDER / f"{file}.gz").read_bytes()}
    return Packed(_MEDIA_TYPES[Path(file).suffix], _DIGESTS[file], coded)
