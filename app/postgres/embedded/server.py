"""PostgreSQL out of a wheel: made at first use, started, and never left running by accident.

The server listens on a Unix socket in a private folder, on no network. It gets a session of its own, so that Ctrl-C
in a terminal reaches us alone, and on Linux the kernel tells it to stop when we are killed. Where one survived its
owner all the same, the next start ends it before it starts its own.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from app.postgres.embedded.home import EmbeddedPostgresError, Home, settle
from app.postgres.embedded.process import (
    check_lock,
    end,
    end_leftover,
    lock,
    stop_when_parent_dies,
    wait_until_ready,
    without_interruption,
)
from app.postgres.urls import DatabaseUrls

DATABASE = "duetime"
SUPERUSER = "postgres"
OWNER_ROLE = "duetime_owner"
APP_ROLE = "duetime_app"
PORT = 5432
"""Only the name of the socket; nothing listens on a network."""

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "max_parallel_workers_per_gather": "1",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
"""For two cores that the service shares. What is not named stays as safe as PostgreSQL's default (fsync on)."""

LOG_BYTES = 8 * 1024 * 1024
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""Nothing of the caller's: PGDATA, PGPORT and their like would overrule ours."""

MAKE_ROLES = f"""\
ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF
CREATE ROLE {OWNER_ROLE} LOGIN
CREATE ROLE {APP_ROLE} LOGIN
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {APP_ROLE}
"""
"""Searching for words reveals nothing of rows that do not match: said so, it may use its index under row security."""


@contextmanager
def embedded_postgres(data_dir: Path, settings: Mapping[str, str] = SETTINGS) -> Generator["EmbeddedPostgres"]:
    """A running server for as long as the block lasts. From the main thread only: its end is the server's end."""
    server = EmbeddedPostgres(data_dir, settings)
    try:
        server.start()
        yield server
    finally:
        with without_interruption():
            server.stop()


class EmbeddedPostgres:
    def __init__(self, data_dir: Path, settings: Mapping[str, str] = SETTINGS) -> None:
        self.home: Home = settle(data_dir)
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        foreign = self.home.account.uid != os.geteuid()
        self._user = self.home.account.uid if foreign else None
        self._group = self.home.account.gid if foreign else None
        self._groups: list[int] | None = [] if foreign else None

    @property
    def urls(self) -> DatabaseUrls:
        return DatabaseUrls(owner=self.url(OWNER_ROLE), app=self.url(APP_ROLE))

    def url(self, role: str, database: str = DATABASE) -> str:
        where = quote(str(self.home.socket_folder), safe="")
        return f"postgresql://{role}@/{database}?host={where}&port={PORT}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Also again, after the server died under us. EmbeddedPostgresError says why it cannot."""
        if self._lock is None:
            self._lock = lock(self.home.lock)
        check_lock(self._lock, self.home.lock)
        end_leftover(self.home.cluster)
        if not self.home.cluster.exists():
            self._initialise()
        self._process = self._spawn()
        wait_until_ready(self._process, self.home.cluster, self.home.log)

    def stop(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process = None
            shutil.rmtree(self.home.socket_folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _initialise(self) -> None:
        """In a draft that is renamed when complete: a first start that is killed leaves nothing half-made."""
        for abandoned in self.home.folder.glob("draft-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=self.home.folder))
        self._give_away(draft)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = (f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject")
        self._run("initdb", *locale, *access, "--data-checksums", "-D", str(draft))
        alone = ("--single", "-c", "exit_on_error=on", "-D", str(draft), "template1")
        self._run("postgres", *alone, statements=MAKE_ROLES)
        draft.rename(self.home.cluster)

    def _give_away(self, folder: Path) -> None:
        os.chown(folder, self.home.account.uid, self.home.account.gid)

    def _run(self, program: str, *arguments: str, statements: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - our binaries, our arguments
            [self.home.binaries / program, *arguments],
            input=statements.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            preexec_fn=stop_when_parent_dies(),
            user=self._user,
            group=self._group,
            extra_groups=self._groups,
        )
        if done.returncode:
            raise EmbeddedPostgresError(f"{program} failed:\n{done.stdout.decode(errors='replace')}")

    def _spawn(self) -> "subprocess.Popen[bytes]":
        self._make_socket_folder()
        options = {**self._settings, "unix_socket_directories": str(self.home.socket_folder)}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            return subprocess.Popen(  # noqa: S603 - our binaries, our arguments
                [self.home.binaries / "postgres", "-D", self.home.cluster, *flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
                preexec_fn=stop_when_parent_dies(),  # noqa: PLW1509 - calls one function of libc
                user=self._user,
                group=self._group,
                extra_groups=self._groups,
            )

    def _make_socket_folder(self) -> None:
        """Anew: the lock file beside a stale socket would stop the server if its process number lives on."""
        folder = self.home.socket_folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        self._give_away(folder)

    def _open_log(self) -> IO[bytes]:
        log = self.home.log
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        stream = log.open("ab")
        self._give_away(log)  # root may rotate the log of a server that its owner will start next time
        return stream
