"""Why a request is refused. The code is stable and for machines; HTTP is decided in `routers/http/problems.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ErrorCode(StrEnum):
    """The kinds of refusal that a client can act on differently."""

    INVALID = "invalid"  # the input is wrong as such
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"  # right input, wrong person
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # right input, wrong moment: the state does not allow it
    STALE = "stale"  # If-Match named another version
    PRECONDITION_REQUIRED = "precondition_required"  # If-Match is missing
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"  # the key was used with another body
    UNAVAILABLE = "unavailable"  # try again later
    NOT_ACCEPTABLE = "not_acceptable"  # no form of the answer suits the caller
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TOO_LARGE = "too_large"
    ADDRESS_TOO_LONG = "address_too_long"
    HEADERS_TOO_LARGE = "headers_too_large"
    REQUEST_TIMEOUT = "request_timeout"  # it did not arrive in time
    TOO_MANY_REQUESTS = "too_many_requests"
    INTERNAL = "internal"  # our fault; nothing that the caller can mend


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: where (RFC 6901 pointer, or `/query/limit`), a code, and what to do."""

    pointer: str
    code: str
    detail: str


class ServiceError(Exception):
    """A refusal that is meant for the caller: `detail` is shown, with the agreement's `section` if a clause refuses."""

    code: ErrorCode

    def __init__(self, detail: str, *, section: str | None = None, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.section = section
        self.faults = tuple(faults)


class Invalid(ServiceError):
    code = ErrorCode.INVALID

    @classmethod
    def at(cls, pointer: str, code: str, detail: str, *, section: str | None = None) -> "Invalid":
        return cls("The request is not valid.", section=section, faults=[Fault(pointer, code, detail)])

    def within(self, pointer: str) -> "Invalid":
        """The same of a body that stands at `pointer` in another one."""
        faults = [Fault(pointer + fault.pointer, fault.code, fault.detail) for fault in self.faults]
        return Invalid(self.detail, section=self.section, faults=faults)


class Unauthenticated(ServiceError):
    """`reason` is for whoever runs the service: the caller is told the same whatever was wrong."""

    code = ErrorCode.UNAUTHENTICATED

    def __init__(self, detail: str, *, reason: str = "unauthenticated") -> None:
        super().__init__(detail)
        self.reason = reason


class BadCredential(Unauthenticated):
    """A credential was presented, and opens nothing."""


class Forbidden(ServiceError):
    code = ErrorCode.FORBIDDEN


class WeakSignIn(Forbidden):
    """Signing in again will help, in one of the ways that `contexts` names (`acr` values), if it names any."""

    def __init__(self, detail: str, contexts: Sequence[str] = (), *, section: str | None = None) -> None:
        super().__init__(detail, section=section)
        self.contexts = tuple(contexts)


class InsufficientScope(Forbidden):
    """The caller may, but not with what they came in with. `scope`: what it would take; None: nothing opens it."""

    def __init__(self, detail: str, *, scope: str | None) -> None:
        super().__init__(detail)
        self.scope = scope


class NotFound(ServiceError):
    code = ErrorCode.NOT_FOUND


class Conflict(ServiceError):
    code = ErrorCode.CONFLICT


class NotThatDay(Conflict):
    """A day that cannot be booked; `earliest_on` is the first that can."""

    def __init__(self, detail: str, earliest_on: date, *, section: str | None = None) -> None:
        super().__init__(detail, section=section)
        self.earliest_on = earliest_on


class Stale(ServiceError):
    code = ErrorCode.STALE


class PreconditionRequired(ServiceError):
    code = ErrorCode.PRECONDITION_REQUIRED


class IdempotencyMismatch(ServiceError):
    code = ErrorCode.IDEMPOTENCY_MISMATCH


class TooManyRequests(ServiceError):
    """Nothing was done, and nothing will be before `retry_after` seconds have passed."""

    code = ErrorCode.TOO_MANY_REQUESTS

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(ServiceError):
    """Nothing was changed, or it is unknown whether it was: the caller may try again after `retry_after` seconds."""

    code = ErrorCode.UNAVAILABLE

    def __init__(self, detail: str, *, retry_after: int = 2) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class StartOver(Exception):
    """Nothing has been done yet, and what was taken for granted does not hold: the request is to begin anew."""
