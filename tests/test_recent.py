"""What was used last is kept, and no more than there is room for."""

from app.recent import Recent


def test_what_was_used_last_is_kept() -> None:
    recent = Recent[str, int](2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    assert recent.get("a") == 1
    recent.keep("c", 3)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]


def test_what_is_kept_again_is_used_again() -> None:
    recent = Recent[str, int](2)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        recent.keep(key, value)
    assert [recent.get(key) for key in "abc"] == [3, None, 4]


def test_what_is_forgotten_is_not_there() -> None:
    recent = Recent[str, int](2)
    recent.keep("a", 1)
    recent.forget("a")
    recent.forget("b")
    assert recent.get("a") is None
