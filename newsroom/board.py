"""The editorial board as the notice states it: offices, members, topics, kinds, authority, clocks.

A board is read from data (`boards/*.toml`), checked whole, and never changed: a new notice is a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import ChannelName, Kind, MemberId, Source, Topic
from newsroom.personal import USUAL, PersonalRule
from newsroom.shown.web_address import web_host
from newsroom.working_time import WorkingCalendar


class Office(StrEnum):
    """The offices of the notice, and the two that it names without staffing (ambiguity A35)."""

    HEAD = "head"
    STANDING_DEPUTY = "standing_deputy"
    DEPUTY = "deputy"
    FINAL_EDITOR = "final_editor"
    SECRETARY = "secretary"
    CHIEF_ACCOUNTANT = "chief_accountant"
    ACCOUNTANT = "accountant"
    ENGINEER = "engineer"
    REPORTER = "reporter"
    CONTRIBUTOR = "contributor"


OFFICE_LABELS: Final[dict[Office, str]] = {
    Office.HEAD: "Trưởng Ban Biên tập",
    Office.STANDING_DEPUTY: "Phó Trưởng Ban Thường trực",
    Office.DEPUTY: "Phó Trưởng Ban",
    Office.FINAL_EDITOR: "Ủy viên biên tập lần cuối",
    Office.SECRETARY: "Thư ký Ban Biên tập",
    Office.CHIEF_ACCOUNTANT: "Kế toán trưởng",
    Office.ACCOUNTANT: "Kế toán viên",
    Office.ENGINEER: "Kỹ sư phụ trách kỹ thuật",
    Office.REPORTER: "Phóng viên",
    Office.CONTRIBUTOR: "Cộng tác viên",
}

APPROVING_OFFICES: Final = frozenset({Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR})
"""Only these can be entitled to approve (rules 22, 30, 39, 55)."""

BOARD_MEMBERS: Final = (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY)
"""Those who sit in the board's meetings (rules 5, 21 and 60; ambiguity A5)."""

_OUTSIDE: Final = frozenset({Office.REPORTER, Office.CONTRIBUTOR})

SINGLE_OFFICES: Final = frozenset(Office) - _OUTSIDE
"""Each of these is held by exactly one member (rule 6)."""

Phrase = tuple[str, ...]
Phrases = tuple[Phrase, ...]

