"""The ledger held against what was kept outside, and the tables against the ledger in both directions."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from activities.storage.audit.anchors import AnchorStore, AnchorUnwritten
from activities.storage.sign_in_tokens import IssuedToken
from desk.reading.ledger import LedgerReading
from desk.signing import DeskKey
from newsroom.article import ArticleId, ChannelName, MemberId
from newsroom.board import Office
from newsroom.ledger.anchors import Anchor
from newsroom.matters.kinds import AmendmentKind
from newsroom.members.ways_in import TokenPurpose
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from tests.support.amenders import approved, carried_out, printed
from tests.support.samples import content
from tests.support.storages import Building, Storage, opened_storage, show
from tests.support.superuser import cut, rewritten, without
from workers.keys import new_secrets
from workers.wiring.reading import built_reading

HOUR = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A storage with anchors beside it."""

    storage: Storage
    anchors: AnchorStore
    path: Path

    @property
    def ledger(self) -> LedgerReading:
        reading = built_reading(self.storage.stores).ledger
        reading._anchors = self.anchors
        return reading

    async def anchor(self) -> Anchor:
        return await self.ledger.anchor(None)

    async def faults(self) -> str:
        return "\n".join((await self.ledger.verified()).faults)

    async def published(self) -> ArticleId:
        article_id = await self.storage.submit(content())
        await self.storage.done(Act.FINISH_EDIT, article_id)
        await self.storage.done(Act.APPROVE, article_id)
        for channel in ChannelName:
            await show(self.storage, article_id, channel)
        return article_id


@pytest_asyncio.fixture
async def house(building: Building, tmp_path: Path) -> AsyncIterator[House]:
    """A house of its own: what is done to the ledger here no other test could work with."""
    path = tmp_path / "anchors.log"
    async with opened_storage(building) as storage:
        yield House(storage=storage, anchors=AnchorStore(storage.stores.database, path), path=path)


class TestAnchors:
    async def test_a_whole_ledger_agrees_with_every_anchor(self, house: House) -> None:
        for _ in range(2):
            await house.published()
            await house.anchor()
        assert await house.faults() == ""
        assert house.path.stat().st_mode & 0o777 == 0o600
        assert len(house.path.read_text(encoding="utf-8").splitlines()) == 2

    @pytest.mark.trust
    async def test_a_tail_that_was_cut_is_named(self, house: House) -> None:
        await house.published()
        anchor = await house.anchor()
        await cut(house.storage.admin, 2)
        assert await house.storage.stores.ledger.faults() == (), "the chain alone does not tell"
        assert f"nay sổ chỉ còn {anchor.seq - 2}: các dòng {anchor.seq - 1} đến {anchor.seq}" in await house.faults()

    @pytest.mark.trust
    async def test_an_emptied_ledger_is_named(self, house: House) -> None:
        article_id = await house.published()
        anchor = await house.anchor()
        await rewritten(house.storage.admin, lambda _: [])
        found = await house.faults()
        assert f"các dòng 1 đến {anchor.seq} đã bị cắt mất" in found
        assert f"Bài {article_id}: sổ không chứng minh được" in found

    @pytest.mark.trust
    async def test_a_ledger_chained_anew_without_one_approval_is_named(self, house: House) -> None:
        article_id = await house.published()
        first = await house.anchor()
        await house.published()
        await house.anchor()
        await without(house.storage.admin, article_id, '"act":"approve"', '"outcome":"accepted"')
        assert await house.storage.stores.ledger.faults() == (), "the chain alone does not tell"
        found = await house.faults()
        assert f"trong các dòng 1 đến {first.seq} có dòng đã bị thay" in found
        assert f"Bài {article_id}: bảng bài khác với các thao tác đã ký (bước: bảng ghi “đã đăng”" in found
        assert f"Bài {article_id}: dòng sổ" in found, "receipts of a text that nobody has approved"

    async def test_what_is_younger_than_the_last_anchor_is_the_gap(self, house: House) -> None:
        """Without the tables nobody would know: this is what the guarantee leaves open."""
        await house.published()
        await house.anchor()
        await house.storage.done(Act.FINISH_EDIT, await house.storage.submit(content()))
        await cut(house.storage.admin, 1)
        assert "mốc" not in (await house.faults()).lower()
        assert (await house.ledger.verified()).faults != (), "here the tables tell"

    async def test_a_restore_that_was_told_of_is_a_note(self, house: House) -> None:
        await house.published()
        await house.anchor()
        await cut(house.storage.admin, 1)
        await house.ledger.anchor(None, "Phục hồi bản sao lưu lúc 9 giờ")
        found = await house.ledger.verified()
        assert not [fault for fault in found.faults if "Mốc sổ" in fault]
        assert "đã khai báo: Phục hồi bản sao lưu lúc 9 giờ" in found.notes[0]

    async def test_a_second_office_signs_its_own(self, house: House) -> None:
        own, other = (DeskKey(new_secrets()["desk_private_key"]) for _ in range(2))
        anchors = AnchorStore(house.storage.stores.database, house.path, own.public_key)
        reading = house.ledger
        reading._anchors = anchors
        await house.published()
        await reading.anchor(own.signature_of)
        assert (await anchors.compared()).faults == ()
        await reading.anchor(other.signature_of)
        assert "chữ ký không phải của cơ quan thứ hai" in (await anchors.compared()).faults[0]

    async def test_anchors_may_come_by_mail(self, house: House) -> None:
        await house.published()
        anchor = await house.anchor()
        house.path.unlink()
        await cut(house.storage.admin, 1)
        pasted = f"> {anchor.line}\n"
        assert "đã bị cắt mất" in (await house.ledger.verified(pasted)).faults[0]

    async def test_a_spoilt_file_is_told(self, house: House) -> None:
        await house.anchor()
        house.path.write_text(house.path.read_text(encoding="utf-8") + "không phải mốc\n", encoding="utf-8")
        assert "Dòng 2 của tệp mốc sổ không đọc được" in await house.faults()

    async def test_where_none_are_kept_it_is_said(self, storage: Storage) -> None:
        nowhere = AnchorStore(storage.stores.database, None)
        assert "TOASOAN_ANCHOR_FILE" in (await nowhere.compared()).notes[0]
        with pytest.raises(AnchorUnwritten):
            await nowhere.write(Anchor(at=HOUR, seq=0, hash="0" * 64))


