"""TCP ports of the loopback address."""

import socket

from sql.errors import DatabaseError

LOOPBACK = "127.0.0.1"


class PortTakenError(DatabaseError):
    """Another program listens on the port."""


def choose_port(wanted: int) -> int:
    """The wanted port, or for 0 a free one.

    Raises:
        PortTakenError: if it is taken.
    """
    # As PostgreSQL binds: what an earlier server left closing does not count.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
            probe.listen(1)
        except OSError as error:
            raise PortTakenError(
                f"Port {wanted} of {LOOPBACK} cannot be used ({error.strerror}). Choose another "
                "with --port; 0 finds one."
            ) from error
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether nobody listens on a port."""
    try:
        choose_port(port)
    except PortTakenError:
        return False
    return True
