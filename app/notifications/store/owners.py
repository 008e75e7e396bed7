"""Who keeps what events are sent to."""

from uuid import UUID

from sqlalchemy import and_, or_, select

from app.access.store.people import Person, person_from
from app.domain.vocabulary import Role
from app.postgres.connection import Connection
from app.postgres.tables import people, registrants


async def registrants_of(connection: Connection, customer_id: UUID) -> list[Person]:
    """Those active."""
    theirs = and_(registrants.c.person_id == people.c.id, registrants.c.customer_id == people.c.customer_id)
    statement = select(people).join(registrants, theirs)
    statement = statement.where(people.c.active, registrants.c.customer_id == customer_id)
    return [person_from(row) for row in (await connection.execute(statement.order_by(people.c.id))).mappings()]


async def managers(connection: Connection) -> list[Person]:
    """Active support managers and administrators."""
    is_manager = and_(people.c.customer_id.is_(None), people.c.roles.any_() == Role.SUPPORT_MANAGER.value)
    statement = select(people).where(people.c.active, or_(is_manager, people.c.administrator))
    return [person_from(row) for row in (await connection.execute(statement.order_by(people.c.id))).mappings()]
