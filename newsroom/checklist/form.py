"""The checks of form: what an item must carry before anyone is asked to approve it, and what a channel would refuse."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from newsroom.article import ChannelName, Content, Kind, Source
from newsroom.checklist.findings import Code, Facts, Finding, blocking, body_passages, excerpt, warning
from newsroom.checklist.points import point_in_words
from newsroom.publishing import (
    FACEBOOK_MESSAGE_CHARS,
    ZALO_AUTHOR_CHARS,
    ZALO_DESCRIPTION_CHARS,
    ZALO_TITLE_CHARS,
    channel_post,
)
from newsroom.shown.web_address import is_site, web_host
from newsroom.text import photo_digests, plain, quoted, words

_DOCUMENTS: Final = frozenset({Kind.NOTICE, Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT, Kind.PRESS_RELEASE})
NEWS_TITLE_WORDS: Final = range(3, 13)
TITLE_MAX_WORDS: Final = 20
MAX_TOPICS: Final = 3
PHOTO_STORY_MIN_PHOTOS: Final = 3
SUMMARY_FROM_WORDS: Final = 600
SUMMARY_MAX_WORDS: Final = 60
_POINTS_SAID_WHOLE: Final = 19


def title_missing(content: Content, _facts: Facts) -> Iterator[Finding]:
    """An item without a title.

    Source: rule 54; checklist 2.4.
    """
    if not plain(content.title):
        yield blocking(Code.TITLE_MISSING, "Bài chưa có tiêu đề; hãy đặt tiêu đề.", "title", "tiêu đề")


def title_length(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A title outside 3–12 words for news, or over 20 words for the other kinds of our own.

    Shape:  a document has the title that it was signed with, however long.
    Source: rule 54; checklist 2.4.
    """
    count = words(content.title)
    if count == 0 or content.kind in _DOCUMENTS:
        return
    allowed = NEWS_TITLE_WORDS if content.kind is Kind.NEWS else range(1, TITLE_MAX_WORDS + 1)
    if count not in allowed:
        wanted = f"từ {allowed[0]} đến {allowed[-1]} từ" if content.kind is Kind.NEWS else f"không quá {allowed[-1]} từ"
        message = f"Tiêu đề có {count} từ; hãy viết lại cho {wanted}."
        yield blocking(Code.TITLE_LENGTH, message, "title", f"tiêu đề: “{excerpt(plain(content.title))}”")


def body_missing(content: Content, _facts: Facts) -> Iterator[Finding]:
    """An item without a paragraph; a photo story may have three photos instead.

    Source: rule 54; checklist 2.4.
    """
    if any(passage.place.startswith("đoạn") for passage in body_passages(content)):
        return
    if content.kind is not Kind.PHOTO_STORY:
        yield blocking(Code.BODY_MISSING, "Bài chưa có nội dung; hãy viết ít nhất một đoạn.", "body", "thân bài")
    elif len(content.photos) < PHOTO_STORY_MIN_PHOTOS:
        message = f"Phóng sự ảnh chưa có lời và mới có {len(content.photos)} ảnh; hãy thêm lời hoặc cho đủ 3 ảnh."
        yield blocking(Code.BODY_MISSING, message, "body", "thân bài")


def topics(content: Content, _facts: Facts) -> Iterator[Finding]:
    """An item in no topic, which cannot be routed, or in more than three.

    Source: rule 54; checklist 2.4; ambiguity A1 (topics decide the approver).
    """
    if not content.topics:
        message = "Bài chưa có chuyên mục; hãy chọn ít nhất một chuyên mục chính."
        yield blocking(Code.TOPICS, message, "topics", "chuyên mục")
    elif len(content.topics) > MAX_TOPICS:
        message = f"Bài chọn {len(content.topics)} chuyên mục; hãy giữ lại không quá {MAX_TOPICS}."
        yield blocking(Code.TOPICS, message, "topics", f"chuyên mục: {', '.join(content.topics)}")


