"""One week of a newsroom, written down by hand: who is away, what was lent, and who may decide on what, hour by hour.

Knows nothing of the code that it is held against: members, classes and grants are words, hours are counted from the
Monday 00:00 of the newsroom's clock.
"""

from datetime import timedelta
from typing import Final, NamedTuple

Hour = timedelta

HEAD, STANDING, DEPUTY, EDITOR, SECRETARY, ENGINEER = (
    "head", "standing-deputy", "deputy", "final-editor", "secretary", "engineer",
)  # fmt: skip
OFFICES: Final = {
    HEAD: "head",
    STANDING: "standing_deputy",
    DEPUTY: "deputy",
    EDITOR: "final_editor",
    SECRETARY: "secretary",
    ENGINEER: "engineer",
    "reporter-1": "reporter",
    "reporter-2": "reporter",
    "contributor-1": "contributor",
}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "next mon", "next tue")

SCHOOLS: Final = frozenset({"culture_society", "education", "health", "tourism"})
FIELDS: Final = frozenset({"economy", "agriculture"})
RECEPTION: Final = frozenset({"citizen_reception"})
ORDERS: Final = frozenset({"notice", "directive"})


def on(day: str, clock: str) -> Hour:
    """The hour of the week that a day and a clock name."""
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    return timedelta(days=_DAYS.index(day), hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)


class Title(NamedTuple):
    """One member's title: the rule it stands on (0: that of the article's class), what was lent, in whose place."""

    member: str
    rule: int = 0
    grant: str = ""
    acting: bool = False


class Row(NamedTuple):
    """Who may decide on the articles of a seat for a while; the first title is asked.

    Shape: empty `topics` and `kinds` cover all; `unassigned` names the absence that leaves the articles to the Head.
    """

    seat: str
    since: Hour
    until: Hour
    titles: tuple[Title, ...]
    hold: str = "owner"
    topics: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    unassigned: str = ""


CLASS_RULE: Final = {"R0": 17, "R1": 22, "R2": 39, "R3": 55, "R4": 30}
"""By which rule a class belongs to its owner; R0 is what the Head has given to somebody."""

CLAUSES: Final = {
    17: "mục II.1, gạch đầu dòng thứ 2",
    22: "mục II.1, gạch đầu dòng thứ 6",
    30: "mục II.2, gạch đầu dòng thứ 4",
    33: "mục II.2, gạch đầu dòng thứ 4",
    35: "mục II.2, gạch đầu dòng thứ 5",
    36: "mục II.2, gạch đầu dòng thứ 6",
    39: "mục II.3, gạch đầu dòng thứ 3",
    40: "mục II.3, gạch đầu dòng thứ 3",
    42: "mục II.3, gạch đầu dòng thứ 4",
    55: "mục II.4, gạch đầu dòng thứ 8",
}

SCOPES: Final = {
    "orders": "notice directive",
    "schools": "R4 culture_society education health tourism",
    "fields": "agriculture economy",
    "editor's": "*",
    "acting": "*",
    "reception": "citizen_reception",
}
"""What each grant covers, as the ledger is to say it."""

DATES: Final = {
    "orders": (on("mon", "08:00"), on("sat", "08:00")),
    "schools": (on("tue", "00:00"), on("thu", "00:00")),
    "fields": (on("wed", "09:00"), on("wed", "21:00")),
    "editor's": (on("thu", "13:30"), on("thu", "17:00")),
    "acting": (on("fri", "08:00"), on("fri", "12:00")),
    "reception": (on("sat", "07:00"), on("next mon", "12:00")),
}
"""From when until when each grant was given."""

RENEWED: Final = (on("sun", "14:01"), on("next mon", "18:00"))
"""When "reception" was given a later end, and which."""

_START: Final = on("mon", "00:00")
_END: Final = on("next tue", "23:00")
_GONE: Final = on("tue", "00:00")
_HEAD_GONE: Final = on("wed", "06:30")
_MORE_LENT: Final = on("wed", "09:00")
_BACK: Final = on("wed", "18:00")
_HEAD_BACK: Final = on("wed", "20:00")
_LENT: Final = on("mon", "08:00")
_REVOKED: Final = on("thu", "11:00")
_EDITOR_GONE: Final = on("thu", "13:30")
_EDITOR_BACK: Final = on("thu", "17:00")
_NAMED: Final = on("fri", "08:00")
_UNNAMED: Final = on("fri", "12:00")
_DEPUTY_GONE: Final = on("sat", "07:00")
_DEPUTY_BACK: Final = on("sun", "12:00")
_RETURNED: Final = on("next mon", "18:00")

