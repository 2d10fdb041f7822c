"""A client that is made from the document alone, as somebody else's program would be."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import BytesIO
from types import ModuleType
from typing import Any

import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import ErrorLevel
from openapi_spec_validator import validate

from newsroom.stages import Act
from tests.support.api import BODY, META, Api, picture
from tests.support.live import LiveNewsroom, eventually

PACKAGE = "desk_client"
PHOTO = {"file": "lop.jpg", "caption": "Lớp học vùng cao", "credit": "Phóng viên 1", "alt": "Lớp học"}


def test_the_document_is_sound(api: Api) -> None:
    validate(json.loads(json.dumps(api.app.openapi())))


@pytest.fixture(scope="module")
def client(api: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package that the generator makes, every file of it loaded."""
    folder = tmp_path_factory.mktemp("client")
    document = folder / "openapi.json"
    document.write_text(json.dumps(api.app.openapi(), ensure_ascii=False), encoding="utf-8")
    made = folder / PACKAGE
    told = generate(
        config=Config.from_sources(
            ConfigFile(post_hooks=[]), MetaType.NONE, document, "utf-8", overwrite=True, output_path=made
        )
    )
    # It knows no pictures; every other address it can call.
    assert [error.level for error in told] == [ErrorLevel.WARNING], told
    assert "photos" in str(told[0].header)
    sys.path.insert(0, str(folder))
    try:
        for file in sorted(made.rglob("*.py")):
            importlib.import_module(".".join((PACKAGE, *file.relative_to(made).with_suffix("").parts)))
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def call(name: str) -> Callable[..., Any]:
    """The function of an address, by its name in the document."""
    (module,) = [m for n, m in sys.modules.items() if n.startswith(f"{PACKAGE}.api.") and n.endswith(f".{name}")]
    made: Callable[..., Any] = module.asyncio_detailed
    return made


def model(name: str) -> Any:
    return getattr(sys.modules[f"{PACKAGE}.models"], name)


def test_every_act_can_be_called(client: ModuleType) -> None:
    assert client.__name__ == PACKAGE
    assert all(call(act.value) for act in Act)


async def test_a_whole_article_goes_through_a_generated_client(live: LiveNewsroom, client: ModuleType) -> None:
    """Handed in with a photo, edited, approved and published by the real desk, over the document alone."""
    await live.stack.start_process("desk")
    address = f"http://127.0.0.1:{live.settings.desk_port}"
    as_ = {
        name: client.AuthenticatedClient(base_url=address, token=live.tokens[name], raise_on_unexpected_status=True)
        for name in ("reporter-1", "final-editor", "deputy", "standing-deputy")
    }
    file = sys.modules[f"{PACKAGE}.types"].File
    try:
        sent = await call("submit")(
            client=as_["reporter-1"],
            body=model("SubmitBody")(
                manuscript=file(BytesIO(BODY.encode()), "bai.md", "text/markdown"),
                photos=[file(BytesIO(picture()), "lop.jpg", "image/jpeg")],
                metadata=json.dumps({**META, "photos": [PHOTO]}, ensure_ascii=False),
            ),
            idempotency_key="khach-1",
        )
        assert sent.status_code == HTTPStatus.CREATED, sent
        article_id, seen = sent.parsed.article_id, sent.parsed.content_hash
        refused = await call("approve")(
            article_id, client=as_["standing-deputy"], body=model("Approval")(seen_hash=seen)
        )
        assert (refused.status_code, refused.parsed.code.value) == (HTTPStatus.CONFLICT, "wrong_stage"), refused
        assert refused.parsed.detail
        done = await call("finish_edit")(article_id, client=as_["final-editor"], body=model("FinishEditJsonBody")())
        assert done.status_code == HTTPStatus.OK, done.content.decode()
        read = await call("text")(article_id, client=as_["standing-deputy"])
        assert [photo.media_type for photo in read.parsed.photos] == ["image/jpeg"]
        approved = await call("approve")(
            article_id, client=as_["standing-deputy"], body=model("Approval")(seen_hash=read.parsed.content_hash)
        )
        assert approved.status_code == HTTPStatus.OK, approved

        async def is_published() -> bool:
            card = (await call("article")(article_id, client=as_["reporter-1"])).parsed
            return bool(card.stage.value == "published") and all(channel.url for channel in card.channels)

        await eventually(is_published)
        events = (await call("timeline")(article_id, client=as_["reporter-1"])).parsed.events
        assert [event.act for event in events if event.act] == ["approve", "finish_edit", "approve"]
    finally:
        for each in as_.values():
            await each.get_async_httpx_client().aclose()
        await live.stack.stop_process("desk")


async def test_the_desk_hands_out_the_document_that_the_client_was_made_from(api: Api) -> None:
    assert (await api.http.get("/openapi.json")).json() == json.loads(json.dumps(api.app.openapi()))
