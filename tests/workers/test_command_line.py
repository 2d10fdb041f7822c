"""The command line as people meet it: what it prints, how it exits, and what it leaves behind."""

import asyncio
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from newsroom.article import ARTICLES, is_number, spoken
from newsroom.members.pages import Page
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.spoken import id_of
from tests.workers.conftest import Toasoan
from workers.__main__ import app, main
from workers.settings import environment_of
from workers.stack import BOARD_FILE

_META = "title: Học sinh vùng cao đón năm học mới\nkind: news\ntopics: [education]\nbyline: Phóng viên 1\n"
_BODY = "Đoạn văn của bài viết."


def manuscript(folder: Path, *, meta: str = _META, body: str = _BODY, name: str = "bai.md") -> str:
    """The path of a Markdown manuscript."""
    file = folder / name
    file.write_text(f"---\n{meta}---\n\n{body}\n", encoding="utf-8")
    return str(file)


async def articles(live: LiveNewsroom) -> int:
    return len(await live.stores.reading.cards(page=Page(limit=10_000)))


async def test_an_article_goes_from_a_word_file_to_the_readers(
    live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path
) -> None:
    """Every step of the day must be possible from the command line."""
    file = tmp_path / "bai.docx"
    document = Document()
    document.add_heading("Trường vùng cao khánh thành thư viện", level=1)
    document.add_paragraph(_BODY)
    document.save(str(file))
    stated = ("--kind", "news", "--topic", "education", "--byline", "Phóng viên 1")
    sent = await toasoan("submit", str(file), "--as", "reporter-1", *stated)
    assert sent.exit_code == 0, sent.output
    number = sent.stdout.split()[3]
    assert is_number(number)
    seen = re.findall(r"mã nội dung ([0-9a-f]{64})", (await toasoan("status", number)).output.replace("\n", " "))[0]
    edit, approve = ("edit", number, "--as", "final-editor"), ("approve", number, "--as", "standing-deputy")
    for arguments in (edit, (*approve, "--hash", seen)):
        done = await toasoan(*arguments)
        assert done.exit_code == 0, done.output

    async def published() -> bool:
        return (await live.stores.articles.standing(await id_of(live, ARTICLES, number))).stage is Stage.PUBLISHED

    await eventually(published)
    status = await toasoan("status", number)
    assert "đã đăng" in status.output
    timeline = await toasoan("timeline", number)
    assert "mục II.2, gạch đầu dòng thứ 4" in timeline.output
    pack = str(tmp_path / "pack.json")
    assert (await toasoan("ledger", "export", number, "--out", pack)).exit_code == 0
    checked = await toasoan("ledger", "check", pack, "--key", live.settings.desk_public_key)
    assert checked.exit_code == 0, checked.output
    explained = (await toasoan("board", "explain", number)).output
    assert explained.startswith("Phó Trưởng Ban Thường trực")
    assert explained.endswith("Ở bước này bài không chờ ai quyết định.\n")


def _huge(folder: Path) -> str:
    return manuscript(folder, body="chữ " * 5_500_000)


def _script(folder: Path) -> str:
    file = folder / "bai.html"
    file.write_text("<h1>Tiêu đề của bài</h1><p>Đoạn.</p><script>alert(1)</script>", encoding="utf-8")
    (folder / "bai.toml").write_text('kind = "news"\ntopics = ["education"]\nbyline = "PV"\n', encoding="utf-8")
    return str(file)


def _broken_docx(folder: Path) -> str:
    file = folder / "bai.docx"
    file.write_bytes(b"PK\x03\x04 not really a zip")
    return str(file)


_TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam ®éc lËp tù do h¹nh phóc " * 4
_VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam ñoäc laäp töï do " * 4
_MISSING_PHOTO = "photos:\n  - {file: khong-co.jpg, caption: a, credit: b, alt: c}\n"

_BAD: dict[str, tuple[Callable[[Path], str], str]] = {
    "unknown kind": (lambda f: manuscript(f, meta=_META.replace("kind: news", "kind: tintuc")), "kind"),
    "unknown topic": (lambda f: manuscript(f, meta=_META.replace("education", "giaoduc")), "topics"),
    "20 MB body": (_huge, "MB"),
    "script in HTML": (_script, "script"),
    "broken Word file": (_broken_docx, "docx"),
    "TCVN3 text": (lambda f: manuscript(f, body=_TCVN3), "TCVN3"),
    "VNI text": (lambda f: manuscript(f, body=_VNI), "VNI"),
    "missing photo": (lambda f: manuscript(f, meta=_META + _MISSING_PHOTO), "photos"),
    "missing file": (lambda f: str(f / "khong-co.md"), "khong-co.md"),
}


