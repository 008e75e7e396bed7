import shlex

import pytest

from app.cli.banner import Welcome, banner, examples
from app.routers.tickets.schemas import TicketIn
from app.settings import Settings, reachable_at

URL = "http://127.0.0.1:8000"
WELCOME = Welcome(api_key="dt_key", customer_id="0198c0de-0000-7000-8000-000000000001", ticket_id="0198c0de-ticket")


def test_a_newcomer_is_shown_the_docs_a_key_and_what_to_try() -> None:
    shown = banner(URL, WELCOME)
    for part in (URL, f"{URL}/v1/docs", "dt_key", *examples(URL, WELCOME)):
        assert part in shown


@pytest.mark.parametrize("welcome", [Welcome(), Welcome(api_key="dt_key")])
def test_without_demo_data_there_is_nothing_to_try(welcome: Welcome) -> None:
    shown = banner(URL, welcome)
    assert "curl" not in shown
    assert (welcome.api_key or "API key") in shown or not welcome.api_key


def test_each_example_is_one_command_for_a_shell() -> None:
    urls = [
        f"{URL}/v1/tickets",
        f"{URL}/v1/sla/status",
        f"{URL}/v1/tickets/0198c0de-ticket/clocks/resolution/explanation",
    ]
    for line, url in zip(examples(URL, WELCOME), urls, strict=True):
        words = shlex.split(line)
        assert (words[0], words[-1]) == ("curl", url)
        assert "Authorization: Bearer dt_key" in words


def test_the_example_ticket_is_one_that_the_api_takes() -> None:
    words = shlex.split(examples(URL, WELCOME)[0])
    TicketIn.model_validate_json(words[words.index("-d") + 1])


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        (Settings(host="127.0.0.1"), "http://127.0.0.1:8001"),
        (Settings(host="0.0.0.0"), "http://127.0.0.1:8001"),  # noqa: S104
        (Settings(public_url="https://duetime.example"), "https://duetime.example"),
    ],
)
def test_clients_are_told_where_they_reach_the_service(settings: Settings, url: str) -> None:
    assert reachable_at(settings, 8001).public_url == url
