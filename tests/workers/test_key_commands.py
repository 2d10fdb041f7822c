"""The desk's keys on the command line: shown, changed, reported; a new key is kept before it counts."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from activities.storage.database import now
from desk.acts.keys import KeyDesk
from desk.sign_in import SignIn
from desk.signing import DeskKey, new_private_key
from newsroom.article import spoken
from newsroom.stages import Act
from newsroom.working_time import local
from tests.support.storages import Storage
from workers.__main__ import app
from workers.keys import keep_next, kept_secrets, settle
from workers.settings import environment_of

pytestmark = pytest.mark.trust

SECOND = new_private_key()


async def toasoan(storage: Storage, folder: Path, *arguments: str, **settings: str) -> Result:
    environment = {
        **environment_of(storage.settings),
        "TOASOAN_DATA_FOLDER": str(folder),
        **{f"TOASOAN_{name.upper()}": value for name, value in settings.items()},
    }
    return await asyncio.to_thread(lambda: CliRunner(env=environment).invoke(app, list(arguments)))


def of_the_desk(private: str) -> str:
    """The lines of the settings that follow from the desk's key."""
    return f'TOASOAN_CODEC_SIGN_IN_KEY="{SignIn(private).public_key}"\nTOASOAN_DESK_PRIVATE_KEY="{private}"\n'


def kept(storage: Storage, folder: Path) -> Path:
    """The secrets and settings of a newsroom on one machine, as its stack leaves them."""
    private = storage.settings.desk_private_key.get_secret_value()
    path = folder / "keys.json"
    path.write_text(json.dumps({"desk_private_key": private, "token_key": "x"}), encoding="utf-8")
    settings = f'{of_the_desk(private)}TOASOAN_X="y"\n'
    (folder / "stack.env").write_text(settings, encoding="utf-8")
    return path


async def test_on_one_machine_the_new_key_takes_the_place_of_the_old(own_storage: Storage, tmp_path: Path) -> None:
    path = kept(own_storage, tmp_path)
    answer = await toasoan(own_storage, tmp_path, "keys", "rotate")
    assert answer.exit_code == 0, answer.output
    secrets = json.loads(path.read_text(encoding="utf-8"))
    present = (await own_storage.stores.keys.present()).present
    assert set(secrets) == {"desk_private_key", "token_key"}
    assert DeskKey(secrets["desk_private_key"]).public_key == present != own_storage.key.public_key
    assert secrets["desk_private_key"] not in answer.output
    settings = (tmp_path / "stack.env").read_text(encoding="utf-8")
    assert settings == f'{of_the_desk(secrets["desk_private_key"])}TOASOAN_X="y"\n'
    assert path.stat().st_mode & 0o777 == (tmp_path / "stack.env").stat().st_mode & 0o777 == 0o600


async def test_elsewhere_the_new_key_is_printed_for_whoever_keeps_it(own_storage: Storage, tmp_path: Path) -> None:
    answer = await toasoan(own_storage, tmp_path, "keys", "rotate")
    assert answer.exit_code == 0, answer.output
    printed = dict(line.split("=", 1) for line in answer.stdout.splitlines())
    present = (await own_storage.stores.keys.present()).present
    assert DeskKey(printed["TOASOAN_DESK_PRIVATE_KEY"]).public_key == present
    assert set(printed) == {"TOASOAN_DESK_PRIVATE_KEY", "TOASOAN_CODEC_SIGN_IN_KEY"}


async def test_a_desk_with_the_key_of_before_acts_no_more(own_storage: Storage, tmp_path: Path) -> None:
    """It would only raise alarms of forgery."""
    other = DeskKey(new_private_key())
    await KeyDesk(own_storage.stores.keys, own_storage.key).change(other.public_key)
    for arguments in (("keys", "rotate"), ("keys", "report-stolen", "--from", "00:00")):
        answer = await toasoan(own_storage, tmp_path, *arguments)
        assert answer.exit_code == 1
        assert "không phải khóa đang dùng" in " ".join(answer.output.split())
        assert "TOASOAN_" not in answer.stdout
    wrong = await toasoan(
        own_storage, tmp_path, "withdraw", "x", "--as", "head", "--reason", "x", desk_private_key=new_private_key()
    )
    assert wrong.exit_code == 1
    assert "không phải khóa đang có hiệu lực" in " ".join(wrong.output.split())


async def test_a_stolen_key_is_reported_with_what_it_signed(own_storage: Storage, tmp_path: Path) -> None:
    article_id = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, article_id)
    assert (await toasoan(own_storage, tmp_path, "keys", "report-stolen", "--from", "00:00")).exit_code == 1
    kept(own_storage, tmp_path)
    assert (await toasoan(own_storage, tmp_path, "keys", "rotate")).exit_code == 0
    new = json.loads((tmp_path / "keys.json").read_text(encoding="utf-8"))["desk_private_key"]
    late = f"{local(now() + timedelta(hours=1)):%Y-%m-%d %H:%M}"
    assert "sau hiện tại" in " ".join(
        (
            await toasoan(own_storage, tmp_path, "keys", "report-stolen", "--from", late, desk_private_key=new)
        ).output.split()
    )
    since = f"{local(now() - timedelta(hours=1)):%Y-%m-%d %H:%M}"
    answer = await toasoan(own_storage, tmp_path, "keys", "report-stolen", "--from", since, desk_private_key=new)
    assert answer.exit_code == 0, answer.output
    listed = await toasoan(own_storage, tmp_path, "keys", "list")
    for said in (answer.output, listed.output):
        assert said.count(f"bài {spoken(article_id)}") == 2
        assert said.count("vô hiệu") == 2
        assert "ĐÃ BÁO MẤT" in said


async def test_the_second_office_changes_a_key_that_the_desk_has_lost(own_storage: Storage, tmp_path: Path) -> None:
    second = {"second_public_key": DeskKey(SECOND).public_key, "desk_private_key": ""}
    mute = await toasoan(own_storage, tmp_path, "keys", "rotate", **second)
    assert mute.exit_code == 1
    assert "TOASOAN_SECOND_PRIVATE_KEY" in mute.output
    answer = await toasoan(own_storage, tmp_path, "keys", "rotate", **second, second_private_key=SECOND)
    assert answer.exit_code == 0, answer.output
    listed = await toasoan(own_storage, tmp_path, "keys", "list", **second)
    assert "Cơ quan thứ hai" in listed.output
    assert listed.output.count("đang dùng") == 1
    assert own_storage.key.public_key in listed.output


def test_a_key_that_does_not_count_yet_waits_beside_the_present_one(tmp_path: Path) -> None:
    """The command died between keeping the key and writing the line, or after the line: the next start settles it."""
    path = tmp_path / "keys.json"
    before = kept_secrets(path)["desk_private_key"]
    new = new_private_key()
    keep_next(tmp_path, new)
    assert settle(tmp_path, DeskKey(before).public_key) == before
    assert settle(tmp_path, DeskKey(new).public_key) == new
    assert kept_secrets(path)["desk_private_key"] == new
    assert settle(tmp_path, DeskKey(new).public_key) == new