TAKEN_OVER: Final = "R0"
"""The routing class of an article that the Head has taken to himself; no class of a notice may have this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person's account: permissions hang on the office, the name is only shown (ambiguity A36)."""

    id: MemberId
    office: Office
    name: str
    title: str

    @property
    def is_outside(self) -> bool:
        """Whether the member stands outside the board: such a member sees their own articles and nothing else.

        Source: rule 6; ambiguity A35.
        """
        return self.office in _OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRule:
    """One class of the routing order: what it covers and which office decides.

    Shape: no topics and no kinds means everything that is left; a kind in `official_source_for` counts only when the
    article comes from an official source.
    """

    name: str
    office: Office
    topics: frozenset[Topic]
    kinds: frozenset[Kind]
    official_source_for: frozenset[Kind]
    rule: int
    clause: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty of an office: the number of its rule, and a few words of ours for it.

    Source: rules 4 and 6.
    """

    office: Office
    rule: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sla:
    """The clocks of the notice. Units: wall clock, but `edit_within` counts working time.

    Shape: a text sent from `after_hours_from` on that misses its day is to be out by `after_hours_target` of the next.
    """

    publish_within: timedelta
    publish_warnings: tuple[timedelta, ...]
    edit_within: timedelta
    approval_reminders: tuple[timedelta, ...]
    same_day_warnings: tuple[time, ...]
    quiet_hours: tuple[time, time] | None = None
    after_hours_from: time = time(20)
    after_hours_target: time = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealingWords:
    """What reveals one topic.

    Shape: a body and a meeting near each other, in one sentence; or a phrase that tells `alone`, with none of `others`
    around it. What `never` means the body, or a meeting of it, is taken out first.
    """

    topic: Topic
    bodies: Phrases
    meetings: Phrases
    alone: Phrases = ()
    never: Phrases = ()
    others: Phrases = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedNews:
    """All that reveals reserved news.

    Shape: `short` are the long forms of abbreviations; a body of `elsewhere` is no body of ours; a word of `apart`
    between body and meeting says that they do not belong together.
    """

    words: tuple[RevealingWords, ...] = ()
    short: Mapping[str, Phrase] = field(default_factory=dict)
    elsewhere: Phrases = ()
    apart: Phrases = ()

    def __bool__(self) -> bool:
        return bool(self.words)


NO_SUCH_NEWS: Final = ReservedNews()
"""What a board file says that has no such words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One version of the notice; all questions of the newsroom about people and duties are asked of it.

    Shape: `acting_order` are the offices that run the board for an absent Head, the first in line first; of an office
    in `absence_goes_to_head` only the Head says who stands in, so its own delegations rest while it is away;
    `posting_backup` does the engineer's part at the channels while the engineer is away.
    `reserved_news` says which words reveal what is the Head's; `when_widened` which office approves what another has
    brought into its own class by the last edit; `personal` which acts a member's own key signs. An older board file
    says none of them.
    `parent_rule` is the regulation above the notice; `parent_rule_checked` says when and by whom both were compared.
    """

    title: str
    portal: str
    members: tuple[Member, ...]
    authority: tuple[AuthorityRule, ...]
    when_author: Mapping[Office, Office]
    acting_order: tuple[Office, ...]
    absence_goes_to_head: frozenset[Office]
    official_domains: tuple[str, ...]
    sla: Sla
    calendar: WorkingCalendar
    topic_labels: Mapping[Topic, str]
    kind_labels: Mapping[Kind, str]
    kind_channels: Mapping[Kind, tuple[ChannelName, ...]]
    posting_backup: Office = Office.SECRETARY
    reserved_news: ReservedNews = NO_SUCH_NEWS
    when_widened: Mapping[Office, Office] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    parent_rule: str = ""
    parent_rule_checked: str = ""
    personal: PersonalRule = USUAL

    @property
    def unchecked(self) -> str:
        """The warning that nobody has compared the notice with the regulation above it; empty once somebody has.

        Source: ambiguity A37 (the regulation of 2015 stands above the notice).
        """
        if not self.parent_rule or self.parent_rule_checked:
            return ""
        return (
            f"CẦN KIỂM TRA: bản phân công này chưa được đối chiếu với {self.parent_rule}; chỗ nào khác nhau thì "
            "quy định ấy được áp dụng. Đối chiếu xong, ghi parent_rule_checked vào mục [notice] rồi áp dụng lại tệp."
        )

    def member(self, member_id: str) -> Member | None:
        """The member with this id, or None."""
        return next((member for member in self.members if member.id == member_id), None)

    def holder(self, office: Office) -> Member:
        """The one member who holds a single office (rule 6)."""
        return next(member for member in self.members if member.office is office)

    def reserves(self, class_name: str) -> bool:
        """Whether a class of the routing order is the Head's own.

        Source: rule 22.
        """
        return any(rule.name == class_name and rule.office is Office.HEAD for rule in self.authority)

    @property
    def reserved_topics(self) -> frozenset[Topic]:
        """The topics whose news is the Head's. Source: rule 22."""
        own = (rule.topics for rule in self.authority if rule.office is Office.HEAD)
        return frozenset[Topic]().union(*own)

    def is_official(self, source: Source | None) -> bool:
        """Whether a source is on the Head's list of official sources, or below a site that is.

        Source: rule 55; ambiguity A31.
        """
        if source is None:
            return False
        host = web_host(source.url)
        return any(host == domain or host.endswith(f".{domain}") for domain in self.official_domains)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Number and date of a notice on paper, and the document that decides who sits on the board.

    Shape: empty for a version that has none.
    Source: rules 2, 4 and 92.
    """

    number: str = ""
    signed_on: date | None = None
    decided_by: str = ""


UNSIGNED: Final = Signing()
"""What is known of the paper of the first version, and of those that are older than the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A version of the notice that counts, and the line that adopted it (0: the first, which nobody can sign for)."""

    digest: str
    effective_from: datetime
    board: Board
    line: int = 0
    signing: Signing = UNSIGNED