def author_or_source(content: Content, _facts: Facts) -> Iterator[Finding]:
    """An item that names neither an author nor a source.

    Source: rule 54; checklist 2.4 (every item carries author or source).
    """
    if not plain(content.byline) and (content.source is None or not plain(content.source.name)):
        message = "Bài chưa ghi tác giả hoặc nguồn; hãy ghi bút danh, hoặc ghi nguồn tin."
        yield blocking(Code.AUTHOR_OR_SOURCE, message, "byline", "tác giả")


def repost_source(content: Content, facts: Facts) -> Iterator[Finding]:
    """A repost without the name, address or day of its source, or from a day yet to come.

    Source: rule 54; checklist 2.4; ambiguity A31.
    """
    if content.kind is not Kind.REPOST:
        return
    source = content.source or Source(name="", url="", published_on="")
    if not plain(source.name):
        message = "Bài đăng lại chưa ghi tên nguồn; hãy ghi tên cơ quan đã đăng bài gốc."
        yield blocking(Code.REPOST_SOURCE, message, "source.name", "nguồn")
    if not is_site(web_host(source.url.strip())):
        message = "Bài đăng lại chưa có địa chỉ bài gốc; hãy dán địa chỉ đầy đủ, bắt đầu bằng https://."
        yield blocking(Code.REPOST_SOURCE, message, "source.url", f"nguồn: “{excerpt(source.url)}”")
    if not _is_past_day(source.published_on, facts.today):
        message = "Bài đăng lại chưa có ngày đăng gốc hợp lệ; hãy ghi ngày đăng của bài gốc, không sau hôm nay."
        yield blocking(Code.REPOST_SOURCE, message, "source.published_on", f"nguồn: “{excerpt(source.published_on)}”")


def _is_past_day(text: str, today: str) -> bool:
    try:
        return date.fromisoformat(text) <= date.fromisoformat(today)
    except ValueError:
        return False


def unlisted_source(content: Content, facts: Facts) -> Iterator[Finding]:
    """A repost from outside the Head's list, which another approver must judge.

    Source: rule 55; ambiguity A31 (outside the list a repost goes to the standing deputy).
    """
    host = web_host(content.source.url.strip()) if content.source else ""
    listed = any(host == known or host.endswith(f".{known}") for known in map(str.lower, facts.official_domains))
    if content.kind is Kind.REPOST and host and not listed:
        message = (
            f"Nguồn {host} không có trong danh sách nguồn chính thống; bài sẽ chuyển Phó Trưởng ban Thường trực duyệt. "
            "Hãy kiểm tra lại nguồn trước khi trình."
        )
        yield warning(Code.UNLISTED_SOURCE, message, "source.url", f"nguồn: “{excerpt(host)}”")


