"""Whether a host is this machine itself, where a line needs no TLS."""

from __future__ import annotations

import ipaddress


def is_own_machine(host: str) -> bool:
    """Whether a name or an address stays within this machine (loopback); no name is looked up."""
    if host.lower().rstrip(".") in ("localhost", "ip6-localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
