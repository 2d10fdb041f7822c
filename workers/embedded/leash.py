"""Becomes another program on a leash: the kernel stops that program when our process dies, however it dies.

Run as a script by `child.py`: `leash.py PARENT SIGNAL UID:GID alone|family PROGRAM ARGUMENT...`. A fresh process does
this, not a function between fork and exec, because the parent has threads and a fork of theirs may not run Python
safely. The leash holds one process and not what that starts: `family` is for programs that leave their own behind.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, death_signal: str, account: str, kin: str, *command: str) -> None:
    """Never returns: the process is `command`, or it has ended."""
    # Loaded first: the account below may not be allowed to read the Python installation.
    libc = ctypes.CDLL(None, use_errno=True)
    if account != ":":
        uid, gid = map(int, account.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the change of account, which clears it.
    _die_with_parent(libc, int(death_signal))
    if os.getppid() != int(parent):
        sys.exit("tiến trình mẹ đã dừng")
    # A shell lets what it starts in the background ignore Ctrl-C, and every child inherits that: PHP would never end.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    if kin == "family":
        _end_family_with_us(libc)
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"không chạy được {command[0]}: {error.strerror}")


def _die_with_parent(libc: ctypes.CDLL, death_signal: int) -> None:
    # Elsewhere than on Linux the sweep at the next start stands in.
    if sys.platform == "linux" and libc.prctl(PR_SET_PDEATHSIG, death_signal) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _end_family_with_us(libc: ctypes.CDLL) -> None:
    """Leaves a process that kills the rest of the group once the command is gone, however it went."""
    ours = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    if os.fork() == 0:
        _die_with_parent(libc, signal.SIGTERM)
        if os.getppid() == ours:
            signal.sigwait({signal.SIGTERM})
        os.killpg(0, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


if __name__ == "__main__":
    main(*sys.argv[1:])
