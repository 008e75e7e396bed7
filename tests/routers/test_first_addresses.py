"""Wherever somebody looks first, they are led to where it is."""

import pytest

from app.routers.contract.pages import ICON
from tests.routers.callers import Api

DOCS = "/v1/docs"


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/", DOCS),
        ("/docs", DOCS),
        ("/redoc", DOCS),
        ("/v1", DOCS),
        ("/v1/", DOCS),
        ("/v1/docs/", DOCS),
        ("/openapi.json", "/v1/openapi.json"),
        ("/favicon.ico", ICON),
        ("/health", "/health/ready"),
    ],
)
async def test_a_first_guess_leads_somewhere(api: Api, address: str, where: str) -> None:
    anybody = api.anonymous()

    answer = await anybody.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (307, where)
    assert (await anybody.get(where)).status_code == 200
    assert (await anybody.head(address)).status_code == 307
    assert (await anybody.post(address)).status_code == 405
