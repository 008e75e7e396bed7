import pytest

from app.postgres.urls import dsn

SAME_DATABASE = [
    ("postgresql://u:p@h:5432/d", "postgresql://u:p@h:5432/d"),
    ("postgres://u:p@h/d", "postgresql://u:p@h/d"),
    ("postgresql+asyncpg://u@/d?host=%2Frun%2Fpg&port=5432", "postgresql://u@/d?host=%2Frun%2Fpg&port=5432"),
    ("postgresql+psycopg://u@h/d?ssl=require", "postgresql://u@h/d?sslmode=require"),
    ("postgresql://u@h/d?sslmode=verify-full&sslrootcert=/ca.pem", None),
    ("postgres://u@h/d?sslmode=require&channel_binding=require", "postgresql://u@h/d?sslmode=require"),
    ("postgresql://u:p%40ss@a:1,b:2/d?target_session_attrs=read-write", None),
]


@pytest.mark.parametrize(("url", "expected"), SAME_DATABASE)
def test_every_spelling_of_a_url_reaches_the_same_database(url: str, expected: str | None) -> None:
    assert dsn(url).replace("%2F", "/") == (expected or url).replace("%2F", "/")


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite:///file", "h/d", ""])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must start with postgresql://"):
        dsn(url)
