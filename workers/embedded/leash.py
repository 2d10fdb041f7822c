"""Becomes another program on a leash: the kernel stops that program when our process dies, however it dies.

Run as a script by `child.py`: `leash.py PARENT SIGNAL UID:GID PROGRAM ARGUMENT...`. A fresh process does this, not a
function between fork and exec, because the parent has threads and a fork of theirs may not run Python safely.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, death_signal: str, account: str, *command: str) -> None:
    """Never returns: the process is `command`, or it has ended."""
    # Loaded first: the account below may not be allowed to read the Python installation.
    libc = ctypes.CDLL(None, use_errno=True)
    if account != ":":
        uid, gid = map(int, account.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the change of account, which clears it. Elsewhere than on Linux the sweep at the next start stands in.
    if sys.platform == "linux" and libc.prctl(PR_SET_PDEATHSIG, int(death_signal)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != int(parent):
        sys.exit("tiến trình mẹ đã dừng")
    # A shell lets what it starts in the background ignore Ctrl-C, and every child inherits that: PHP would never end.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"không chạy được {command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(*sys.argv[1:])
