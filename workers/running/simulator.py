"""The simulator of the channels as a process."""

from simulator.app import create_app
from simulator.config import SimulatorConfig
from workers.doors import KnownDoor, opened_door
from workers.patience import patient_server
from workers.settings import Settings
from workers.telemetry.logs import configure_logs


async def run_simulator(settings: Settings) -> None:
    """Serve the channel simulator."""
    configure_logs(settings.log_format, settings.log_level)
    port = int(settings.simulator_url.rsplit(":", 1)[1])
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    app = KnownDoor(create_app(simulator_config(settings)), bound_to=settings.simulator_host)
    with opened_door(settings.simulator_host, port, "TOASOAN_SIMULATOR_URL") as door:
        await patient_server(app).serve([door])


def simulator_config(settings: Settings) -> SimulatorConfig:
    """The simulator that belongs to these settings."""
    return SimulatorConfig(public_url=settings.simulator_url, data_file=str(settings.data_folder / "simulator.sqlite3"))
