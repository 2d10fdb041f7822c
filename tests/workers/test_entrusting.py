"""Each process holds its own secrets and no others: by the table, and in the process as it runs."""

import asyncio
import json
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from pydantic import SecretStr

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from activities.storage.roles import Role
from newsroom.article import ChannelName
from tests.support.live import LiveNewsroom
from workers.commands.carrying_out import settings_of
from workers.entrusting import ENTRUSTED, LOGS_IN_AS, SECRETS, Process, entrusted, passwords_of, worker_of
from workers.keys import kept_secrets
from workers.settings import Settings

pytestmark = pytest.mark.trust

CHANNEL_WORKERS: Final = {Process.PORTAL_WORKER, Process.FANPAGE_WORKER, Process.ZALO_OA_WORKER, Process.WORKER}
HOLDERS: Final = {
    "desk_private_key": {Process.DESK},
    "second_private_key": set(),
    "token_key": {Process.FANPAGE_WORKER, Process.ZALO_OA_WORKER, Process.WORKER, Process.COURIER},
    "liferay_client_secret": {Process.PORTAL_WORKER, Process.WORKER},
    "wordpress_password": {Process.PORTAL_WORKER, Process.WORKER},
    "facebook_app_secret": {Process.FANPAGE_WORKER, Process.WORKER},
    "zalo_app_secret": {Process.ZALO_OA_WORKER, Process.WORKER, Process.COURIER},
    "admin_database_url": {Process.MIGRATE, Process.BACKUP},
    "payload_key": {*CHANNEL_WORKERS, Process.EDITORIAL_WORKER, Process.DESK, Process.CODEC_SERVER, Process.SCHEDULES},
    "database_url": {*CHANNEL_WORKERS, Process.EDITORIAL_WORKER, Process.DESK, Process.WATCH, Process.COURIER},
    "smtp_url": {Process.WATCH, Process.COURIER},
    "push_private_key": {Process.COURIER},
    "watch_webhook_url": {Process.WATCH},
    "watch_heartbeat_url": {Process.WATCH},
}
PASSWORDS: Final = {f"{role.name.lower()}_database_password" for role in Role}
MARK: Final = "bi-mat-"


def filled() -> Settings:
    """Settings in which every secret says which it is."""
    return Settings().model_copy(update={name: SecretStr(MARK + name) for name in SECRETS})


def held(settings: Settings) -> set[str]:
    return {name for name in SECRETS if getattr(settings, name).get_secret_value()}


def test_every_secret_has_its_holders_and_nobody_else_has_it() -> None:
    """The worker, the watch and the simulator held the key that signs decisions."""
    for name in SECRETS:
        holders = {process for process in Process if name in held(entrusted(filled(), process))}
        if name in PASSWORDS:
            assert holders == {Process.MIGRATE}, name
        elif name == "payload_keys_old":
            assert holders == HOLDERS["payload_key"]
        elif name == "temporal_api_key":
            asleep = {Process.SIMULATOR, Process.CODEC_SERVER, Process.MIGRATE, Process.BACKUP, Process.COURIER}
            assert holders == set(Process) - asleep
        else:
            assert holders == HOLDERS[name], name
    assert set(ENTRUSTED) == set(Process)
    assert PASSWORDS <= SECRETS


def test_a_watch_that_probes_a_channel_has_what_that_takes_and_no_more() -> None:
    settings = filled().model_copy(update={"watch_channels": "portal, zalo_oa"})
    extra = held(entrusted(settings, Process.WATCH)) - ENTRUSTED[Process.WATCH]
    assert extra == {"liferay_client_secret", "wordpress_password", "token_key", "zalo_app_secret"}


