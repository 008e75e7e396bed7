"""Who came in before with a key comes in again by one call: if the rows that it stands for are still the same ones.

`xmin` names the transaction that wrote a row as it stands: whatever is changed of a key, a person or the networks of
management, the mark is another one. `app/db/api_keys.py` makes the same mark when it reads them.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENTER = """
CREATE FUNCTION duetime_enter(presented bytea, remembered text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    told text;
    are_told boolean;
BEGIN
    told := set_config('duetime.key', encode(presented, 'hex'), true);
    WITH holder AS MATERIALIZED (
        SELECT people.id, people.customer_id,
            people.administrator OR people.roles && ARRAY['support', 'consultant', 'support_manager'] AS is_vendor,
            md5(concat_ws('.', api_keys.xmin, people.xmin,
                CASE WHEN people.administrator OR people.roles && ARRAY['support_manager'] THEN
                    (SELECT array_agg(network ORDER BY network) FROM administration_networks) END)) AS mark
        FROM api_keys JOIN people ON people.id = api_keys.person_id
        WHERE api_keys.digest = presented
    )
    SELECT (set_config('duetime.key', '', true),
        set_config('duetime.principal', id::text, true),
        set_config('duetime.customer', CASE WHEN is_vendor THEN '' ELSE customer_id::text END, true),
        set_config('duetime.scope', CASE WHEN is_vendor THEN 'vendor' ELSE 'customer' END, true)) IS NOT NULL
    INTO are_told FROM holder WHERE mark = remembered;
    IF are_told IS NULL THEN
        RAISE EXCEPTION 'what was remembered of the caller holds no longer' USING ERRCODE = 'DT001';
    END IF;
    RETURN true;
END
$$
"""


def upgrade() -> None:
    op.execute(ENTER)


def downgrade() -> None:
    op.execute("DROP FUNCTION duetime_enter(bytea, text)")
