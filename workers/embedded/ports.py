"""Which ports our servers listen on: free ones, and the same ones again after a restart."""

import json
import os
import socket
from collections.abc import Sequence
from pathlib import Path

HOST = "127.0.0.1"

# Below the range from which systems take ports for outgoing connections: a remembered port would often be gone.
FIRST_PORT = 20_000
PORTS = 10_000


_given: set[int] = set()


def free_port() -> int:
    """A port on which nobody listens at this moment, and which this process has not been given before."""
    while True:
        port = FIRST_PORT + int.from_bytes(os.urandom(4), "big") % PORTS
        # Whoever was given it may not listen yet.
        if port not in _given and is_free(port):
            _given.add(port)
            if len(_given) > PORTS // 2:
                _given.clear()
            return port


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections of the last run that are still fading do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def remembered_ports(state_file: Path, names: Sequence[str]) -> dict[str, int]:
    """One port per name: that of the last run while it is free, else a new one, noted in `state_file`."""
    try:
        before = json.loads(state_file.read_text())
    except (OSError, ValueError):
        before = {}
    ports: dict[str, int] = {}
    for name in names:
        port = before.get(name)
        while not isinstance(port, int) or port in ports.values() or not is_free(port):
            port = free_port()
        ports[name] = port
    if ports != before:
        state_file.write_text(json.dumps(ports))
    return ports
