"""One spelling for each address, and what lies within what."""

import pytest

from app.addresses import address, is_covered, is_within, network


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::192.0.2.1", "::c000:201"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
    ],
)
def test_an_address_has_one_spelling(written: str, meant: str) -> None:
    assert str(address(written)) == meant


@pytest.mark.parametrize(
    "written",
    ["", "localhost", "192.0.2", "192.0.2.256", "192.0.2.01", "3221225985", "0xc0000201", "１92.0.2.1", "192.0.2.1%a"],
)
def test_what_is_no_address_is_not_guessed_at(written: str) -> None:
    with pytest.raises(ValueError, match="address"):
        address(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("::/0", "::/0"),
    ],
)
def test_a_network_has_one_spelling(written: str, meant: str) -> None:
    assert str(network(written)) == meant


@pytest.mark.parametrize("written", ["", "192.0.2.1/24", "192.0.2.0/33", "2001:db8::1/32", "fe80::1%eth0", "office"])
def test_what_is_no_network_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"network|host bits|netmask|CIDR"):
        network(written)


@pytest.mark.parametrize(
    ("where", "is_in"),
    [
        ("192.0.2.255", True),
        ("192.0.3.0", False),
        ("::ffff:192.0.2.7", True),
        ("::c000:207", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
    ],
)
def test_an_address_is_within_networks_of_its_own_family(where: str, *, is_in: bool) -> None:
    assert is_within([network("192.0.2.0/24"), network("2001:db8::/32")], address(where)) is is_in


def test_nobody_knows_where_an_unknown_address_is() -> None:
    assert not is_within([network("0.0.0.0/0"), network("::/0")], None)


@pytest.mark.parametrize(
    ("inner", "is_in"),
    [("192.0.2.0/24", True), ("192.0.2.8/29", True), ("192.0.0.0/16", False), ("::/0", False), ("198.51.100.1", False)],
)
def test_a_network_is_covered_by_a_larger_one(inner: str, *, is_in: bool) -> None:
    assert is_covered([network("192.0.2.0/24")], network(inner)) is is_in
