"""Changing and taking down what is published, on the command line."""

import uuid
from pathlib import Path

from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.spoken import failed, first_id, said, until_ended
from tests.workers.conftest import Toasoan


def manuscript(folder: Path, title: str, body: str) -> str:
    file = folder / "bai.md"
    meta = f"title: {title}\nkind: news\ntopics: [education]\nbyline: Phóng viên 1\nsummary: Tóm tắt của bài.\n"
    file.write_text(f"---\n{meta}---\n\n{body}\n", encoding="utf-8")
    return str(file)


async def published(live: LiveNewsroom, title: str) -> str:
    article_id = await live.ready_for_approval("Đoạn văn cũa bài.", title=title, summary="Tóm tắt của bài.")
    await live.approve(article_id)

    async def there() -> bool:
        return (await live.stores.articles.standing(article_id)).stage is Stage.PUBLISHED

    await eventually(there)
    return article_id


async def test_a_published_text_is_mended_and_taken_down(live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path) -> None:
    title = f"Trường mới khánh thành {uuid.uuid4().hex[:6]}"
    article_id = await published(live, title)
    file = manuscript(tmp_path, title, "Đoạn văn của bài.")
    reason = ("--reason", "Sai chính tả")
    failed(await toasoan("amend", "typo", article_id, file, "--as", "deputy", *reason), "không có quyền")
    proposed = said(await toasoan("amend", "typo", article_id, file, "--as", "final-editor", *reason))
    amendment = first_id(proposed)
    assert "Người quyết định: Phó Trưởng Ban Thường trực" in proposed
    assert "Đoạn văn của bài." in proposed
    assert amendment in said(await toasoan("amendment", "list"))
    assert f"amendment/{amendment}" in said(await toasoan("inbox", "--as", "standing-deputy"))
    seen = ("--hash", "0" * 64)
    failed(await toasoan("amendment", "approve", amendment, "--as", "standing-deputy", *seen), "mở lại")
    said(await toasoan("amendment", "approve", amendment, "--as", "standing-deputy"))
    await until_ended(live, f"amendment/{amendment}")
    assert "đã xong" in said(await toasoan("amendment", "show", amendment))

    update = ("amend", "update", article_id, file, "--as", "final-editor", "--reason", "Thêm số liệu")
    updated = first_id(said(await toasoan(*update)))
    assert "không được duyệt" in said(
        await toasoan("amendment", "refuse", updated, "--as", "head", "--reason", "Chưa có số liệu")
    )
    correct = ("amend", "correct", article_id, file, "--as", "final-editor", "--reason", "Sai số")
    failed(await toasoan(*correct, "--wrong", "", "--right", "23 trường"), "wrong")
    found = said(await toasoan(*correct, "--wrong", "32 trường", "--right", "23 trường", "--evidence", "Công văn 12"))
    assert "Thông tin đúng: 23 trường" in found
    assert "Chứng cứ: Công văn 12" in found
    said(await toasoan("amendment", "refuse", first_id(found), "--as", "head", "--reason", "Gỡ luôn"))

    asked = said(
        await toasoan("amend", "take-down", article_id, "--as", "secretary", "--reason", "Chưa được công khai")
    )
    assert "chờ duyệt" in asked
    failed(await toasoan("take-down-now", article_id, "--as", "engineer", "--ordered-by", "la", "--reason", "x"), "la")
    order = ("--ordered-by", "head", "--reason", "Lệnh của Trưởng Ban")
    now = first_id(said(await toasoan("take-down-now", article_id, "--as", "engineer", *order)))
    assert "chờ xác nhận" in said(await toasoan("amendment", "list", article_id))
    said(await toasoan("amendment", "confirm", now, "--as", "head"))
    assert "chờ xác nhận" not in said(await toasoan("amendment", "list", article_id))
    await until_ended(live, f"amendment/{now}")
    assert "đã gỡ" in said(await toasoan("status", article_id))
