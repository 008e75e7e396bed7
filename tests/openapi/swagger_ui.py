"""Swagger UI as it is committed in app/routers/contract/swagger_ui/: `make swagger-ui` packs it anew.

`version.json` there names the version, and npm's checksum of it, which is held against what comes. Another version:
`python -m tests.openapi.swagger_ui 5.36.0` takes what the registry has and writes its checksum down. Node compresses.
"""

import base64
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.clients.workshop import NODE, NPM, ROOT

FOLDER: Final = ROOT / "app" / "routers" / "contract" / "swagger_ui"
PINNED: Final = FOLDER / "version.json"
PACKAGE: Final = "swagger-ui-dist"
SERVED: Final = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")
LICENCES: Final = ("LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt")
_BROTLI: Final = """
const {brotliCompressSync, constants: {BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN}} = require("node:zlib");
const whole = require("node:fs").readFileSync(0);
const best = {params: {[BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24}};
process.stdout.write(brotliCompressSync(whole, best));
"""


def main() -> None:
    pinned: dict[str, Any] = json.loads(PINNED.read_text()) if PINNED.exists() else {}
    version = sys.argv[1] if len(sys.argv) > 1 else pinned["version"]
    package = fetched(version)
    integrity = integrity_of(package)
    if version == pinned.get("version") and integrity != pinned["integrity"]:
        raise SystemExit(f"{PACKAGE} {version} is not what it was: {integrity} instead of {pinned['integrity']}")
    files = unpacked(package)
    for each in FOLDER.glob("*"):
        each.unlink()
    for name in LICENCES:
        (FOLDER / name).write_bytes(files[name])
    for name in SERVED:
        (FOLDER / f"{name}.gz").write_bytes(gzip.compress(files[name], mtime=0))
        (FOLDER / f"{name}.br").write_bytes(brotli(files[name]))
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in SERVED}
    told = {"package": PACKAGE, "version": version, "integrity": integrity, "sha256": digests}
    PINNED.write_text(json.dumps(told, indent=2) + "\n")


def fetched(version: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*NPM, "pack", "--silent", f"{PACKAGE}@{version}"], cwd=folder, check=True)  # noqa: S603
        [package] = Path(folder).iterdir()
        return package.read_bytes()


def integrity_of(package: bytes) -> str:
    """As npm writes it (Subresource Integrity)."""
    return f"sha512-{base64.b64encode(hashlib.sha512(package).digest()).decode()}"


def unpacked(package: bytes) -> Mapping[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        found = {name: archive.extractfile(f"package/{name}") for name in (*SERVED, *LICENCES)}
        return {name: file.read() for name, file in found.items() if file is not None}


def brotli(whole: bytes) -> bytes:
    return subprocess.run([NODE, "-e", _BROTLI], input=whole, capture_output=True, check=True).stdout  # noqa: S603


if __name__ == "__main__":
    main()
