"""IP addresses and networks, each in one spelling: an IPv4 address that comes as IPv6 (::ffff:…) is the IPv4 one."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_MAPPED: Final = IPv6Network("::ffff:0:0/96")


@lru_cache(maxsize=1024)
def address(text: str) -> Address:
    """ValueError if it is none. The zone of a link-local address (fe80::1%eth0) is dropped."""
    found = ip_address(text)
    if isinstance(found, IPv4Address):
        return found
    return found.ipv4_mapped or IPv6Address(int(found))


def network(text: str) -> Network:
    """An address or a CIDR block. ValueError if it is none, or says more bits than its length: 10.0.0.1/8."""
    if "%" in text:
        raise ValueError("a network has no zone")
    found = ip_network(text)
    if isinstance(found, IPv4Network) or not found.subnet_of(_MAPPED):
        return found
    return IPv4Network((int(found.network_address) & 0xFFFF_FFFF, found.prefixlen - _MAPPED.prefixlen))


def is_within(networks: Iterable[Network], address: Address | None) -> bool:
    """An address that nobody knows lies nowhere."""
    return address is not None and any(address in each for each in networks)


def is_covered(networks: Iterable[Network], inner: Network) -> bool:
    return any(_holds(each, inner) for each in networks)


def _holds(outer: Network, inner: Network) -> bool:
    if isinstance(outer, IPv4Network) and isinstance(inner, IPv4Network):
        return inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and isinstance(inner, IPv6Network) and inner.subnet_of(outer)