CHANGES: dict[str, tuple[str, str]] = {
    "rejected without an act": ("UPDATE articles SET stage = 'rejected' WHERE id = $1", "bước: bảng ghi “đã từ chối”"),
    "withdrawn without an act": ("UPDATE articles SET stage = 'withdrawn' WHERE id = $1", "bước: bảng ghi “đã rút”"),
    "another title": ("UPDATE articles SET title = 'khác' WHERE id = $1", "tiêu đề, loại hoặc chủ đề"),
    "another author": ("UPDATE articles SET author = 'reporter-2' WHERE id = $1", "tác giả: bảng ghi reporter-2"),
    "another address": (
        "UPDATE intents SET url = 'https://x' WHERE article_id = $1",
        "mà sổ không có biên nhận như vậy",
    ),
    "an intent taken away": ("DELETE FROM intents WHERE article_id = $1", "mà bảng gửi kênh không có"),
    "a channel let go": (
        "UPDATE intents SET outcome = 'waived' WHERE article_id = $1",
        "mà sổ không có thao tác bỏ kênh đã ký",
    ),
    "a promise met at another hour": (
        "UPDATE obligations SET met_at = met_at - interval '1 minute' WHERE article_id = $1 AND promise = 'publish'",
        "đã giữ hạn đăng sau khi duyệt",
    ),
    "a breach by the row alone": (
        "UPDATE obligations SET breached_at = now() WHERE article_id = $1 AND promise = 'edit'",
        "chỉ bảng ghi trễ hạn",
    ),
    "put back on its way": (
        "UPDATE articles SET stage = 'publishing' WHERE id = $1",
        "bảng ghi “đang đăng” mà sổ có biên nhận của mọi kênh",
    ),
    "a second receipt": (
        "SELECT ledger_append($1, NULL, body) FROM ledger WHERE article_id = $1 AND body LIKE '%receipt%' LIMIT 1",
        "là biên nhận thứ hai của Cổng TTĐT cho cùng một bản",
    ),
    "another text": ("UPDATE revisions SET content = '{}' WHERE article_id = $1", "sổ không chứng minh được"),
}


