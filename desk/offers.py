"""How each act on an article is offered: its words on the page of documentation, its command."""

from dataclasses import dataclass
from typing import Final

from newsroom.stages import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The words of one act, Vietnamese: `says` at its address, `command` and `help` on the command line."""

    says: str
    command: str
    help: str


OFFERS: Final[dict[Act, Offer]] = {
    Act.RESUBMIT: Offer(
        says="Tác giả gửi lại bản đã sửa của bài được trả lại, hoặc đúng bản cũ kèm lý do ở `reason`.",
        command="resubmit",
        help="Gửi lại bản đã sửa của bài bị trả, hoặc đúng bản cũ kèm lý do.",
    ),
    Act.FINISH_EDIT: Offer(
        says="Trình duyệt, kèm bản đã biên tập nếu có. Lỗi chặn của bảng kiểm phải được sửa trước; "
        "kind và topics đổi được mà không gửi lại bản thảo.",
        command="edit",
        help="Hoàn thành biên tập lần cuối và trình duyệt, kèm bản đã sửa nếu có.",
    ),
    Act.APPROVE: Offer(
        says="Duyệt đúng bản có mã nội dung `seen_hash`; bài đã có bản mới hơn thì bị từ chối.",
        command="approve",
        help="Duyệt đăng đúng bản đã đọc; không ghi --hash thì hiện bài, những gì đã đổi từ lần mở trước, rồi hỏi lại.",
    ),
    Act.REJECT: Offer(
        says="Từ chối bài; cần lý do và loại lý do. Bài không mở lại được.",
        command="reject",
        help="Từ chối đăng.",
    ),
    Act.WITHDRAW: Offer(
        says="Rút bài chưa đăng; cần lý do.",
        command="withdraw",
        help="Rút bài.",
    ),
    Act.RESCHEDULE: Offer(
        says="Đổi giờ đăng của bài đã duyệt.",
        command="reschedule",
        help="Đổi giờ đăng của bài đã duyệt.",
    ),
    Act.RESUME_CHANNEL: Offer(
        says="Cho một kênh đã dừng đăng tiếp.",
        command="resume",
        help="Cho kênh đang dừng đăng tiếp.",
    ),
    Act.WAIVE_CHANNEL: Offer(
        says="Bỏ một kênh; cần lý do. Cổng TTĐT không bỏ được.",
        command="waive",
        help="Không đăng bài trên một kênh (trừ Cổng).",
    ),
    Act.GO_ON: Offer(
        says="Cho đăng tiếp bài bị giữ sau khi phục hồi kho dữ liệu; nêu `seen_hash` của bản đã đọc lại.",
        command="go-on",
        help="Cho đăng tiếp bài bị giữ sau khi phục hồi kho dữ liệu.",
    ),
    Act.REASSIGN: Offer(
        says="Trưởng Ban, hoặc người đang điều hành thay, giao một bài cho người duyệt khác; cần lý do.",
        command="reassign",
        help="Giao một bài cho người duyệt khác (Trưởng Ban, hoặc người điều hành thay).",
    ),
    Act.REFER: Offer(
        says="Bài chưa thống nhất: đưa ra họp Ban Biên tập; cần lý do. Bài không đăng cho tới khi có kết luận.",
        command="refer",
        help="Bài chưa thống nhất: đưa ra họp Ban Biên tập.",
    ),
    Act.PRECHECK: Offer(
        says="Thư ký được ủy quyền kiểm tra trước; ý kiến ghi ở `reason`. Bài vẫn qua biên tập lần cuối.",
        command="precheck",
        help="Thư ký kiểm tra giúp trước khi biên tập lần cuối; ý kiến ghi ở --reason.",
    ),
    Act.TAKE_IN: Offer(
        says="Thư ký tiếp nhận bài của cộng tác viên và chuyển biên tập; ý kiến ghi ở `reason`.",
        command="take-in",
        help="Thư ký tiếp nhận bài của cộng tác viên và chuyển biên tập.",
    ),
    Act.RETURN_TO_AUTHOR: Offer(
        says="Trả bài cho tác giả sửa; cần lý do và loại lý do.",
        command="return",
        help="Trả bài: đang biên tập thì trả tác giả; chờ duyệt, hoặc đã duyệt mà chưa lên kênh, thì trả biên tập.",
    ),
    Act.RETURN_FOR_EDIT: Offer(
        says="Người duyệt trả bài về biên tập; cần lý do và loại lý do. Bài đã duyệt mà chưa gửi lên kênh nào cũng trả "
        "được (cả Trưởng Ban), và phải được duyệt lại.",
        command="return",
        help="Trả bài: đang biên tập thì trả tác giả; chờ duyệt, hoặc đã duyệt mà chưa lên kênh, thì trả biên tập.",
    ),
    Act.TAKE_OVER: Offer(
        says="Trưởng Ban nhận bài về quyết định; cần lý do.",
        command="take-over",
        help="Trưởng Ban nhận bài về quyết định.",
    ),
    Act.ASK_REROUTE: Offer(
        says="Người duyệt hoặc Ủy viên biên tập đề nghị Trưởng Ban chuyển bài cho người khác; cần lý do.",
        command="ask-reroute",
        help="Đề nghị Trưởng Ban chuyển bài cho người duyệt khác; bài chờ trả lời, chưa ai duyệt được.",
    ),
    Act.PASS_UP: Offer(
        says="Ủy viên biên tập không tự quyết bài thuộc nhóm mình duyệt mà chuyển lên (`to`); cần lý do.",
        command="pass-up",
        help="Ủy viên chuyển bài thuộc nhóm mình duyệt lên Phó Trưởng Ban Thường trực hoặc Trưởng Ban.",
    ),
}
"""In the order of the list of commands; two acts may share a command."""
