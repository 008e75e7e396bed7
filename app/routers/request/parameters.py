"""Parameters that several resources share."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from app.domain.streams import LATE
from app.domain.tickets.moments import Knowledge, Moment
from app.routers.http.pagination import PageWindow
from app.routers.http.types import Id, InstantIn, QueryIn

CustomerId = Annotated[Id, Path(alias="customerId")]
PersonId = Annotated[Id, Path(alias="personId")]
KeyId = Annotated[Id, Path(alias="keyId")]
NetworkId = Annotated[Id, Path(alias="networkId")]
SubscriptionId = Annotated[Id, Path(alias="subscriptionId")]
IntegrationId = Annotated[Id, Path(alias="integrationId")]
CalendarFeedId = Annotated[Id, Path(alias="calendarFeedId")]
ContactId = Annotated[Id, Path(alias="contactId")]
AnnouncementId = Annotated[Id, Path(alias="announcementId")]
ServiceId = Annotated[Id, Path(alias="serviceId")]
InstanceId = Annotated[Id, Path(alias="instanceId")]
OutageId = Annotated[Id, Path(alias="outageId")]
LeftOutId = Annotated[Id, Path(alias="leftOutId")]
RebuttalId = Annotated[Id, Path(alias="rebuttalId")]
MaintenanceId = Annotated[Id, Path(alias="maintenanceId")]
CopyId = Annotated[Id, Path(alias="copyId")]
TermId = Annotated[Id, Path(alias="termId")]
EntryId = Annotated[Id, Path(alias="entryId")]
BacklogItemId = Annotated[Id, Path(alias="backlogItemId")]
LeakId = Annotated[Id, Path(alias="leakId")]


_WHEN = Field(
    description="Vendor staff only: when it happened, if not now. Not before the ticket's latest decision or"
    f" change; more than {LATE.seconds} seconds ago, it is recorded late and takes words that say why."
)
OccurredAtMember = Annotated[InstantIn, _WHEN]
OccurredAt = Annotated[InstantIn | None, _WHEN]


class MomentQuery(QueryIn):
    """Of what can be asked about any moment."""

    as_of: Annotated[
        InstantIn | None,
        Field(
            description="How it stood at that moment; or, later than now, how it will stand if nothing more happens."
        ),
    ] = None
    knowledge: Annotated[
        Knowledge,
        Field(
            description="With asOf. `then`: by what had been recorded by that moment. `now`: by what is known now of "
            "what had happened by then."
        ),
    ] = Knowledge.THEN

    def moment(self) -> Moment | None:
        return None if self.as_of is None else Moment(self.as_of, self.knowledge)


def after_id(asked: PageWindow) -> UUID | None:
    """Where a list goes on that is ordered by id."""
    match asked.after:
        case (UUID() as last,):
            return last
        case _:
            return None
