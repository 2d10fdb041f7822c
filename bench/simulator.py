"""The simulator without Zalo's limit of calls a minute, which the yardsticks outrun.

`python -m bench.simulator URL FILE` serves it; what it knows is kept in the file.
"""

import sys
from urllib.parse import urlsplit

import uvicorn

from simulator.app import create_app
from simulator.config import SimulatorConfig


def serve(url: str, data_file: str) -> None:
    """Serve it until told to stop."""
    address = urlsplit(url)
    app = create_app(SimulatorConfig(public_url=url, data_file=data_file, zalo_calls_per_minute=0))
    host, port = str(address.hostname), address.port or 0
    # Nobody here looks whether a kept connection was closed before it is used again.
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", timeout_keep_alive=3600)


if __name__ == "__main__":
    serve(*sys.argv[1:])