class TestTables:
    async def test_a_sound_newsroom_has_no_faults(self, house: House) -> None:
        await house.published()
        for kind in set(AmendmentKind) - {AmendmentKind.ADAPT, AmendmentKind.CHANNEL_TEXT}:
            case = await approved(house.storage, await printed(house.storage), kind)
            await carried_out(house.storage, case)
        assert await house.faults() == ""

    @pytest.mark.trust
    async def test_published_without_approval(self, house: House) -> None:
        article_id = await house.storage.submit(content())
        await house.storage.done(Act.FINISH_EDIT, article_id)
        await house.storage.admin.execute(
            "UPDATE articles SET stage = 'published', approved_hash = content_hash, approved_at = now(), "
            "published_at = now() WHERE id = $1",
            article_id,
        )
        found = await house.faults()
        assert f"Bài {article_id}: bảng bài khác với các thao tác đã ký (bước: bảng ghi “đã đăng”" in found
        assert f"Bài {article_id}: bảng ghi đã đăng mà sổ không có biên nhận của Cổng TTĐT" in found

    @pytest.mark.trust
    @pytest.mark.parametrize("promise", ["edit", "same_day"])
    async def test_met_without_the_act_or_receipt(self, house: House, promise: str) -> None:
        article_id = await house.storage.submit(content())
        await house.storage.admin.execute(
            "UPDATE obligations SET met_at = now() WHERE article_id = $1 AND promise = $2", article_id, promise
        )
        assert f"Bài {article_id}: bảng ghi đã giữ hạn" in await house.faults()

    @pytest.mark.parametrize("what", CHANGES)
    async def test_what_was_changed_past_the_ledger_is_named(self, house: House, what: str) -> None:
        article_id = await house.published()
        statement, said = CHANGES[what]
        await house.storage.admin.execute(statement, article_id)
        found = await house.faults()
        assert said in found
        assert article_id in found

    async def test_an_article_that_was_taken_away_is_named(self, house: House) -> None:
        article_id = await house.published()
        for table in ("intents", "obligations", "revisions"):
            await house.storage.admin.execute(f"DELETE FROM {table} WHERE article_id = $1", article_id)  # noqa: S608
        await house.storage.admin.execute("DELETE FROM articles WHERE id = $1", article_id)
        assert f"Sổ có bài {article_id} (từ dòng" in await house.faults()

    async def test_a_photo_with_other_bytes_is_named(self, house: House) -> None:
        await house.storage.admin.execute("INSERT INTO photos VALUES (repeat('0', 64), 'image/jpeg', 'x')")
        assert "Ảnh 000000000000 trong kho khác với mã của nó" in await house.faults()

    @pytest.mark.trust
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("DELETE FROM token_revocations", "Sổ ghi đã thu hồi mã đăng nhập số so-2 của reporter-1 mà kho không ghi"),
            (
                "INSERT INTO token_revocations VALUES ('so-1', now(), 'shell')",
                "Kho ghi đã thu hồi mã đăng nhập số so-1 của reporter-1 mà sổ không ghi",
            ),
            ("UPDATE tokens SET member = 'head' WHERE jti = 'so-1'", "Mã đăng nhập số so-1: người"),
            ("DELETE FROM tokens WHERE jti = 'so-1'", "Sổ ghi đã cấp mã đăng nhập số so-1 cho reporter-1"),
            (
                "INSERT INTO tokens SELECT 'so-3', 'head', 'head', 'desk', now(), now(), 'shell'",
                "Kho có mã đăng nhập số so-3 cho head mà sổ không ghi đã cấp",
            ),
        ],
    )
    async def test_a_token_that_was_taken_back_stays_so_or_is_named(self, house: House, change: str, said: str) -> None:
        """A row taken away, and whoever had lost a token was let in again; nothing told of it."""
        tokens, until = house.storage.stores.sign_in_tokens, datetime.now(UTC) + timedelta(hours=1)
        for number in ("so-1", "so-2"):
            token = IssuedToken(
                jti=number,
                member=MemberId("reporter-1"),
                office=Office.REPORTER,
                purpose=TokenPurpose.DESK,
                issued_at=datetime.now(UTC),
                expires_at=until,
                via=Via.SHELL,
            )
            await tokens.add(token)
        await tokens.revoke("so-2", Via.SHELL)
        assert await house.faults() == ""
        await house.storage.admin.execute(change)
        assert said in await house.faults()

    async def test_on_its_way_before_its_hour(self, house: House) -> None:
        """The row was told to readers as on its way, and the Head could withdraw it no more."""
        hour = datetime.now(UTC) + timedelta(days=1)
        article_id = await house.storage.approved(content(), publish_at=hour)
        assert await house.faults() == ""
        await house.storage.admin.execute("UPDATE articles SET stage = 'publishing' WHERE id = $1", article_id)
        assert f"Bài {article_id}: bảng ghi “đang đăng” mà chưa tới giờ đăng đã ký" in await house.faults()

    @pytest.mark.trust
    async def test_the_first_notice_is_named_when_it_is_another(self, house: House) -> None:
        """Every article was called unproven, and nothing said that it was the notice."""
        digest = house.storage.settings.first_board_digest
        await house.storage.admin.execute("UPDATE board_versions SET source = source || '# x'")
        found = await house.faults()
        assert f"Sổ áp dụng bản phân công {digest[:12]} mà kho không có" in found
        assert "Kho có bản phân công số 1 " in found


def test_the_newest_anchor_is_read_again_only_when_the_file_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "anchors.log"
    path.write_text(Anchor(at=HOUR, seq=1, hash="1" * 64).line + "\n", encoding="utf-8")
    reads: list[int] = []
    store = AnchorStore(None, path)  # type: ignore[arg-type]

    def counted(read: Callable[..., str]) -> Callable[..., str]:
        def call(*given: object, **named: object) -> str:
            reads.append(1)
            return read(*given, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_text", counted(Path.read_text))
        for _ in range(3):
            assert store._kept(path).kept[0].seq == 1
    assert reads == [1]
