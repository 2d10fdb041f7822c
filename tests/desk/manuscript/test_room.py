"""Files are read apart: within limits, a few at a time, a member's one after the other, and nothing is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import pytest

from desk.manuscript.apart import room
from desk.manuscript.apart.limits import Answer, Limits, Task
from desk.manuscript.apart.room import ReadingRoom, limits_for, read_apart
from newsroom.errors import InvalidInput
from tests.desk.manuscript.reading import SAMPLES, STATED, read

NAMED: Final[dict[str, Any]] = {"filename": "a.html", "overrides": STATED, "known_topics": {}}
SMALL: Final = "<p>Bài viết ngắn.</p>".encode()
LARGE_WORD: Final = Path(__file__).parents[1] / "word" / "files" / "44-xml-15MB-empty-paragraphs.docx"
HEAVY: Final = ("<pre>" + "a\n" * 19_000 + "<b>ă</b> " * 19_000).encode()


def test_a_text_read_apart_is_the_same() -> None:
    manuscript = read_apart("manuscript", SMALL, **NAMED)
    assert manuscript.content.body_html == "<p>Bài viết ngắn.</p>"
    assert (
        read_apart("manuscript", SAMPLES / "20-notice.md", known_topics={"education": "Giáo dục"}).content.kind
        == "notice"
    )


def test_a_refusal_comes_back_as_it_was_said() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_apart("manuscript", b"<script>x</script>", **NAMED)
    assert caught.value.field == "body"
    assert caught.value.message.startswith("body: dòng 1 có mã chạy được")


def test_a_paper_goes_through_the_same_door() -> None:
    assert read_apart("paper", b"%PDF-1.7 %%EOF", "Báo cáo.pdf").name == "Báo cáo.pdf"
    with pytest.raises(InvalidInput, match=r"file: tệp không phải PDF"):
        read_apart("paper", b"abc", "a.pdf")


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(cpu=1, wall=60, memory=1 << 30), "tệp quá nặng hoặc quá rối"),
        (Limits(cpu=60, wall=0.2, memory=1 << 30), "máy đang quá bận"),
        (Limits(cpu=60, wall=60, memory=4 << 20), "tệp quá nặng hoặc quá rối"),
    ],
    ids=["cpu", "clock", "memory"],
)
def test_a_reading_that_takes_too_much_is_ended_and_said(
    limits: Limits, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "limits_for", lambda _size: limits)
    begun = time.monotonic()
    with pytest.raises(InvalidInput, match=said):
        read_apart("manuscript", HEAVY, **NAMED)
    assert time.monotonic() - begun < 60


def test_a_reading_that_breaks_down_says_where_and_blames_no_file() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)in _answer.*no_such_argument"):
        read_apart("manuscript", SMALL, no_such_argument=1)


@pytest.mark.parametrize("name", ["anh.png", "bai.docx"])
def test_a_file_that_needs_too_much_memory_is_not_told_as_broken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("desk.manuscript.photos.Image.open", full)
    monkeypatch.setattr("desk.manuscript.word.document.Package", full)
    files = {name: b"\x89PNG"}
    with pytest.raises(MemoryError):
        read(f'<img src="{name}">', files=files) if name == "anh.png" else read(b"PK", name)


def test_a_paper_that_takes_too_much_is_advised_what_helps_a_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "limits_for", lambda _size: Limits(cpu=60, wall=60, memory=2 << 20))
    with pytest.raises(InvalidInput, match=r"file: tệp quá nặng.*; hãy lưu tài liệu thành PDF"):
        read_apart("paper", LARGE_WORD.read_bytes(), "a.docx")


def test_a_file_is_not_blamed_when_no_process_could_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    room._DOOR.close()
    monkeypatch.setattr(room, "_SERVER", "desk.manuscript.apart.nowhere")
    with pytest.raises(OSError):  # noqa: PT011 - whether it is met in writing or in reading, the pipe is broken
        read_apart("manuscript", SMALL, **NAMED)
    monkeypatch.undo()
    assert read_apart("manuscript", SMALL, **NAMED).content.title == STATED["title"]


def test_a_small_file_may_take_little() -> None:
    limits = limits_for(1 << 20)
    assert limits.cpu <= 5
    assert limits_for(0).memory <= 200 << 20


def test_the_door_is_opened_again_when_its_process_has_died() -> None:
    read_apart("manuscript", SMALL, **NAMED)
    server = room._DOOR.server
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    assert read_apart("manuscript", SMALL, **NAMED).content.title == STATED["title"]


def test_the_reading_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOASOAN_DESK_PRIVATE_KEY", "bi-mat")
    room._DOOR.close()
    read_apart("manuscript", SMALL, **NAMED)
    assert room._DOOR.server is not None
    assert "bi-mat" not in Path(f"/proc/{room._DOOR.server.pid}/environ").read_text(encoding="utf-8")


def test_an_answer_holds_values_of_ours_and_nothing_that_acts(tmp_path: Path) -> None:
    import io
    import pickle

    class Acting:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "done"),)

    with pytest.raises(pickle.UnpicklingError):
        room._answer(io.BytesIO(pickle.dumps(Answer(value=Acting()))))
    assert not (tmp_path / "done").exists()
    assert (
        room._answer(io.BytesIO(pickle.dumps(Task(reading="", arguments=(), named={}, limits=limits_for(0))))) is None
    )


def test_no_process_stays_when_its_desk_is_gone() -> None:
    """Whether the desk ends or is killed, with a reading going on."""
    program = """
        import sys, threading
        from desk.manuscript.apart import room
        from tests.desk.manuscript.test_room import HEAVY, NAMED, SMALL
        room.read_apart("manuscript", SMALL, **NAMED)
        threading.Thread(target=room.read_apart, args=("manuscript", HEAVY), kwargs=NAMED, daemon=True).start()
        print(room._DOOR.server.pid, flush=True)
        sys.stdin.read()
    """
    for is_killed in (False, True):
        desk = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert desk.stdout is not None
        assert desk.stdin is not None
        group = int(desk.stdout.readline())
        if is_killed:
            desk.kill()
        desk.stdin.close()
        desk.wait(30)
        desk.stdout.close()
        assert _gone(group)


def _gone(group: int) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


async def test_a_members_files_are_read_one_after_the_other() -> None:
    reading = ReadingRoom(seats=2)
    spans: list[tuple[float, float]] = []

    async def one() -> None:
        await reading.read("ctv", "manuscript", SMALL, **NAMED)
        spans.append((0.0, time.monotonic()))

    tasks = [asyncio.create_task(one()) for _ in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(InvalidInput, match="đang đọc 8 tệp khác"):
        await reading.read("ctv", "manuscript", SMALL, **NAMED)
    await asyncio.gather(*tasks)
    assert all(before[1] <= after[1] for before, after in pairwise(spans))
    assert not reading._turns


async def test_two_heavy_files_of_one_account_hold_up_nobody_else() -> None:
    reading = ReadingRoom(seats=2)

    async def p95() -> float:
        took = []
        for _ in range(20):
            begun = time.monotonic()
            await reading.read("phong-vien", "manuscript", SMALL, **NAMED)
            took.append(time.monotonic() - begun)
        return quantiles(took, n=20)[-1]

    async def heavy() -> None:
        while not done.is_set():
            try:
                await reading.read("ctv", "manuscript", HEAVY, **NAMED)
            except InvalidInput:
                continue

    done = asyncio.Event()
    await reading.read("phong-vien", "manuscript", SMALL, **NAMED)
    idle = await p95()
    tasks = [asyncio.create_task(heavy()) for _ in range(2)]
    await asyncio.sleep(0.5)
    busy = await p95()
    done.set()
    await asyncio.gather(*tasks)
    assert busy <= max(3 * idle, 0.5)
