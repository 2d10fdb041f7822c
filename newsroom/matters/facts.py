"""The facts that an act may state, each declared once: its name in the signed text, what people call it, its length."""

from dataclasses import dataclass, replace
from typing import Final, Self

LONGEST_FACT: Final = 20_000
"""Characters of one fact; minutes of a meeting are the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A text. Units: `most` is in characters.

    Shape: `worded` when people write it in words of their own; it then stands in the storage alone and never in the
    workflow server's histories.
    """

    name: str
    label: str
    most: int = 2_000
    worded: bool = False

    def called(self, label: str) -> Self:
        """The same fact under another name for people."""
        return replace(self, label=label)

    def about(self, article_id: str) -> Self:
        """The fact about one article of several."""
        return replace(self, name=f"{self.name}.{article_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour(Fact):
    """An instant, in ISO 8601 with its zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names(Fact):
    """A list of names, with spaces between."""


REASON: Final = Fact(name="reason", label="lý do", worded=True)
STARTS_AT: Final = Hour(name="starts_at", label="giờ bắt đầu")
ENDS_AT: Final = Hour(name="ends_at", label="giờ kết thúc")
KIND: Final = Fact(name="kind", label="loại")

MEMBER: Final = Fact(name="member", label="người vắng")
TO: Final = Fact(name="to", label="người nhận việc")
WORK: Final = Fact(name="work", label="việc được giao")
GRANT: Final = Fact(name="grant", label="mã phân công")
CLASSES: Final = Names(name="classes", label="nhóm bài")
TOPICS: Final = Names(name="topics", label="chủ đề")
KINDS: Final = Names(name="kinds", label="loại bài")

# What is said of a matter to operators names these three, so they stay in the histories.
DOCUMENT: Final = Fact(name="document", label="số văn bản", most=300)
PLACE: Final = Fact(name="place", label="nơi họp", most=300)
TOPIC: Final = Fact(name="topic", label="nội dung họp")
TITLE: Final = Fact(name="title", label="tên tài liệu", most=300, worded=True)
TEXT: Final = Fact(name="text", label="nội dung tài liệu", most=LONGEST_FACT, worded=True)
FILE: Final = Fact(name="file", label="tệp tài liệu", most=64)
FILE_NAME: Final = Fact(name="file_name", label="tên tệp", most=200, worded=True)
MINUTES: Final = Fact(name="minutes", label="biên bản", most=LONGEST_FACT, worded=True)
DECIDE: Final = Fact(name="decide", label="kết luận")
NOTE: Final = Fact(name="note", label="lý do của kết luận", worded=True)
SEEN: Final = Names(name="seen", label="mã biên bản đã đọc", most=LONGEST_FACT)

ACCOUNT: Final = Fact(name="account", label="chuyện gì đã xảy ra", most=4_000, worded=True)
PROPOSAL: Final = Fact(name="proposal", label="đề xuất xử lý", worded=True)
SUMMARY: Final = Fact(name="summary", label="phần tổng hợp", most=4_000, worded=True)
DECISION: Final = Fact(name="decision", label="quyết định", worded=True)
CONCERNS: Final = Names(name="concerns", label="người thực hiện")

ARTICLE: Final = Fact(name="article", label="mã bài")
EVIDENCE: Final = Fact(name="evidence", label="chứng cứ", worded=True)
WRONG: Final = Fact(name="wrong", label="thông tin đã đăng sai", worded=True)
RIGHT: Final = Fact(name="right", label="thông tin đúng", worded=True)
BASE_HASH: Final = Fact(name="base_hash", label="mã bản đang đăng")
NEW_HASH: Final = Fact(name="new_hash", label="mã bản mới")
NEW_REVISION: Final = Fact(name="new_revision", label="số bản thảo mới")
POINTS: Final = Fact(name="points", label="mã các điểm phải xem lại của bản mới", most=64)
JUDGED: Final = Fact(name="judged", label="cách xét lỗi chính tả")
CLOSELY: Final = Fact(name="closely", label="xét kỹ lỗi chính tả")
ORDERED_BY: Final = Fact(name="ordered_by", label="người ra lệnh")
CHANNEL: Final = Fact(name="channel", label="kênh")
SKIP: Final = Fact(name="skip", label="bỏ kênh")

DIGEST: Final = Fact(name="digest", label="mã bản phân công")
EFFECTIVE_FROM: Final = Hour(name="effective_from", label="giờ áp dụng")
NUMBER: Final = Fact(name="number", label="số thông báo", most=100, worded=True)
SIGNED_ON: Final = Fact(name="signed_on", label="ngày ký", most=10)
DECIDED_BY: Final = Fact(name="decided_by", label="quyết định kiện toàn Ban Biên tập", most=300, worded=True)
