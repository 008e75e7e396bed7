"""Watching and ending the server's processes, our own and those that survived an earlier owner."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

from app.postgres.embedded.home import DatabaseInUseError, EmbeddedPostgresError

START_SECONDS = 60.0
"""Crash recovery may have to replay all of max_wal_size."""
STOPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
"""Fast, immediate (recovers at the next start), and the last resort, each with the seconds it is given."""
POLL_SECONDS = 0.01
PR_SET_PDEATHSIG = 1
STATUS_LINE = 7


def lock(file: Path) -> int:
    """An open file that keeps every other owner out, until it is closed or this process is dead."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode() or "unknown"
        os.close(handle)
        raise DatabaseInUseError(
            f"The database in {file.parent} is in use by another duetime (process {holder}). "
            "Stop that one first, or give this one its own DUETIME_DATA_DIR and DUETIME_PORT."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def check_lock(handle: int, file: Path) -> None:
    """Whoever deletes the data under a running server and starts another must not see the two of them fight."""
    if not file.exists() or not os.path.samestat(os.fstat(handle), file.stat()):
        raise EmbeddedPostgresError(f"The data in {file.parent} has been removed or replaced.")


def stop_when_parent_dies() -> Callable[[], None] | None:
    """What a child does before it becomes the server: on Linux, ask the kernel for SIGINT when our main thread ends."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # we were killed before the arrangement stood
            os._exit(1)

    return arrange


def follow_parent() -> None:
    """On Linux, have SIGTERM sent to this process when the one that started it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until_ready(process: "subprocess.Popen[bytes]", cluster: Path, log: Path) -> None:
    if waited_for(lambda: _is_ready(process, cluster) or process.poll() is not None, START_SECONDS):
        if process.poll() is None:
            return
    else:
        end(process)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
    raise EmbeddedPostgresError(f"PostgreSQL did not start. The end of {log}:\n{tail}")


def end(process: "subprocess.Popen[bytes]") -> None:
    _end(process.send_signal, lambda: process.poll() is None)


def end_leftover(cluster: Path) -> None:
    """Call it while holding the lock: whatever still runs on this data has lost its owner."""
    pid = recorded_pid(cluster)
    if pid is None:
        (cluster / "postmaster.pid").unlink(missing_ok=True)  # empty after a crash, and PostgreSQL would refuse it
    elif is_postmaster(pid, cluster):
        _end(lambda how: os.kill(pid, how), lambda: is_postmaster(pid, cluster))
    elif psutil.pid_exists(pid):
        _disown(cluster / "postmaster.pid")


@contextmanager
def without_interruption() -> Generator[None]:
    """A second Ctrl-C must not cut short what the first one asked for."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, signal.SIG_IGN) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _end(send: Callable[[int], None], alive: Callable[[], bool]) -> None:
    for how, patience in STOPS:
        try:
            send(how)
        except ProcessLookupError:
            return
        if waited_for(lambda: not alive(), patience):
            return
    raise EmbeddedPostgresError("PostgreSQL does not stop, not even when killed.")


def waited_for(condition: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _is_ready(process: "subprocess.Popen[bytes]", cluster: Path) -> bool:
    lines = _pid_file_lines(cluster)
    return len(lines) > STATUS_LINE and lines[0] == str(process.pid) and lines[STATUS_LINE].strip() == "ready"


def is_postmaster(pid: int, cluster: Path) -> bool:
    """A process that has been given the same number, or that is dead but not yet reaped, is none."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(cluster) in process.cmdline()
    except psutil.Error:
        return False


def recorded_pid(cluster: Path) -> int | None:
    first = next(iter(_pid_file_lines(cluster)), "")
    return int(first) if first.isdecimal() else None


def _pid_file_lines(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _disown(pid_file: Path) -> None:
    """PostgreSQL takes any living process of that number for its own, save its parent, which we are about to be.

    The file itself must stay: it names the shared memory by which PostgreSQL finds orphaned backends.
    """
    _, *rest = pid_file.read_text().splitlines(keepends=True)
    pid_file.write_text("".join([f"{os.getpid()}\n", *rest]))
