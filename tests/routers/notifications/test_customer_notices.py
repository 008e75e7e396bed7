"""What a customer was told is its people's to read; what one of them was told as the one they are is not."""

from app.notifications.posting import NoticePoster
from app.notifications.sending import MailSender
from tests.notifications.mailbox import Mailbox
from tests.organisations import Organisation
from tests.routers.callers import Api, Caller
from tests.routers.notifications.test_contacts import added, link_in
from tests.routers.notifications.test_webhook_people import wanted
from tests.subscriptions.sink import Sink


async def test_a_colleague_reads_the_news_of_the_customer_and_nothing_that_is_between_us_and_somebody(
    api: Api,
    registrant: Caller,
    manager: Caller,
    extended: Organisation,
    receiver: Sink,
    poster: NoticePoster,
    box: Mailbox,
    sender: MailSender,
) -> None:
    colleague = await api.as_colleague(extended)
    await wanted(registrant, receiver.url)
    await added(registrant, extended)
    await poster.send_batch()
    await sender.send_batch()
    assert (await api.anonymous().post(link_in(box))).status_code == 200
    news = {
        "topic": "news",
        "title": "A new office",
        "text": {"nl": "Wij zijn verhuisd.", "en": "We have moved."},
        "everybody": True,
    }
    made = await manager.post("/v1/announcements", json=news)
    assert made.status_code == 201, made.text

    own = (await registrant.get(f"/v1/people/{registrant.person.id}/notices")).json()["items"]
    assert [each["eventType"] for each in own] == ["person.confirmation"]
    for reader in (colleague, registrant, manager):
        seen = (await reader.get(f"/v1/customers/{extended.customer.id}/notices")).json()["items"]
        assert [each["eventType"] for each in seen] == ["announcement.made"]
