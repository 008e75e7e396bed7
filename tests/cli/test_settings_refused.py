"""Settings that contradict each other are told by name, without a traceback and without what they hold."""

import pytest

from app import cli


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OIDC_ISSUER", "https://login.example", "DUETIME_OIDC_ISSUER and DUETIME_OIDC_AUDIENCE go together: set both"),
        ("OIDC_ISSUER", "http://secret.example", "DUETIME_OIDC_ISSUER: the issuer is an https:// URL"),
        ("OIDC_TOKENS", "secret", "DUETIME_OIDC_TOKENS: Input should be"),
        ("BOOTSTRAP_API_KEY", "x", "DUETIME_BOOTSTRAP_API_KEY: a key of fewer than 8 characters is soon guessed"),
        ("BOOTSTRAP_API_KEY", "secret7", "DUETIME_BOOTSTRAP_API_KEY: a key of fewer than 8 characters"),
        ("PORT", "secret", "DUETIME_PORT: Input should be"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_what_is_wrong_with_the_settings_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"DUETIME_{name}", value)

    assert cli.main([command]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"duetime: {said}")
    assert told.count("\n") == 1
    assert "secret" not in told
