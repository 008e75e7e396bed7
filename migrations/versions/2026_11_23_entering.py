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
    holder record;
    told text;
BEGIN
    told := set_config('duetime.scope', '', true);
    told := set_config('duetime.key', encode(presented, 'hex'), true);
    SELECT people.id, people.customer_id,
        people.administrator OR people.roles && ARRAY['support', 'consultant', 'support_manager'] AS is_vendor,
        md5(concat_ws('.', api_keys.xmin, people.xmin,
            (SELECT array_agg(network ORDER BY network) FROM administration_networks))) AS mark
    INTO holder
    FROM api_keys JOIN people ON people.id = api_keys.person_id
    WHERE api_keys.digest = presented;
    IF (holder.mark = remembered) IS NOT TRUE THEN
        RAISE EXCEPTION 'what was remembered of the caller holds no longer' USING ERRCODE = 'DT001';
    END IF;
    told := set_config('duetime.key', '', true);
    told := set_config('duetime.principal', holder.id::text, true);
    told := set_config('duetime.customer', CASE WHEN holder.is_vendor THEN '' ELSE holder.customer_id::text END, true);
    told := set_config('duetime.scope', CASE WHEN holder.is_vendor THEN 'vendor' ELSE 'customer' END, true);
    RETURN true;
END
$$
"""


def upgrade() -> None:
    op.execute(ENTER)


def downgrade() -> None:
    op.execute("DROP FUNCTION duetime_enter(bytea, text)")
