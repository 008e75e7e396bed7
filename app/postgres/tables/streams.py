"""The one shape of what is append-only: the facts of a subject in their order, with both moments and their actor."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.schema import SchemaItem

from app.domain.actor import ActorKind
from app.postgres.tables.columns import Xid8, key, moment, one_of, sane, word


def stream(
    name: str, metadata: MetaData, *, subject: str, subjects: str, collection: str | None = None, comment: str
) -> Table:
    """`subject`: one, as its column is called without `_id`. `subjects`: their table, whose key is (customer_id, id).
    `collection`: what they are together, as in the `subject` of an event; None: as the table is called.

    A migration makes it, its trigger, policies and grants with `make_stream` of `migrations/streams.py`. `xid` is the
    transaction that wrote a row, by which it is told when it was committed: see `app/feed/store/sequencing.py`, which
    finds every stream by what `info` says of it.
    """
    return Table(
        name,
        metadata,
        key("customer_id"),
        key(f"{subject}_id"),
        Column("sequence", Integer, nullable=False),
        word("type"),
        moment("occurred_at"),
        moment("recorded_at"),
        key("actor_id", nullable=True),
        word("actor_kind"),
        Column("internal", Boolean, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("seal", LargeBinary, nullable=False),
        Column("xid", Xid8, server_default=text("pg_current_xact_id()"), nullable=False),
        PrimaryKeyConstraint(f"{subject}_id", "customer_id", "sequence"),
        ForeignKeyConstraint(
            ["customer_id", f"{subject}_id"],
            [f"{subjects}.customer_id", f"{subjects}.id"],
            name=f"fk_{name}_{subject}",
        ),
        one_of("actor_kind", ActorKind),
        *sane("occurred_at", "recorded_at"),
        Index(f"ix_{name}_xid", "xid"),
        comment=comment,
        info={
            "subject": subject,
            "subjects": subjects,
            "collection": (collection or subjects).replace("_", "-"),
        },
    )


def subjects(name: str, metadata: MetaData, *further: SchemaItem, shared: bool = False, comment: str) -> Table:
    """The subjects of a stream, one row each: `state` is what its facts add up to, `further` what is searched by.

    A migration makes it with `make_subjects` of `migrations/streams.py`. Its seal is that of its last event.
    `shared`: the vendor's own, which concerns several customers.
    """
    return Table(
        name,
        metadata,
        key("customer_id"),
        key(),
        Column("state", JSONB, nullable=False),
        Column("event_count", Integer, nullable=False),
        Column("seal", LargeBinary, nullable=False),
        Column("version", Integer, nullable=False),
        moment("created_at"),
        moment("updated_at"),
        *further,
        PrimaryKeyConstraint("customer_id", "id"),
        UniqueConstraint("id") if shared else Index(f"ix_{name}_id", "id"),
        *sane("created_at", "updated_at"),
        comment=comment,
    )


def hits(name: str, metadata: MetaData, *, subject: str, subjects: str, comment: str) -> Table:
    """Which of whose instances a subject concerns: by that, whose it is to see.

    A migration makes it with `make_hits` of `migrations/streams.py`.
    """
    return Table(
        name,
        metadata,
        key("customer_id"),
        key("instance_id"),
        key(f"{subject}_id"),
        PrimaryKeyConstraint("customer_id", "instance_id", f"{subject}_id"),
        ForeignKeyConstraint(
            ["customer_id", "instance_id"], ["instances.customer_id", "instances.id"], name=f"fk_{name}_instance"
        ),
        ForeignKeyConstraint([f"{subject}_id"], [f"{subjects}.id"], name=f"fk_{name}_{subject}"),
        Index(f"ix_{name}_{subject}_id", f"{subject}_id"),
        comment=comment,
        info={"hits": f"{subject}_id"},
    )


def streams_of(metadata: MetaData) -> list[Table]:
    return [table for table in metadata.sorted_tables if "subjects" in table.info]
