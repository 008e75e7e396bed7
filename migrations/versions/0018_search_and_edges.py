"""What is searched is found however it was written and whichever locale the database has; and a customer's scope changes
no privileges.

`duetime_plain` is the one function that text goes through before it is searched, stored or asked for: letters in lower
case and without accents, and words with one space between them, whatever joined them. It leaves nothing for which
PostgreSQL would ask the locale of the database. Functions and columns of the search take an ACCESS EXCLUSIVE lock while
the tickets are written anew.
"""

from collections.abc import Sequence

from alembic import op

from app.postgres.migrations import beside_others

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LETTERS = [*range(0x0180, 0x0250), *range(0x0370, 0x0530), *range(0x0531, 0x0557)]
"""Latin that does not decompose, Greek, Cyrillic and Armenian: what of it has another lower case, of one letter."""
LOWERED = {chr(each): chr(each).lower() for each in LETTERS if len(chr(each).lower()) == 1 and chr(each).isupper()}
PLAIN = {
    **LOWERED,
    **dict(zip("ØøĐđŁłĦħŦŧıŊŋςÆŒÞÐẞ", "ooddllhhttiŋŋσæœþðß", strict=True)),
}
SPELLED_OUT = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}

MARKS = (
    r"\u00ad\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    r"\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
)
"""Accents once they are apart from their letters, soft hyphens, and what takes no room."""
BETWEEN_WORDS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"
    r"\u02b9-\u02ff\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f"
    r"\u066a-\u066d\u06d4\u0964\u0965\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3003"
    r"\u3008-\u3020\u3030\u303d\u30fb\ufffd\U0001f000-\U0001faff"
)
"""Punctuation, white space and symbols, by their code points: which characters are letters, every locale says anew."""


def _plain() -> str:
    apart = (
        f"regexp_replace(lower(normalize(translate(written, '™℠', '  '), NFKD) COLLATE \"C\"), '[{MARKS}]+', '', 'g')"
    )
    letters = f"translate({apart}, '{''.join(PLAIN)}', '{''.join(PLAIN.values())}')"
    for letter, spelled_out in SPELLED_OUT.items():
        letters = f"replace({letters}, '{letter}', '{spelled_out}')"
    return f"btrim(regexp_replace({letters}, '[{BETWEEN_WORDS}]+', ' ', 'g'))"


QUERY = r"""
    SELECT websearch_to_tsquery('pg_catalog.simple', string_agg(CASE
        WHEN term[3] ~* '^or$' THEN 'or' ELSE term[1] || '"' || duetime_plain(coalesce(term[2], term[3])) || '"'
        END, ' ' ORDER BY number))
    FROM regexp_matches(asked COLLATE "C", '(-?)(?:"([^"]*)"|([^\s"]+))', 'g') WITH ORDINALITY AS terms (term, number)
"""
"""Each word a phrase of its own, since what it is written with may join several: "a phrase", or, -not."""

OF_TICKET = "number || ' ' || title || ' ' || coalesce(external_reference, '') || ' ' || left(description, 100000)"


OWN = "customer_id = (SELECT nullif(current_setting('duetime.customer', true), '')::uuid)"


def upgrade() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION duetime_plain(written text) RETURNS text"
        f" LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN {_plain()}"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION duetime_words(asked text) RETURNS tsquery"
        f" LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE BEGIN ATOMIC {QUERY}; END"
    )
    op.execute(f"ALTER POLICY own ON people USING ({OWN}) WITH CHECK ({OWN} AND NOT administrator)")
    _let_heads_only_go_on()
    _search_by(f"duetime_plain({OF_TICKET})")


def _search_by(text: str) -> None:
    """Both at once, so that the tickets are written anew once. Until the index is there a search reads them all.

    What comes before the index is committed, and can be done again if this fails.
    """
    op.execute(
        "ALTER TABLE tickets DROP COLUMN words,"
        f" ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', {text})) STORED NOT NULL"
    )
    with beside_others():
        op.drop_index("ix_tickets_words", "tickets", postgresql_concurrently=True, if_exists=True)
        op.create_index("ix_tickets_words", "tickets", ["words"], postgresql_using="gin", postgresql_concurrently=True)


def _let_heads_only_go_on() -> None:
    """Whoever appends moves the head of the chain by one entry, and nobody who comes in by the service moves it back."""
    op.execute("""
        CREATE OR REPLACE FUNCTION refuse_jump() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the head of a chain goes on by one entry' USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    op.execute("""
        CREATE OR REPLACE TRIGGER audit_heads_go_on BEFORE UPDATE ON audit_heads FOR EACH ROW WHEN (
            (NEW.chain, NEW.position) IS DISTINCT FROM (OLD.chain, OLD.position + 1)
            AND current_setting('duetime.scope', true) IN ('customer', 'vendor')
        ) EXECUTE FUNCTION refuse_jump()
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER IF EXISTS audit_heads_go_on ON audit_heads")
    op.execute("DROP FUNCTION IF EXISTS refuse_jump()")
    op.execute(f"ALTER POLICY own ON people USING ({OWN}) WITH CHECK ({OWN})")
    _search_by(OF_TICKET)
    op.execute("DROP FUNCTION duetime_words(text)")
    op.execute("DROP FUNCTION duetime_plain(text)")
