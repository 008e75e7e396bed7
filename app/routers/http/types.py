"""The words of requests and responses: camelCase outside, snake_case inside, and nothing guessed.

A JSON string is never taken for a number, a moment always has its offset, and text is stored exactly as it was
sent or refused. A validator refuses with `PydanticCustomError(code, detail)`; both are shown to the caller, so
neither may quote the input (their type, LiteralString, sees to that).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from inspect import cleandoc
from typing import Annotated, Any, ClassVar, Final, Self, dataclass_transform
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_before_validator_function

from app.addresses import Network, network
from app.clock import Instant, instant

EARLIEST: Final = instant(datetime(2000, 1, 1, tzinfo=UTC))
TOO_LATE: Final = instant(datetime(2101, 1, 1, tzinfo=UTC))


def _integer(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise PydanticCustomError("int_parsing", "Write a whole number in the digits 0 to 9.")
    return text


def _true_or_false(text: object) -> object:
    if isinstance(text, str) and text not in {"true", "false"}:
        raise PydanticCustomError("bool_parsing", "Write true or false.")
    return text


def _whole(number: object) -> object:
    return int(number) if isinstance(number, float) and number.is_integer() else number


WHOLE: Final = BeforeValidator(_whole)
"""The last annotation of an integer in a body: to JSON Schema 8.0 is one too, as it is to RFC 8259."""
IN_DIGITS: Final = BeforeValidator(_integer)
"""For an integer in a query or a path: Python would also take 1_0 and １０."""

TRUE_OR_FALSE: Final = BeforeValidator(_true_or_false)
"""For a boolean in a query: Python would also take 1, yes and on."""


class _Input(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_alias=True, validate_by_name=False
    )


class In(_Input):
    """A JSON body. Unknown members are refused; enums, ids and moments are spelled as strings."""

    model_config = ConfigDict(strict=True)


class PatchIn(In):
    """What is left out stays as it is: a member is `Of | MISSING = MISSING`, or `Of | MISSING | None = MISSING` if null
    takes it away. Elsewhere null is refused, and so is a body that says nothing.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing_to_change", "Give at least one member that is to be changed.")
        return self


def given(*members: str) -> dict[str, Any]:
    """JSON Schema: each of them is there, and not null."""
    return {"required": [*members], "properties": {member: {"not": {"type": "null"}} for member in members}}


def not_given(member: str) -> dict[str, Any]:
    """JSON Schema: it is left out, or null."""
    return {"properties": {member: {"type": "null"}}}


class QueryIn(_Input):
    """The query of a GET, used as `Annotated[Filters, Query()]`. Unknown keys are refused."""


def _described(schema: dict[str, Any], kind: type["Out"]) -> None:
    """Pydantic leaves out what a dataclass says of itself."""
    if kind.__doc__:
        schema["description"] = cleandoc(kind.__doc__)


@dataclass_transform(kw_only_default=True)
class Out:
    """A response: a dataclass, made by field name, which pydantic writes in camelCase. It is not validated, since it
    comes from us and has types. Give no defaults, so that every member is there.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=to_camel, serialize_by_alias=True, use_enum_values=True, json_schema_extra=_described
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        said = cls.__doc__
        dataclass(kw_only=True)(cls)
        cls.__doc__ = said


def _decimal(number: object) -> Decimal:
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        raise PydanticCustomError("decimal_type", "Write a number.")
    return Decimal(str(number))


class _DecimalNumber:
    """A JSON number, exactly as written with up to 15 digits (RFC 7493 promises no more): 0.1 three times is 0.3."""

    def __get_pydantic_core_schema__(self, source: type[Decimal], handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(_decimal, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Without the string that pydantic would read as well."""
        return next(each for each in handler(schema)["anyOf"] if each["type"] == "number")


DECIMAL: Final = _DecimalNumber()
"""The last annotation of a Decimal: what stands before it is in the contract too, what stands behind it is not."""

_HOUR: Final = "(?:[01][0-9]|2[0-3])"
_OFFSET: Final = rf"(?:Z|\+{_HOUR}:[0-5][0-9]|-(?!00:00){_HOUR}:[0-5][0-9])"
_TIME: Final = rf"T{_HOUR}:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{{1,9}})?{_OFFSET}"
_RFC_3339: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_TIME}")
_A_MOMENT: Final = "Write a moment as RFC 3339 does, with its offset: 2026-11-23T14:26:00Z or …+01:00."
_A_PLUS: Final = "In a query a + stands for a space: write the + of an offset as %2B, …T15:26:00%2B01:00, or write …Z."


