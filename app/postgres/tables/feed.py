"""The feed: every event of every stream, in the order in which they were committed."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, Table

from app.postgres.tables.columns import Xid8, key, metadata, moment, sane, word

feed = Table(
    "feed",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    word("stream"),
    key("customer_id"),
    key("subject_id"),
    Column("sequence", Integer, nullable=False),
    word("type"),
    Column("internal", Boolean, nullable=False),
    Column("bulk", Boolean, nullable=False),
    moment("recorded_at"),
    CheckConstraint("position > 0", name="position_counts"),
    *sane("recorded_at"),
    comment="Which event came when: positions without gaps, given once it is certain that nothing comes before them",
)
Index("uq_feed_subject_id_sequence", feed.c.subject_id, feed.c.sequence, unique=True)
Index("ix_feed_customer_id_position", feed.c.customer_id, feed.c.position)
Index("ix_feed_recorded_at", feed.c.recorded_at)

feed_head = Table(
    "feed_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    word("epoch"),
    word("home"),
    Column("position", BigInteger, nullable=False),
    Column("next_xid", Xid8, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
    comment="How far the feed has come, which one it is, and the database that it was numbered in",
)
