"""`toasoan` in a process that has loaded it already: each command is a fork with the shell's words, folder and streams.

Nine tenths of a command's time goes into loading; that it loads by itself is seen where it is typed as it is.
"""

import asyncio
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import threading
import traceback
from importlib import import_module
from pathlib import Path
from typing import Final

CLIENT: Final = Path(__file__).with_name("typed_here.py")
_LATER: Final = (
    "desk.acts.keys", "desk.manuscript.relabel", "desk.signing", "workers.telemetry.logs",
    "workers.telemetry.request_ids", "workers.temporal.client", "workers.wiring.desk", "workers.wiring.leaders",
    "workers.wiring.reading", "workers.wiring.stores",
)  # fmt: skip
"""What a command loads as it is carried out."""


async def loaded(folder: Path, environment: dict[str, str]) -> asyncio.subprocess.Process:
    """The process, which ends with its standard input, when it is ready to serve at `folder`'s socket."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(folder / "loaded"), cwd=Path(__file__).parents[3], env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert await child.stdout.readline() == b"loaded\n"
    return child


def as_function(folder: Path) -> str:
    """The line by which a shell of ours has its `toasoan` carried out there."""
    return f'toasoan() {{ "{sys.executable}" -I -S "{CLIENT}" "{folder / "loaded"}" "$@"; }}'


def _serve(path: str) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("loaded", flush=True)  # noqa: T201
    while listening in select.select([listening, sys.stdin], [], [])[0]:
        line = listening.accept()[0]
        if os.fork() == 0:
            listening.close()
            _carry_out(line)
        line.close()


def _load() -> None:
    commands = import_module("workers.commands")
    for known in pkgutil.iter_modules(commands.__path__, "workers.commands."):
        import_module(known.name)
    for name in _LATER:
        import_module(name)
    assert threading.active_count() == 1, "a fork would lack the others"
    gc.collect()
    gc.freeze()


def _carry_out(line: socket.socket) -> None:
    """One command in this fork, which ends with it."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        said, streams, _, _ = socket.recv_fds(line, 1 << 20, 3)
        while not said.endswith(b"\n"):
            said += line.recv(1 << 20)
        asked = json.loads(said)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        sys.argv = ["toasoan", *asked["words"]]
        import_module("workers.__main__").main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:  # noqa: BLE001 - as the interpreter ends a program of its own
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(b"%d" % code)
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
