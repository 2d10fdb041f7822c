"""A newsroom on one machine seals its histories, and opens them to whoever signs in once."""

import json
import os
import stat
from pathlib import Path

import httpx
import pytest
from google.protobuf.json_format import MessageToJson
from temporalio.api.common.v1 import Payloads
from temporalio.client import Client

from desk.sign_in import SignIn
from newsroom.members.ways_in import TokenPurpose
from workers.keys import kept_secrets, sealing_secrets
from workers.stack import Stack
from workers.temporal.client import connected_client

pytestmark = [pytest.mark.trust, pytest.mark.timeout(300)]

_TITLE = "Một tiêu đề có dấu"


def test_a_key_that_seals_is_made_once_and_the_other_secrets_stay(tmp_path: Path) -> None:
    """Whoever opened the newsroom before has a file without one."""
    file = tmp_path / "keys.json"
    before = kept_secrets(file)
    sealing = sealing_secrets(file)
    assert {name for name in sealing if sealing[name] != before[name]} == {"payload_key"}
    assert sealing["payload_key"]
    assert sealing_secrets(file) == sealing == kept_secrets(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]


async def test_what_was_unsealed_opens_what_is_new_is_sealed_and_the_pages_ask_the_codec_server(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    stack = Stack(folder, durable=False, sealed=True)
    try:
        await stack.start_servers()
        await stack.start_process("codec-server")
        modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in (".", "temporal", "log")}
        assert modes == {".": 0o700 if os.geteuid() else 0o711, "temporal": 0o700, "log": 0o700}

        plain = await Client.connect(stack.settings.temporal_address)
        sealing = await connected_client(stack.settings)
        for client, name in ((plain, "old"), (sealing, "new")):
            await client.start_workflow("Kept", id=name, task_queue="nobody", static_summary=_TITLE)
            assert await (await sealing.get_workflow_handle(name).describe()).static_summary() == _TITLE
        raw = (await sealing.get_workflow_handle("new").describe()).raw_description
        assert json.dumps(_TITLE)[1:-1].encode() not in raw.SerializeToString()

        async with httpx.AsyncClient() as http:
            shown = (await http.get(f"{stack.links.temporal_ui}/api/v1/settings")).json()
            codec = shown["Codec"]["Endpoint"]
            assert stack.links.codec == f"{codec}/sign-in"
            token, _ = SignIn(stack.settings.desk_private_key.get_secret_value()).token(
                "engineer", purpose=TokenPurpose.CODEC
            )
            page = {"origin": stack.links.temporal_ui, "x-namespace": stack.settings.temporal_namespace}
            body = MessageToJson(Payloads(payloads=[raw.execution_config.user_metadata.summary]))
            assert (await http.post(f"{codec}/decode", content=body, headers=page)).status_code == 401
            assert (await http.post(f"{codec}/sign-in", data={"token": token})).status_code == 200
            opened = await http.post(f"{codec}/decode", content=body, headers=page)
            assert opened.status_code == 200, opened.text
    finally:
        await stack.stop()