def moment(text: object) -> Instant:
    """For validators."""
    if not isinstance(text, str) or not _RFC_3339.fullmatch(text):
        lost_its_plus = isinstance(text, str) and _RFC_3339.fullmatch(text.replace(" ", "+"))
        raise PydanticCustomError("instant", _A_PLUS if lost_its_plus else _A_MOMENT)
    try:
        at = instant(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise PydanticCustomError("instant", _A_MOMENT) from None
    if not EARLIEST <= at < TOO_LATE:
        raise PydanticCustomError("instant_out_of_range", "A moment lies in the years 2000 to 2100.")
    return at


def _day(text: object) -> date:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise PydanticCustomError("date", "Write a date as 2026-11-23.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date", "There is no such date.") from None
    if not EARLIEST.date() <= day < TOO_LATE.date():
        raise PydanticCustomError("date_out_of_range", "A date lies in the years 2000 to 2100.")
    return day


UUID_PATTERN: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def identifier(text: object) -> UUID:
    if not isinstance(text, str) or not re.fullmatch(UUID_PATTERN, text):
        raise PydanticCustomError("uuid", "An id is a UUID of 36 characters.")
    return UUID(text)


def _network(text: object) -> Network:
    try:
        return network(text) if isinstance(text, str) else network("")
    except ValueError:
        raise PydanticCustomError(
            "network", "Write an address, or a network as 192.0.2.0/24 or 2001:db8::/32."
        ) from None


_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4: Final = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_V6: Final = rf"[0-9A-Fa-f]{{0,4}}(?::[0-9A-Fa-f]{{0,4}}){{2,7}}(?::{_V4})?"
_V6_BITS: Final = "12[0-8]|1[01][0-9]|[1-9]?[0-9]"
NETWORK: Final = {"type": "string", "pattern": rf"^(?:{_V4}(?:/(?:3[0-2]|[12]?[0-9]))?|{_V6}(?:/(?:{_V6_BITS}))?)$"}
"""For the document; which bits are free no pattern says, so `_network` decides."""
NetworkIn = Annotated[Network, PlainValidator(_network), WithJsonSchema(NETWORK)]
"""An IPv4 network that comes as IPv6 (::ffff:…) is taken for the IPv4 one."""

_DAY: Final = "(?:20[0-9]{2}|2100)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
"""Of the years that are taken, for the document; `EARLIEST` and `TOO_LATE` decide."""
DATE_TIME: Final = {"type": "string", "format": "date-time", "pattern": f"^{_DAY}{_TIME}$"}
DATE: Final = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}

InstantIn = Annotated[Instant, PlainValidator(moment), WithJsonSchema(DATE_TIME)]
"""A moment with any offset, kept in UTC. Digits beyond microseconds are dropped."""
DateIn = Annotated[date, PlainValidator(_day), WithJsonSchema(DATE)]
Id = Annotated[UUID, PlainValidator(identifier), WithJsonSchema({"type": "string", "format": "uuid"})]

_TURNING: Final = r"\u202a-\u202e\u2066-\u2069"
"""What turns the direction of writing until it is turned back (Unicode UAX #9): a line with it reads as another."""
_STEERING: Final = rf"\x00-\x1f\x7f-\x9f{_TURNING}"
_LINE: Final = rf"^[^{_STEERING}]*[^\s{_STEERING}][^{_STEERING}]*$"
_IN_PROSE: Final = rf"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_TURNING}]*"
_PROSE: Final = rf"^{_IN_PROSE}[^\s{_STEERING}]{_IN_PROSE}$"
_EMAIL: Final = (  # what HTML's <input type=email> takes
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
)


def line(maximum: int) -> StringConstraints:
    """One line of at most `maximum` characters, not blank; none of them steers a terminal or turns the direction."""
    return StringConstraints(min_length=1, max_length=maximum, pattern=_LINE)


def prose(maximum: int) -> StringConstraints:
    """As `line`, but with line breaks and tabs."""
    return StringConstraints(min_length=1, max_length=maximum, pattern=_PROSE)


Name = Annotated[str, line(200)]
Title = Annotated[str, line(200)]
Reference = Annotated[str, line(100)]
Description = Annotated[str, prose(20_000)]
Note = Annotated[str, prose(20_000)]
WebAddress = Annotated[
    str, StringConstraints(max_length=2_000, pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(?:[/?#][!-~]*)?$")
]
Email = Annotated[str, StringConstraints(max_length=254, pattern=_EMAIL)]
