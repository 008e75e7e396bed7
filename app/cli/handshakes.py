"""A listening socket that lets in whom it has greeted, and greets nobody any more.

To close it resets every connection that was made and not accepted yet, and there is no moment at which there is none
of those. So first the kernel is told to pass by new handshakes (SYN without ACK): whoever comes now finds the port
closed at the next try, and whoever had come is accepted meanwhile. Linux has that as a filter of classic BPF; anywhere
else a few may be reset, as before.
"""

import ctypes
import socket
import struct
import sys
from typing import Final

SO_ATTACH_FILTER: Final = 26
"""From <asm-generic/socket.h>; Python does not name it."""
_FLAGS_OFFSET, _SYN, _SYN_OR_ACK = 13, 0x02, 0x12
_PROGRAM: Final = (
    (0x30, 0, 0, _FLAGS_OFFSET),  # load the byte of flags of the TCP header
    (0x54, 0, 0, _SYN_OR_ACK),  # keep two of them
    (0x15, 0, 1, _SYN),  # only SYN?
    (0x06, 0, 0, 0),  # pass by
    (0x06, 0, 0, 0xFFFFFFFF),  # take all of it
)
"""Instructions as <linux/filter.h> has them: code, jump if true, jump if not, operand."""


def turn_away(listening: socket.socket) -> None:
    """Leaves new connections to `listening` without an answer, for as long as it is open."""
    if sys.platform != "linux":
        return
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in _PROGRAM))
    program = struct.pack("HP", len(_PROGRAM), ctypes.addressof(code))
    listening.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