_OWN_HEAD: Final = (Title(HEAD),)
_DECIDES: Final = Title(HEAD, 17)
_DEPUTY_ACTS: Final = Title(DEPUTY, 42, acting=True)
_STANDING_ACTS: Final = Title(STANDING, 35, acting=True)
_FOR_SCHOOLS: Final = (Title(DEPUTY, 33, "schools"),)

TABLE: Final = (
    Row(HEAD, _START, _HEAD_GONE, _OWN_HEAD),
    Row(HEAD, _HEAD_GONE, _BACK, (_DEPUTY_ACTS, Title(HEAD)), "acting"),
    Row(HEAD, _BACK, _HEAD_BACK, (_STANDING_ACTS, Title(HEAD)), "acting"),
    Row(HEAD, _HEAD_BACK, _NAMED, _OWN_HEAD),
    Row(HEAD, _NAMED, _UNNAMED, (Title(HEAD), Title(DEPUTY, 42, "acting", acting=True))),
    Row(HEAD, _UNNAMED, _END, _OWN_HEAD),
    Row(DEPUTY, _START, _DEPUTY_GONE, (Title(DEPUTY),)),
    Row(DEPUTY, _DEPUTY_GONE, _DEPUTY_BACK, (Title(STANDING, 36, "reception"),), "delegated", RECEPTION),
    Row(DEPUTY, _DEPUTY_GONE, _DEPUTY_BACK, (_DECIDES,), "head_to_assign", unassigned="deputy"),
    Row(DEPUTY, _DEPUTY_BACK, _RETURNED, (Title(STANDING, 36, "reception"), Title(DEPUTY)), "delegated", RECEPTION),
    Row(DEPUTY, _DEPUTY_BACK, _END, (Title(DEPUTY),)),
    Row(EDITOR, _LENT, _REVOKED, (Title(DEPUTY, 40, "orders"), Title(EDITOR)), "delegated", kinds=ORDERS),
    Row(EDITOR, _EDITOR_GONE, _EDITOR_BACK, (Title(STANDING, 33, "editor's"),), "assigned"),
    Row(EDITOR, _START, _END, (Title(EDITOR),)),
    Row(STANDING, _START, _GONE, (Title(STANDING),)),
    Row(STANDING, _GONE, _BACK, _FOR_SCHOOLS, "assigned", SCHOOLS),
    Row(STANDING, _MORE_LENT, _BACK, (Title(EDITOR, 33, "fields"),), "assigned", FIELDS),
    Row(STANDING, _GONE, _HEAD_GONE, (_DECIDES,), "head_to_assign", unassigned="standing"),
    Row(STANDING, _HEAD_GONE, _BACK, (_DEPUTY_ACTS, _DECIDES), "head_to_assign", unassigned="standing"),
    Row(STANDING, _BACK, _END, (Title(STANDING),)),
)

EDGES: Final = tuple(sorted({edge for row in TABLE for edge in (row.since, row.until)}))
"""The hours at which something passes from one to another."""

_CLASS_OF_TOPIC: Final = {
    **dict.fromkeys(("party_meeting", "council_session", "committee_meeting"), "R1"),
    **dict.fromkeys(("citizen_reception", "admin_reform"), "R2"),
}
_CLASS_OF_KIND: Final = dict.fromkeys(("notice", "directive", "legal_document", "press_release", "repost"), "R3")
_SEAT_OF_CLASS: Final = {"R1": HEAD, "R2": DEPUTY, "R3": EDITOR, "R4": STANDING}
_WHEN_AUTHOR: Final = {HEAD: STANDING, STANDING: HEAD, DEPUTY: STANDING, EDITOR: STANDING}


def class_of(kind: str, topic: str) -> str:
    """The class of an article; every repost of this week comes from an official source."""
    return _CLASS_OF_TOPIC.get(topic) or _CLASS_OF_KIND.get(kind, "R4")


def seat_of_class(name: str, author: str) -> str:
    """Whose article it is by the notice; nobody's own."""
    seat = _SEAT_OF_CLASS[name]
    return _WHEN_AUTHOR[seat] if seat == author else seat


def row_for(seat: str, hour: Hour, *, kind: str, topic: str, author: str) -> Row:
    """The row of the table that speaks for an article at an hour: none that would ask its author."""
    for row in TABLE:
        fits = (not row.topics or topic in row.topics) and (not row.kinds or kind in row.kinds)
        if row.seat == seat and row.since <= hour < row.until and fits and row.titles[0].member != author:
            return row
    raise LookupError(seat, hour, kind, topic, author)


