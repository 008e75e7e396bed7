"""A stream's table, as migrations make one since 0024: a change to the shape is another function, beside this one.

`app/postgres/tables/streams.py` says the same to the service; a test holds the two against each other.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tables import OWN, moment, one_of, sane, wall

GRANTS = "SELECT, INSERT, UPDATE"


class Xid8(sa.types.UserDefinedType[int]):
    """A transaction's number, which never comes round."""

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


def make_stream(name: str, subject: str, subjects: str, *, comment: str) -> None:
    """`subject`: one, as its column is called without `_id`. `subjects`: their table, whose key is (customer_id, id).

    Nobody changes or takes away a row, the owner of the table included; a customer sees its own that are not internal.
    """
    _create(name, subject, subjects, comment)
    wall(name, own=f"{OWN} AND NOT internal", grants="SELECT, INSERT")
    op.execute(
        f"CREATE TRIGGER {name}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def make_subjects(name: str, *further: "sa.Column[Any] | sa.Constraint", shared: bool = False, comment: str) -> None:
    """The table that a stream's `subjects` are in, before the stream. A customer sees its own; of what is `shared`,
    that by which it is hit: `make_hits` follows.
    """
    op.create_table(
        name,
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        moment("created_at"),
        moment("updated_at"),
        *further,
        sa.PrimaryKeyConstraint("customer_id", "id", name=op.f(f"pk_{name}")),
        *([sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id"))] if shared else []),
        *sane(name, "created_at", "updated_at"),
        comment=comment,
    )
    if not shared:
        op.create_index(op.f(f"ix_{name}_id"), name, ["id"])
        wall(name, grants=GRANTS)


def make_hits(name: str, subject: str, subjects: str, *, seen_if: str = "true", comment: str) -> None:
    """Which of whose instances a subject concerns: by that, whose it is to see, once it is `seen_if`. After the table
    of its `subjects`.
    """
    op.create_table(
        name,
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column(f"{subject}_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "instance_id", f"{subject}_id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["customer_id", "instance_id"], ["instances.customer_id", "instances.id"], name=op.f(f"fk_{name}_instance")
        ),
        sa.ForeignKeyConstraint([f"{subject}_id"], [f"{subjects}.id"], name=op.f(f"fk_{name}_{subject}")),
        comment=comment,
    )
    op.create_index(op.f(f"ix_{name}_{subject}_id"), name, [f"{subject}_id"])
    wall(name, grants="SELECT, INSERT", shared=True)
    is_hit = f"EXISTS (SELECT FROM {name} WHERE {name}.{subject}_id = {subjects}.id AND {OWN})"
    wall(subjects, own=is_hit if seen_if == "true" else f"{seen_if} AND {is_hit}", grants=GRANTS, shared=True)


def _create(name: str, subject: str, subjects: str, comment: str) -> None:
    op.create_table(
        name,
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column(f"{subject}_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        moment("occurred_at"),
        moment("recorded_at"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", f"{subject}_id", "sequence", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["customer_id", f"{subject}_id"],
            [f"{subjects}.customer_id", f"{subjects}.id"],
            name=op.f(f"fk_{name}_{subject}"),
        ),
        one_of(name, "actor_kind", "person", "integration", "system"),
        *sane(name, "occurred_at", "recorded_at"),
        comment=comment,
    )
    op.create_index(op.f(f"ix_{name}_xid"), name, ["xid"])
