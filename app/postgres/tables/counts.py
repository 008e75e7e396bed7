"""How many clocks have come to rest, and how: nobody has to count a million of them at each question."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.attainment.days import Grain
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.postgres.tables.columns import key, metadata, one_of, word

counted_clocks = Table(
    "counted_clocks",
    metadata,
    word("grain"),
    Column("begins", Date, nullable=False),
    key("customer_id", ForeignKey("customers.id")),
    word("service_level"),
    word("priority"),
    word("name"),
    Column("numbers", ARRAY(Integer), nullable=False),
    UniqueConstraint(
        *("grain", "begins", "customer_id", "service_level", "priority", "name"), name="uq_counted_clocks"
    ),
    one_of("grain", Grain),
    one_of("service_level", ServiceLevel),
    one_of("priority", Priority),
    one_of("name", ClockName),
    postgresql_with={"fillfactor": "70"},
    comment="Of clocks at rest whose tickets began on a day, in a month, or ever: how many stand how, and in time",
)
"""A change adds to the row as it is, beside it on its page."""

counting = Table(
    "counting",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    word("figures"),
    key("reached", nullable=True),
    Column("complete", Boolean, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
    comment="By which figures clocks at rest are counted, and up to which customer, as long as that is not complete",
)
