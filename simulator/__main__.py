"""Starting the simulator by hand: `python -m simulator --port 8900 --data var/simulator.sqlite3`."""

import argparse

import uvicorn

from simulator.app import create_app
from simulator.config import SimulatorConfig


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="simulator", description="Mô phỏng cổng tỉnh, Fanpage và Zalo OA.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--data", help="tệp SQLite giữ trạng thái; bỏ trống thì chỉ giữ trong bộ nhớ")
    chosen = parser.parse_args()
    config = SimulatorConfig(public_url=f"http://{chosen.host}:{chosen.port}", data_file=chosen.data)
    uvicorn.run(create_app(config), host=chosen.host, port=chosen.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
