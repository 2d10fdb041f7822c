"""Why somebody is not let in, said so that nobody learns which names there are."""

from newsroom.errors import NewsroomError


class NotLetIn(NewsroomError):
    """Tên đăng nhập hoặc mật khẩu không đúng; chưa đăng nhập. Hãy gõ lại, hoặc xin Thư ký Ban Biên tập đặt lại."""

    code = "not_let_in"


class WrongCode(NewsroomError):
    """Mã xác nhận không đúng hoặc đã dùng rồi; chưa làm gì. Hãy chờ ứng dụng hiện mã mới rồi gõ lại."""

    code = "wrong_code"


class TooManyTries(NewsroomError):
    """Đã thử quá nhiều lần; lần này chưa được xét. Hãy chờ 15 phút rồi thử lại."""

    code = "too_many_tries"


class SpentLink(NewsroomError):
    """Liên kết đã dùng hoặc đã hết hạn; chưa đăng nhập. Hãy dùng mật khẩu, hoặc xin Thư ký Ban Biên tập cấp lại."""

    code = "spent_link"
