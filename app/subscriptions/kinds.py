"""What happens to a subscription has a stream of its own, beside its row."""

from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from app.domain.streams import LatestFact
from app.domain.subscriptions.subscription_facts import SubscriptionFact
from app.postgres.tables import subscription_events, subscription_histories
from app.streams.subjects import SubjectKind

SUBSCRIPTIONS: Final = SubjectKind[SubscriptionFact, LatestFact](
    stream=subscription_events,
    subjects=subscription_histories,
    facts=TypeAdapter(Annotated[SubscriptionFact, Field(discriminator="type")]),
    states=TypeAdapter(LatestFact),
    begin=lambda _, __, event: LatestFact.of(event),
    advance=lambda _, event: LatestFact.of(event),
    columns=lambda _: {},
    missing="There is no such subscription.",
)