@pytest.mark.parametrize("case", _BAD)
async def test_a_bad_manuscript_is_refused_in_vietnamese_and_leaves_nothing(
    live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path, case: str
) -> None:
    """A person must learn which field is wrong; a half-stored article would be worse than none."""
    make, field = _BAD[case]
    before = await articles(live)
    answer = await toasoan("submit", make(tmp_path), "--as", "reporter-1")
    assert answer.exit_code == 1
    assert "Không thực hiện được" in answer.output
    assert field in answer.output.replace("\n", "")
    assert "Traceback" not in answer.output
    assert await articles(live) == before


async def test_a_past_embargo_is_refused_and_the_article_still_waits(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """Else a slip of the year would publish at once."""
    article_id = await live.ready_for_approval()
    seen = (await live.stores.articles.standing(article_id)).content_hash
    by = ("--as", "standing-deputy", "--hash", seen)
    answer = await toasoan("approve", article_id, *by, "--at", "2020-01-01 07:00")
    assert answer.exit_code == 1
    assert "publish_at" in answer.output
    assert (await live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL


@pytest.mark.parametrize("hour", ["25:99", "ngày mai", "2026-13-01 07:00"])
async def test_an_unreadable_hour_names_its_field(toasoan: Toasoan, hour: str) -> None:
    """A person must see how to write an hour."""
    answer = await toasoan("approve", "khong-quan-trong", "--as", "standing-deputy", "--at", hour)
    assert answer.exit_code == 1
    assert "publish_at" in answer.output


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('office = "secretary"', 'office = "thu-ky"', "members[4].office"),
        ('topics = ["citizen_reception", "admin_reform"]', 'topics = ["khong-co"]', "authority[1].topics"),
        ("publish_minutes = 60", "publish_minutes = -5", "sla"),
        ("[notice]", "[notice", "không đúng cú pháp TOML ở dòng"),
        ('head = "standing_deputy"', 'head = "head"', "when_author.head"),
    ],
)
async def test_a_malformed_board_is_refused_and_the_old_one_stays(
    live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path, old: str, new: str, field: str
) -> None:
    """A slip in the notice's file must never take authority away."""
    source = BOARD_FILE.read_text(encoding="utf-8")
    assert old in source
    file = tmp_path / "board.toml"
    file.write_text(source.replace(old, new, 1), encoding="utf-8")
    versions = await live.stores.boards.versions()
    answer = await toasoan("board", "adopt", str(file))
    assert answer.exit_code == 1
    assert field in answer.output.replace("\n", "")
    assert "Traceback" not in answer.output
    assert await live.stores.boards.versions() == versions


async def test_an_unknown_article_or_member_is_named(toasoan: Toasoan) -> None:
    """A mistyped id is the commonest slip."""
    assert "khongco" in (await toasoan("status", "khongco")).output
    answer = await toasoan("approve", "khongco", "--as", "nguoi-la")
    assert answer.exit_code == 1
    assert "nguoi-la" in answer.output


