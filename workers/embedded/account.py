"""The user of this machine a server runs as."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The user of this machine whose rights a process gets."""

    uid: int
    gid: int
