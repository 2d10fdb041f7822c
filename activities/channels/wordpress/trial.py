"""Whether the site lets us do all that publishing takes, and whether its theme shows an article as it was approved."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from activities.channels.calls import SERVER_ERRORS, Call, Effect, Reply, within
from activities.channels.meanings import person
from activities.channels.public_page import PublicPage, lacking, pages_of
from activities.channels.wordpress.calls import WordPressCalls, is_number
from activities.channels.wordpress.codes import NO_RIGHT, NOT_SIGNED_IN
from activities.channels.wordpress.text import as_written, for_wordpress
from newsroom.publishing import lines_of
from newsroom.text import Block, BlockKind, blocks

_OK: Final = 200
_NEEDED: Final = {
    "edit_posts": "soạn bài",
    "publish_posts": "đăng bài",
    "edit_published_posts": "sửa bài đã đăng",
    "delete_posts": "bỏ bản nháp thừa",
    "upload_files": "tải ảnh lên",
}
_SUMMARY: Final = "tóm tắt (sapo, class entry-summary)"
_SLUG: Final = "toasoan-kiem-tra-giao-dien"
_TITLE: Final = 'Bài kiểm tra giao diện của tòa soạn: xin đừng xóa "bản nháp" này...'
_EXCERPT: Final = "Tòa soạn đọc bản nháp này -- không đăng -- để biết giao diện có hiện đủ bài không."
_BODY: Final = (
    "<p>Đoạn <strong>một</strong> &amp; hai: 5 &lt; 6, [ảnh] 10x10 :)</p><h2>Mục</h2><ul><li>Một</li></ul>"
    "<blockquote><p>Trích</p></blockquote><table><tbody><tr><td>Ô</td></tr></tbody></table>"
)
_UNSHOWN: Final = person(
    "chưa có cách nào biết giao diện của Cổng hiện bài ra sao: Cổng chưa cài phần giao diện của tòa soạn và chưa có "
    "bài công khai nào có tóm tắt",
    "cài deploy/wordpress/toasoan.php vào wp-content/mu-plugins của Cổng theo docs/guides/giao-dien-cong.md",
)
_UNREAD: Final = person(
    "chưa có cách nào biết giao diện của Cổng hiện bài ra sao: trang của bài công khai mới nhất không mở được",
    "xem trang ấy trên Cổng vì sao không mở, rồi cài phần giao diện của tòa soạn theo docs/guides/giao-dien-cong.md",
)
_DIFFERS: Final = person(
    "giao diện của Cổng hiện bài khác với bản gửi lên",
    "sửa giao diện trang bài viết của Cổng theo docs/guides/giao-dien-cong.md",
)


class Trial:
    """What can be known of a site before the first article goes there; nothing of it is seen by the public."""

    def __init__(self, calls: WordPressCalls) -> None:
        self._calls = calls

    async def rights(self) -> None:
        """Nothing, when our user may do all that publishing takes. Errors: ChannelTrouble naming what it may not."""
        me = await self._calls.one("/users/me", {"context": "edit"})
        line, may = self._calls.line, within(me, "capabilities")
        if not isinstance(may, dict):
            raise line.refused(NOT_SIGNED_IN, evidence="users/me")
        lacks = [label for name, label in _NEEDED.items() if not may.get(name)]
        if lacks:
            raise line.refused(NO_RIGHT, evidence=f"thiếu quyền: {', '.join(lacks)}")

    async def theme(self) -> None:
        """Nothing, when a page of the site shows title, summary and text as they were given.

        A draft of ours is read where the site has our part, which shows it to us alone; it is made once and kept.
        Elsewhere the newest public post that has a summary is read. Dying around the creation leaves that draft.

        Errors: ChannelTrouble saying what the theme must print.
        """
        draft = await self._draft()
        page = await self._calls.preview(str(draft["id"]))
        if page and (known := _texts(draft)):
            self._compare(page, known)
        else:
            await self._public()

    async def _draft(self) -> dict[str, Any]:
        asked = {"slug": _SLUG, "status": "draft", "context": "edit"}
        found = [post for post in await self._calls.found("/posts", asked) if is_number(post.get("id"))]
        if found:
            return found[0]
        texts = {"title": escape(_TITLE, quote=False), "excerpt": escape(_EXCERPT, quote=False), "content": _BODY}
        sent = {name: for_wordpress(text) for name, text in texts.items()} | {"status": "draft", "slug": _SLUG}
        return await self._calls.change("/posts", effect=Effect.HARMLESS, json=sent)

    async def _public(self) -> None:
        asked = {"per_page": "10", "context": "edit"}
        shown = [(post, texts) for post in await self._calls.found("/posts", asked) if (texts := _texts(post))]
        known = [(post, texts) for post, texts in shown if texts[1]]
        # Without a summary a page can only show what it lacks besides.
        for post, texts in known[:1] or shown[:1]:
            call = Call(effect=Effect.READ, method="GET", url=str(post.get("link")), follow=True)
            page = await self._calls.line.send(call)
            if page.status in SERVER_ERRORS:
                raise self._calls.line.server_error(page)
            if page.status != _OK:
                raise self._calls.line.refused(_UNREAD, evidence=f"HTTP {page.status} tại {page.url}")
            self._compare(page, texts)
        if not known:
            raise self._calls.line.refused(_UNSHOWN, evidence=f"{len(shown)} bài công khai")

    def _compare(self, page: Reply, texts: tuple[str, str, str]) -> None:
        pages, wanted = pages_of(self._calls.line, page), [_words(text) for text in texts]
        whole = [block for part in wanted for block in part]
        if any(_holds(each, whole, alone=True) for each in pages):
            return
        missing = [] if any(_holds(each, wanted[0]) for each in pages) else ["tiêu đề bài"]
        missing += [] if any(_holds(each, wanted[1]) for each in pages) else [_SUMMARY]
        known = {block.text for block in whole}
        printed = next((block.text for block in pages[0].blocks if block.text not in known), "")
        row = lacking(missing) if missing else _DIFFERS
        raise self._calls.line.refused(row, evidence=f"tại {page.url}: {printed[:200]}")


def _texts(post: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Title, summary and text of a post as they were given; None when it has none that can be compared."""
    title, excerpt, content = (within(post, name, "raw") for name in ("title", "excerpt", "content"))
    known = isinstance(title, str) and isinstance(excerpt, str) and isinstance(content, str)
    return (title, excerpt, content) if known else None


def _words(html: str) -> list[Block]:
    return [block for block in blocks(html) if block.kind is not BlockKind.PHOTO]


def _holds(page: PublicPage, wanted: Sequence[Block], *, alone: bool = False) -> bool:
    """Whether the page has the words of these blocks, one after the other; `alone`, and no others."""
    printed = [block for block in page.blocks if block.kind is not BlockKind.PHOTO]
    if alone and len(printed) != len(wanted):
        return False
    parts = (printed[at : at + len(wanted)] for at in range(len(printed) - len(wanted) + 1))
    return any(lines_of(as_written(part, wanted)) == lines_of(wanted) for part in parts)
