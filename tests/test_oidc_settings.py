"""The settings for tokens of an OpenID provider, as the environment gives them."""

import pytest
from pydantic import ValidationError

from app.settings import Settings

ISSUER = "https://login.example/realms/support"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUETIME_OIDC_AUDIENCE", "https://support.example/v1")


@pytest.mark.parametrize(
    "issuer",
    [
        ISSUER,
        f"{ISSUER}/",
        "https://login.example",
        "https://login.example:8443/a/b",
        "http://127.0.0.1:3000",
        "http://localhost:3000/x",
        "http://[::1]:3000",
    ],
)
def test_an_issuer_is_kept_to_the_letter(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", issuer)

    assert Settings().oidc_issuer == issuer


@pytest.mark.parametrize(
    "issuer",
    [
        "login.example",
        "http://login.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        f"{ISSUER}?x=1",
        f"{ISSUER}#x",
        "https://",
        "https:///x",
        "https://user:password@login.example",
        f"{ISSUER}\n",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_issuer_is_refused(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", issuer)

    with pytest.raises(ValidationError, match="the issuer is an https:// URL"):
        Settings()


@pytest.mark.parametrize("alone", ["DUETIME_OIDC_ISSUER", "DUETIME_OIDC_AUDIENCE"])
def test_issuer_and_audience_go_together(monkeypatch: pytest.MonkeyPatch, alone: str) -> None:
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv(alone, "")

    with pytest.raises(ValidationError, match="set both, or neither"):
        Settings()


def test_management_acts_by_tokens_only_where_there_are_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUETIME_MANAGEMENT_ACTS_BY", "token")
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", "")
    monkeypatch.setenv("DUETIME_OIDC_AUDIENCE", "")

    with pytest.raises(ValidationError, match="takes an OpenID provider"):
        Settings()


def test_what_is_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", "")
    monkeypatch.setenv("DUETIME_OIDC_AUDIENCE", "")

    assert Settings().oidc_issuer is None


def test_lists_are_written_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("DUETIME_OIDC_MFA_ROLES", "support, administrator")
    monkeypatch.setenv("DUETIME_OIDC_MFA_AMR", "mfa pwd+otp")
    monkeypatch.setenv("DUETIME_OIDC_MFA_ACR", "")

    settings = Settings()

    assert settings.oidc_mfa_roles == {"support", "administrator"}
    assert (settings.oidc_mfa_amr, settings.oidc_mfa_acr) == (("mfa", "pwd+otp"), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUETIME_OIDC_MFA_ROLES", "manager"),
        ("DUETIME_OIDC_MFA_ACR", 'a"b'),
        ("DUETIME_OIDC_TOKENS", "any"),
        ("DUETIME_OIDC_PERSON_CLAIM", ""),
    ],
)
def test_words_that_mean_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("DUETIME_OIDC_ISSUER", ISSUER)

    with pytest.raises(ValidationError, match=name.removeprefix("DUETIME_").lower()):
        Settings()