def test_everybody_logs_in_as_somebody_else() -> None:
    assert {LOGS_IN_AS[process] for process in CHANNEL_WORKERS - {Process.WORKER}} == {Role.CHANNEL}
    apart = [LOGS_IN_AS[p] for p in (Process.DESK, Process.EDITORIAL_WORKER, Process.WATCH, Process.WORKER)]
    assert len({*apart, Role.CHANNEL, Role.APP}) == len(apart) + 2
    assert set(LOGS_IN_AS) == {process for process in Process if "database_url" in ENTRUSTED[process]}


def test_a_worker_is_what_its_queues_are() -> None:
    assert worker_of([EDITORIAL_QUEUE]) is Process.EDITORIAL_WORKER
    assert worker_of([CHANNEL_QUEUES[ChannelName.ZALO_OA]]) is Process.ZALO_OA_WORKER
    assert worker_of([]) is Process.WORKER
    assert worker_of(list(CHANNEL_QUEUES.values())) is Process.WORKER


async def test_the_children_have_their_own_secrets_and_nothing_of_others(
    live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system shows their environment; what our own environment holds is not handed down either."""
    monkeypatch.setenv("TOASOAN_DESK_PRIVATE_KEY", "cua-nguoi-mo-may")
    monkeypatch.setenv("TOASOAN_ADMIN_DATABASE_URL", "cua-nguoi-mo-may")
    names = ("desk", "watch", "worker")
    await live.stack.start_processes(names)
    try:
        for name in names:
            text = Path(f"/proc/{live.stack.children[name].pid}/environ").read_text(encoding="utf-8")
            own = live.stack.settings_for(Process(name)).database_url.get_secret_value()
            assert f"{LOGS_IN_AS[Process(name)]}:" in own
            assert f"TOASOAN_DATABASE_URL={own}\0" in text
            text = text.replace(own, "")
            for secret in SECRETS - ENTRUSTED[Process(name)]:
                value = getattr(live.stack.settings, secret).get_secret_value()
                assert not value or value not in text, (name, secret)
                assert f"TOASOAN_{secret.upper()}=\0" in text, (name, secret)
    finally:
        await asyncio.gather(*(live.stack.stop_process(name) for name in names))


def test_a_simulator_is_given_no_secret_at_all(live: LiveNewsroom) -> None:
    given = live.stack.environment_for(Process.SIMULATOR)
    assert not {name for name in SECRETS if given[f"TOASOAN_{name.upper()}"]}


def test_a_process_takes_nothing_of_others_out_of_the_file_of_the_machine(
    live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`var/stack.env` holds all secrets for the commands; a process that reads it would hold them too."""
    monkeypatch.setenv("TOASOAN_DATA_FOLDER", str(live.stack.folder))
    for process in (Process.WORKER, Process.WATCH, Process.SIMULATOR):
        settings = settings_of(process)
        assert settings.data_folder == live.stack.folder
        assert held(settings) <= ENTRUSTED[process]
    assert settings_of(Process.DESK).desk_private_key.get_secret_value()
    assert (live.stack.folder / "stack.env").stat().st_mode & 0o077 == 0


async def test_each_account_of_the_machine_opens_the_storage_as_itself(live: LiveNewsroom) -> None:
    for process, role in LOGS_IN_AS.items():
        connection = await asyncpg.connect(live.stack.settings_for(process).database_url.get_secret_value())
        try:
            assert await connection.fetchval("SELECT session_user") == role
        finally:
            await connection.close()


def test_a_machine_of_before_gets_the_passwords_it_lacks_and_keeps_its_keys(tmp_path: Path) -> None:
    """New keys would make every token and every signature worthless."""
    file = tmp_path / "keys.json"
    before = {name: value for name, value in kept_secrets(file).items() if name not in PASSWORDS}
    before["app_database_password"] = "cu"
    file.write_text(json.dumps(before), encoding="utf-8")
    kept = kept_secrets(file)
    assert before.items() <= kept.items()
    assert set(kept) >= PASSWORDS
    assert kept_secrets(file) == kept
    assert file.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]
    assert passwords_of(Settings.model_validate(kept)).keys() == set(Role)
