"""What the board's page is made of: the modules and the style in `assets/`, as they stand there.

All are served below one name that is the digest of them all, so that a browser keeps them for good, they find each
other, and a page knows which version of them it is.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.routers.http.packed import Packed, packed

_FOLDER: Final = Path(__file__).parent / "assets"
_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_NAMES: Final = tuple(sorted(each.name for each in _FOLDER.iterdir() if each.suffix in _MEDIA_TYPES))
VERSION: Final = sha256(b"".join((_FOLDER / each).read_bytes() for each in _NAMES)).hexdigest()[:12]


@cache
def asset(name: str) -> Packed | None:
    if name not in _NAMES:
        return None
    path = _FOLDER / name
    return packed(path.read_bytes(), _MEDIA_TYPES[path.suffix])
