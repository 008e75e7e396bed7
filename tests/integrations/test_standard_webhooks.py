from base64 import b64decode
from datetime import UTC, datetime, timedelta

from app.clock import instant
from app.integrations.standard_webhooks import Signed, is_genuine

SENT_AT = instant(datetime.fromtimestamp(1614265330, UTC))
SECRET = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
PUBLISHED = Signed(
    id="msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp="1614265330",
    signatures="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    body=b'{"test": 2432232314}',
)
"""The example of the specification."""


def test_the_example_of_the_specification_is_genuine() -> None:
    assert is_genuine(PUBLISHED, SECRET, SENT_AT)
    assert not is_genuine(PUBLISHED, SECRET[:-1], SENT_AT)
    assert not is_genuine(PUBLISHED, b"", SENT_AT)


def test_it_is_fresh_for_five_minutes_to_the_microsecond() -> None:
    assert is_genuine(PUBLISHED, SECRET, SENT_AT + timedelta(minutes=5))
    assert not is_genuine(PUBLISHED, SECRET, SENT_AT + timedelta(minutes=5, microseconds=1))
    assert not is_genuine(PUBLISHED, SECRET, SENT_AT - timedelta(minutes=5, microseconds=1))
