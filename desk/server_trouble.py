"""The one error of the desk that is nobody's refusal: the workflow server cannot be reached."""

from newsroom.errors import NewsroomError


class ServerUnreachable(NewsroomError):
    """Máy chủ quy trình đang không liên lạc được; hãy thử lại sau ít phút."""

    code = "server_unreachable"