def photo_not_attached(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A picture placed in the text whose photo is not among the item's photos.

    Source: rule 54 (photos are edited with the text); promise 1 (what is approved is what is shown).
    """
    known = {photo.digest for photo in content.photos}
    for number, digest in enumerate(photo_digests(content.body_html), start=1):
        if digest not in known:
            message = f"Ảnh thứ {number} đặt trong bài không có trong mục ảnh; hãy tải ảnh lên lại hoặc bỏ khỏi bài."
            yield blocking(Code.PHOTO_NOT_ATTACHED, message, "body", f"ảnh thứ {number} trong bài")


def open_points(_content: Content, facts: Facts) -> Iterator[Finding]:
    """Points of the manuscript and comments of members that nobody has closed, each by its number.

    Shape: of very many the last finding names the numbers of all that are left.
    Source: rule 54; checklist 2.4.
    """
    whole = _POINTS_SAID_WHOLE if len(facts.open_points) > _POINTS_SAID_WHOLE + 1 else len(facts.open_points)
    for number, point in facts.open_points[:whole]:
        words = f" “{quoted(point.words)}”" if point.words else ""
        message = f"Điểm {number} còn mở.{words} {point_in_words(point)}"
        yield blocking(Code.OPEN_POINT, message, "points", point.place)
    if left := facts.open_points[whole:]:
        numbers = _in_runs([number for number, _ in left])
        message = f"Còn {len(left)} điểm mở nữa: {numbers}. Hãy xem từng điểm rồi đóng, hoặc gửi bản đã sửa."
        yield blocking(Code.OPEN_POINT, message, "points", "danh sách điểm")


def _in_runs(numbers: Sequence[int]) -> str:
    """Numbers as people write them: those in a row as one run."""
    rows = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    runs = ([number for _, number in row] for _, row in rows)
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def zalo_title(content: Content, facts: Facts) -> Iterator[Finding]:
    """A title longer than Zalo OA takes.

    Source: rule 81 (three channels); Zalo OA article API, `title`.
    """
    if ChannelName.ZALO_OA in facts.channels and len(plain(content.title)) > ZALO_TITLE_CHARS:
        message = f"Tiêu đề dài hơn {ZALO_TITLE_CHARS} ký tự, Zalo OA sẽ không nhận; hãy rút gọn."
        yield blocking(Code.ZALO_TITLE, message, "title", f"tiêu đề: “{excerpt(plain(content.title))}”")


def zalo_author(content: Content, facts: Facts) -> Iterator[Finding]:
    """A byline longer than Zalo OA takes.

    Source: rule 81 (three channels); Zalo OA article API, `author`.
    """
    if ChannelName.ZALO_OA in facts.channels and len(plain(content.byline)) > ZALO_AUTHOR_CHARS:
        message = f"Bút danh dài hơn {ZALO_AUTHOR_CHARS} ký tự, Zalo OA sẽ không nhận; hãy rút gọn."
        yield blocking(Code.ZALO_AUTHOR, message, "byline", f"tác giả: “{excerpt(plain(content.byline))}”")


def fanpage_text(content: Content, facts: Facts) -> Iterator[Finding]:
    """A Fanpage text, own or derived, longer than Facebook takes.

    Source: rule 81 (three channels); ambiguity A19 (a channel's text is part of what is approved).
    """
    length = len("\n\n".join(channel_post(content, ChannelName.FANPAGE).lines))
    if ChannelName.FANPAGE in facts.channels and length > FACEBOOK_MESSAGE_CHARS:
        message = f"Lời đăng Fanpage dài {length} ký tự, Facebook chỉ nhận {FACEBOOK_MESSAGE_CHARS}; hãy rút gọn."
        yield blocking(Code.FANPAGE_TEXT, message, "channel_texts.fanpage", "lời đăng trên Fanpage")


def zalo_text(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A Zalo OA text of its own that would be shown cut.

    Source: rule 81 (three channels); Zalo OA article API, `description`.
    """
    for own in content.channel_texts:
        if own.channel is ChannelName.ZALO_OA and len(plain(own.text)) > ZALO_DESCRIPTION_CHARS:
            message = f"Lời đăng Zalo OA dài quá {ZALO_DESCRIPTION_CHARS} ký tự nên sẽ bị cắt; hãy rút gọn."
            place = f"lời đăng trên Zalo OA: “{excerpt(plain(own.text), ZALO_DESCRIPTION_CHARS)}”"
            yield warning(Code.ZALO_TEXT, message, "channel_texts.zalo_oa", place)


def summary_missing(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A long item without a standfirst.

    Source: rule 54; checklist 2.4 (sapo from 600 words).
    """
    length = sum(words(passage.text) for passage in body_passages(content))
    if length >= SUMMARY_FROM_WORDS and not plain(content.summary):
        message = f"Bài dài {length} từ nhưng chưa có sapo; hãy viết sapo không quá {SUMMARY_MAX_WORDS} từ."
        yield warning(Code.SUMMARY_MISSING, message, "summary", "sapo")


def summary_length(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A standfirst longer than sixty words.

    Source: rule 54; checklist 2.4.
    """
    count = words(content.summary)
    if count > SUMMARY_MAX_WORDS:
        message = f"Sapo dài {count} từ; hãy rút xuống không quá {SUMMARY_MAX_WORDS} từ."
        yield warning(Code.SUMMARY_LENGTH, message, "summary", f"sapo: “{excerpt(plain(content.summary))}”")