async def test_a_damaged_evidence_pack_is_found(live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path) -> None:
    """A pack that checks clean after a change proves nothing."""
    article_id = await live.ready_for_approval()
    await live.approve(article_id)

    async def published() -> bool:
        return (await live.stores.articles.standing(article_id)).stage is Stage.PUBLISHED

    await eventually(published)
    pack = tmp_path / "pack.json"
    await toasoan("ledger", "export", article_id, "--out", str(pack))
    text = pack.read_text(encoding="utf-8")
    assert "Đoạn văn" in text
    pack.write_text(text.replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    answer = await toasoan("ledger", "check", str(pack))
    assert answer.exit_code == 1
    assert "Sai:" in answer.output


async def test_without_a_newsroom_the_command_says_how_to_open_one(tmp_path: Path) -> None:
    """The first thing a newcomer does is to type a command too early."""
    runner = CliRunner(env={"TOASOAN_DATA_FOLDER": str(tmp_path)})
    answer = await asyncio.to_thread(lambda: runner.invoke(app, ["status"]))
    assert answer.exit_code == 1
    assert "make up" in answer.output


async def test_an_unreachable_storage_is_told_plainly(tmp_path: Path, live: LiveNewsroom) -> None:
    """Ops must not read a driver's traceback."""
    unreachable = environment_of(live.settings) | {"TOASOAN_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}
    answer = await asyncio.to_thread(lambda: CliRunner(env=unreachable).invoke(app, ["status"]))
    assert answer.exit_code == 1
    assert "Kho dữ liệu (PostgreSQL) đang không liên lạc được" in answer.output


async def test_an_act_without_the_desks_key_names_the_setting(live: LiveNewsroom) -> None:
    """An operator's machine has the storage's address and no key: that is no unforeseen error."""
    keyless = environment_of(live.settings) | {"TOASOAN_DESK_PRIVATE_KEY": ""}
    answer = await asyncio.to_thread(
        lambda: CliRunner(env=keyless).invoke(app, ["withdraw", "x", "--as", "head", "--reason", "x"])
    )
    assert answer.exit_code == 1
    assert "TOASOAN_DESK_PRIVATE_KEY" in answer.output


async def test_acts_fail_clearly_while_the_workflow_server_is_away(live: LiveNewsroom) -> None:
    """No half effect: the article must stand where it stood."""
    article_id = await live.ready_for_approval()
    away = environment_of(live.settings) | {"TOASOAN_TEMPORAL_ADDRESS": "127.0.0.1:1"}
    seen = (await live.stores.articles.standing(article_id)).content_hash
    runner, arguments = CliRunner(env=away), ["approve", article_id, "--as", "standing-deputy", "--hash", seen]
    answer = await asyncio.to_thread(lambda: runner.invoke(app, arguments))
    assert answer.exit_code == 1
    assert "máy chủ quy trình (Temporal) không liên lạc được" in " ".join(answer.output.split())
    assert (await live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (["aprove", "x"], "aprove"),
        (["approve"], "article"),
        (["approve", "x", "--khong-co"], "--khong-co"),
        (["waive", "x", "youtube", "--as", "head", "--reason", "r"], "youtube"),
        (["board", "xem"], "xem"),
        (["approve", "a", "b", "--as", "head"], "thừa"),
        (["approve", "a", "--as"], "--as"),
        (["approve", "a"], "--as"),
        (["waive", "x", "fanpage", "--as", "head", "--reas", "y"], "--reason"),
        (["token", "issue", "head", "--hours", "99"], "24"),
        (["token", "issue", "head", "--hours", "hai"], "số nguyên"),
        (["approve", "--help=3"], "--help"),
    ],
)
def test_a_mistyped_command_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: list[str], named: str
) -> None:
    """A slip of the fingers is no failure of the program."""
    monkeypatch.setattr("sys.argv", ["toasoan", *typed])
    with pytest.raises(SystemExit) as exited:
        main()
    said = " ".join(capsys.readouterr().err.split())
    assert exited.value.code == 2
    assert said.startswith("Câu lệnh chưa đúng:")
    assert named in said
    english = {"such", "missing", "should", "argument", "requires", "invalid", "unexpected", "value", "possible"}
    assert not english & set(re.findall(r"[a-z]+", said.lower()))


def test_typing_nothing_shows_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The first thing a newcomer types is the bare name."""
    monkeypatch.setattr("sys.argv", ["toasoan"])
    with pytest.raises(SystemExit):
        main()
    printed = capsys.readouterr()
    assert "submit" in printed.out + printed.err
    assert "Traceback" not in printed.err


async def test_no_command_tells_of_an_article_that_one_may_not_see(
    live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path
) -> None:
    """The list too: a reporter's own articles are in it, and nobody else's."""
    article_id = await live.submit("Bài của người khác.", author="reporter-1")
    pack = tmp_path / "pack.json"
    commands = (("status",), ("timeline",), ("read",), ("amendment", "list"), ("board", "explain"))
    for name, command in itertools.product((article_id, spoken(article_id)), (*commands, ("ledger", "export"))):
        out = ("--out", str(pack)) if command[0] == "ledger" else ()
        told = await toasoan(*command, name, *out, "--as", "reporter-2")
        assert told.exit_code == 1, told.output
        assert f"Không có bài “{name}”" in " ".join(told.output.split())
    assert not pack.exists()
    assert spoken(article_id) not in (await toasoan("status", "--as", "reporter-2")).output
    assert spoken(article_id) in (await toasoan("status", "--as", "reporter-1")).output


async def test_the_notice_shows_what_it_is_on_paper_the_duties_and_the_warning(toasoan: Toasoan) -> None:
    """Rules 4 and 92, ambiguity A37: who reads the notice here sees what nobody has checked yet."""
    shown = " ".join((await toasoan("board", "show")).output.split())
    for said in ("Chưa ghi số, ngày ký", "CẦN KIỂM TRA", "31/2015", "Biên bản họp", "Dự toán, quyết toán", "Danh bạ"):
        assert said in shown


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ([], "number"),
        (["--number", "12/TB-BBT", "--decided-by", "Quyết định số 1124"], "signed_on"),
        (["--number", "12/TB-BBT", "--signed-on", "20/11/2026"], "signed_on"),
        (["--number", "12/TB-BBT", "--signed-on", "2026-11-20"], "decided_by"),
    ],
)
async def test_a_notice_without_number_day_or_document_is_refused_at_the_command_line(
    live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path, options: list[str], field: str
) -> None:
    """The paper is what the Head has signed; a version without it could be anybody's draft."""
    file = tmp_path / "board.toml"
    file.write_text(BOARD_FILE.read_text(encoding="utf-8") + "\n# chưa có số\n", encoding="utf-8")
    versions = await live.stores.boards.versions()
    answer = await toasoan("board", "adopt", str(file), "--yes", *options)
    assert answer.exit_code == 1
    assert field in answer.output
    assert await live.stores.boards.versions() == versions
