"""What shows how the vendor handles data. Leaks and reports of vulnerabilities have streams: see `operations`."""

from sqlalchemy import CheckConstraint, Column, Date, Table

from app.postgres.tables.columns import key, metadata, moment, sane, word

compliance_documents = Table(
    "compliance_documents",
    metadata,
    key(primary_key=True),
    *(word(name) for name in ("name", "url")),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=True),
    moment("added_at"),
    key("added_by"),
    CheckConstraint("valid_from <= valid_until", name="ends_after_it_begins"),
    *sane("added_at"),
    comment="Documents that show how the vendor handles data, such as certificates, and how long they hold",
)
