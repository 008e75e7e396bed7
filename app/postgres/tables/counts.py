"""What is counted of clocks once, so that nobody has to count a million of them at each question."""

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

from app.domain.attainment.stretches import Grain
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.postgres.tables.columns import key, metadata, one_of, word

counted_standings = Table(
    "counted_standings",
    metadata,
    key("customer_id", ForeignKey("customers.id"), nullable=True),
    word("name"),
    word("priority"),
    word("service_level"),
    word("state"),
    Column("warned_on", Date, nullable=True),
    Column("number", Integer, nullable=False),
    UniqueConstraint(
        *("customer_id", "name", "priority", "service_level", "state", "warned_on"),
        name="uq_counted_standings",
        postgresql_nulls_not_distinct=True,
    ),
    one_of("name", ClockName),
    one_of("priority", Priority),
    one_of("service_level", ServiceLevel),
    one_of("state", ClockStanding),
    comment="How many counted clocks are stored how, and at risk from which day; without a customer: of all together",
)

counted_attainment = Table(
    "counted_attainment",
    metadata,
    key("customer_id", ForeignKey("customers.id"), nullable=True),
    word("grain"),
    word("service_level"),
    Column("agreement_revision", Integer, nullable=False),
    Column("calendar_revision", Integer, nullable=False),
    Column("begins", Date, nullable=False),
    word("priority"),
    word("name"),
    Column("numbers", ARRAY(Integer), nullable=False),
    UniqueConstraint(
        *("customer_id", "grain", "service_level", "agreement_revision", "calendar_revision"),
        *("begins", "priority", "name"),
        name="uq_counted_attainment",
        postgresql_nulls_not_distinct=True,
    ),
    one_of("grain", Grain),
    one_of("service_level", ServiceLevel),
    one_of("priority", Priority),
    one_of("name", ClockName),
    comment="Of counted clocks whose tickets began on a day or in a month: how many at which stage, and in time",
)

counting = Table(
    "counting",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    word("terms"),
    key("reached", nullable=True),
    Column("complete", Boolean, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
    comment="By which figures clocks are counted; what was counted in an earlier epoch is not in the numbers",
)
