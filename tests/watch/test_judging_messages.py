"""What the watch finds of messages that have not left the house."""

from activities.storage.deliveries.failing import Behind, Undelivered
from newsroom.delivery.ways import Way
from tests.watch.samples import NOW, found, minutes, sights, watched


def test_nothing_is_said_while_everything_leaves() -> None:
    assert found(sights(watched=watched(undelivered=Undelivered()))) == {}


def test_each_way_that_is_late_is_one_finding_and_says_how_long() -> None:
    late = {Way.MAIL: Behind(count=4, since=NOW - minutes(75)), Way.PUSH: Behind(count=1, since=NOW - minutes(11))}
    seen = found(sights(watched=watched(undelivered=Undelivered(late=late))))
    assert set(seen) == {"NewsroomMessagesLate/mail", "NewsroomMessagesLate/push"}
    mail = seen["NewsroomMessagesLate/mail"]
    assert mail.summary.startswith("4 tin chưa gửi được bằng thư điện tử, lâu nhất đã 75 phút (từ 08:45")
    assert (mail.labels["audience"], mail.labels["severity"]) == ("engineer", "warning")
    assert mail.since == NOW - minutes(75)


def test_what_was_given_up_is_said_for_its_way() -> None:
    given_up = {Way.ZALO: Behind(count=2, since=NOW - minutes(5))}
    (finding,) = found(sights(watched=watched(undelivered=Undelivered(given_up=given_up)))).values()
    assert finding.key == "NewsroomMessagesGivenUp/zalo"
    assert "2 tin đã thôi gửi bằng tin nhắn Zalo" in finding.summary


def test_whoever_is_reached_nowhere_is_named_by_account() -> None:
    unreached = {"head": NOW - minutes(5), "engineer": NOW - minutes(9)}
    (finding,) = found(sights(watched=watched(undelivered=Undelivered(unreached=unreached)))).values()
    assert finding.key == "NewsroomNobodyToTell"
    assert "2 người (engineer, head)" in finding.summary
    assert finding.since == NOW - minutes(9)