def in_charge(hour: Hour) -> frozenset[str]:
    """The Head, and whoever acts for the Head at that hour."""
    row = next(row for row in TABLE if row.seat == HEAD and row.since <= hour < row.until)
    return frozenset(title.member for title in row.titles)


def editor_at(hour: Hour) -> str:
    """Who does the last edit: the final editor, and the secretary on the afternoon that he is away."""
    return SECRETARY if _EDITOR_GONE <= hour < _EDITOR_BACK else EDITOR


class Given(NamedTuple):
    """An act of the week: who does what to which matter, saying what (hours stay hours until the week has a date).

    Shape: `name` is what the table calls the absence or grant that the act begins, `on` the one it changes;
    `code` is how it is refused, empty when it is accepted.
    """

    at: Hour
    by: str
    act: str
    on: str = ""
    name: str = ""
    said: dict[str, str | Hour] = {}  # noqa: RUF012 - nobody changes it
    code: str = ""


MATTER_ACTS: Final = (
    Given(
        on("mon", "07:40"), EDITOR, "delegate", name="orders",
        said={
            "to": DEPUTY, "kind": "delegation", "kinds": "notice directive",
            "starts_at": _LENT, "ends_at": on("sat", "08:00"),
        },
    ),
    Given(
        on("mon", "09:00"), STANDING, "file_absence", name="standing",
        said={"starts_at": _GONE, "ends_at": on("thu", "00:00"), "reason": "Đi công tác huyện Bảo Lạc"},
    ),
    Given(
        on("mon", "10:31"), HEAD, "assign", "standing", "schools",
        {"to": DEPUTY, "classes": "R4", "topics": " ".join(sorted(SCHOOLS))},
    ),
    Given(on("tue", "09:21"), DEPUTY, "assign", "standing", said={"to": EDITOR}, code="not_entitled"),
    Given(
        on("tue", "09:41"), STANDING, "delegate", name="while away",
        said={"to": EDITOR, "kind": "delegation", "ends_at": on("thu", "00:00")}, code="bad_request",
    ),
    Given(
        on("tue", "15:01"), HEAD, "file_absence", name="head",
        said={"starts_at": _HEAD_GONE, "ends_at": on("wed", "17:00"), "reason": "Họp tại Hà Nội"},
    ),
    Given(
        _MORE_LENT, DEPUTY, "assign", "standing", "fields",
        {"to": EDITOR, "topics": " ".join(sorted(FIELDS)), "ends_at": on("wed", "21:00")},
    ),
    Given(on("wed", "16:01"), HEAD, "change_absence", "head", said={"ends_at": _HEAD_BACK}),
    Given(_BACK, STANDING, "change_absence", "standing", said={"ends_at": _BACK}),
    Given(
        on("thu", "08:31"), EDITOR, "file_absence", name="editor",
        said={"starts_at": _EDITOR_GONE, "ends_at": _EDITOR_BACK, "reason": "Đi họp cộng tác viên"},
    ),
    Given(on("thu", "09:31"), HEAD, "assign", "editor", "last edit", {"to": SECRETARY, "work": "last_edit"}),
    Given(on("thu", "09:33"), HEAD, "assign", "editor", "editor's", {"to": STANDING}),
    Given(_REVOKED, EDITOR, "revoke", "orders", said={"reason": "Việc đã vãn, tự duyệt lại"}),
    Given(
        on("fri", "07:31"), HEAD, "delegate", name="acting",
        said={"to": DEPUTY, "kind": "acting", "document": "Giấy ủy quyền 12", "starts_at": _NAMED, "ends_at": _UNNAMED},
    ),
    Given(
        on("fri", "15:01"), DEPUTY, "delegate", name="reception",
        said={
            "to": STANDING, "kind": "delegation", "topics": "citizen_reception",
            "starts_at": _DEPUTY_GONE, "ends_at": on("next mon", "12:00"),
        },
    ),
    Given(
        on("fri", "16:01"), SECRETARY, "file_absence", name="deputy",
        said={"member": DEPUTY, "starts_at": _DEPUTY_GONE, "ends_at": _DEPUTY_BACK, "reason": "Về quê"},
    ),
    Given(on("sun", "14:01"), DEPUTY, "renew", "reception", said={"ends_at": _RETURNED}),
)  # fmt: skip
