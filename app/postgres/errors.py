"""What the database refuses, in our own words, by SQLSTATE (PostgreSQL's documentation, appendix A)."""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

from asyncpg.exceptions import InterfaceError, InternalClientError, InvalidCachedStatementError, PostgresError

from app.errors import Conflict, Invalid, ServiceError, StartOver, Unavailable
from app.postgres.tables import metadata

Refusal = Callable[[], ServiceError]


class OutOfReach(Exception):  # noqa: N818 - a state of the network; the error is its cause
    """The database did not answer: Python's own error, its cause, was raised where asyncpg was asked."""


DRIVER_ERRORS = (PostgresError, InterfaceError, InternalClientError, OutOfReach)
"""What asyncpg raises. Any other OSError is not the database's."""

CONSTRAINTS: dict[str, Refusal] = {
    "uq_people_issuer_subject": lambda: Conflict("Somebody signs in with this identity already."),
}
"""A named constraint that a client can run into, and what it is told; the others fall to the tables below."""


def _unavailable() -> ServiceError:
    return Unavailable("The service cannot use its database at the moment. Try again shortly.")


def _unstorable() -> ServiceError:
    return Invalid("The request holds a value that cannot be stored.")


def _in_the_way() -> ServiceError:
    return Unavailable("Another request was changing the same thing. Try again.", retry_after=1)


def _behind() -> ServiceError:
    return Unavailable("The database is not at the schema of this version: run `duetime migrate`.", retry_after=30)


STATES: dict[str, Refusal] = {
    "23503": lambda: Conflict("The request refers to something that does not exist, or removes what is in use."),
    "23505": lambda: Conflict("There is one already."),
    "23514": _unstorable,
    "23P01": lambda: Conflict("It overlaps with one that is there already."),
    "25006": _unavailable,
    "40001": _in_the_way,
    "40P01": _in_the_way,
    "55000": _unavailable,  # the database takes no connections
    "55P03": _in_the_way,
    "57014": lambda: Unavailable("The database took too long to answer.", retry_after=5),
    "57P01": _unavailable,
    "57P02": _unavailable,
    "57P03": _unavailable,
    "57P04": _unavailable,  # the database is gone
    "57P05": _unavailable,
    "P0001": lambda: Unavailable("A rule in the database refused it: ask whoever runs the service.", retry_after=30),
}
CLASSES: dict[str, Refusal] = {
    "08": _unavailable,  # the connection broke
    "22": _unstorable,
    "28": _unavailable,  # the database does not let us in
    "3D": _unavailable,  # there is no such database
    "53": _unavailable,  # out of connections, memory or disk
    "54": _unstorable,  # longer than an index holds
    "58": _unavailable,  # the machine beneath the database
}
LOCK_NOT_AVAILABLE = "55P03"
MISSING = frozenset({"42P01", "42883"})
OURS = "duetime_"
"""What the names of our functions begin with."""
TRANSIENT = frozenset({"40001", "40P01"})
LOST_PRIMARY = frozenset({"25006", "57P01", "57P02", "57P03"})


def translate(error: BaseException) -> ServiceError | None:
    """None where the mistake is ours, which must stay loud."""
    if isinstance(error, OutOfReach | InternalClientError):  # refused, unresolved, timed out; being hung up on
        return _unavailable()
    if not isinstance(error, PostgresError | InterfaceError):
        return None
    refusal = CONSTRAINTS.get(_constraint(error)) or _by_state(sqlstate(error) or "")
    if refusal is None and _is_not_migrated(error):
        refusal = _behind
    if refusal is None and (_is_hung_up(error) or _is_outdated_plan(error)):
        refusal = _unavailable
    return refusal() if refusal else None


@contextmanager
def reaching() -> Generator[None]:
    """For all that asyncpg is asked. Raises OutOfReach where it is refused, unresolved or not answered in time."""
    try:
        yield
    except OSError as error:
        raise OutOfReach from error


@contextmanager
def translated() -> Generator[None]:
    try:
        yield
    except DRIVER_ERRORS as error:
        refusal = translate(error)
        if refusal is None:
            raise
        raise refusal from error


@contextmanager
def or_start_over() -> Generator[None]:
    """For what is done optimistically: StartOver wherever the same, done again with locks, may come out otherwise.

    Unavailable leaves as it is: nobody else is in the way.
    """
    try:
        with translated():
            yield
    except Unavailable as refusal:
        if is_in_the_way(refusal.__cause__):
            raise StartOver from refusal
        raise
    except ServiceError as refusal:
        raise StartOver from refusal


def reason(error: BaseException | None) -> str | None:
    """What the driver or the network said of the database; None if neither was the cause."""
    causes = list(_causes(error))
    if not any(isinstance(each, DRIVER_ERRORS) for each in causes):
        return None
    said = causes[-1]
    words = getattr(said, "strerror", None) or str(said) or type(said).__name__
    return words.splitlines()[0]


def is_transient(error: BaseException | None) -> bool:
    """Whether the whole transaction, done again, may well succeed: nothing of it was kept."""
    return sqlstate(error) in TRANSIENT or _is_outdated_plan(error)


def is_lost(error: BaseException | None) -> bool:
    """Whether every connection of the pool may lead nowhere, or to a server that will not serve us again."""
    state = sqlstate(error) or ""
    hung_up = any(isinstance(each, InternalClientError) or _is_hung_up(each) for each in _causes(error))
    return hung_up or state in LOST_PRIMARY or state.startswith("08")


def is_unanswered(error: BaseException) -> bool:
    """The server said nothing for as long as anybody waits for it: asking it again would take as long."""
    return any(isinstance(each, OutOfReach) and isinstance(each.__cause__, TimeoutError) for each in _causes(error))


def is_waiting_over(error: BaseException | None) -> bool:
    """Somebody else's lock was not given in time."""
    return sqlstate(error) == LOCK_NOT_AVAILABLE


def is_in_the_way(error: BaseException | None) -> bool:
    """Somebody else, for now: whoever does the same again finds out what came of that."""
    return is_waiting_over(error) or is_transient(error)


def sqlstate(error: BaseException | None) -> str | None:
    return getattr(_of_driver(error), "sqlstate", None)


def _by_state(state: str) -> Refusal | None:
    return STATES.get(state) or CLASSES.get(state[:2])


def _is_not_migrated(error: BaseException) -> bool:
    """A table or function of ours is not there. Any other that is missing is a mistake of ours."""
    named = re.findall(r"\w+", str(_of_driver(error)))
    return sqlstate(error) in MISSING and any(each in metadata.tables or each.startswith(OURS) for each in named)


def _constraint(error: BaseException) -> str:
    cause = _of_driver(error)
    return str(getattr(cause, "constraint_name", None) or "")


def _is_hung_up(error: BaseException) -> bool:
    """The connection was lost before: asyncpg says so in words only, and that its pool has taken it back."""
    return isinstance(error, InterfaceError) and any(word in str(error) for word in ("closed", "released"))


def _is_outdated_plan(error: BaseException | None) -> bool:
    """A migration changed a table under a prepared statement; the connection forgets it by failing once."""
    return isinstance(_of_driver(error), InvalidCachedStatementError)


def _of_driver(error: BaseException | None) -> BaseException | None:
    """Asyncpg's own exception, which SQLAlchemy wraps twice where migrations run, naming it as the cause."""
    return next((each for each in _causes(error) if isinstance(each, PostgresError)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
