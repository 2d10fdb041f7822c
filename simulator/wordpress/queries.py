"""What a WordPress collection request asks for, and which posts answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import JSONResponse

from simulator.calls import Refused
from simulator.state import Record
from simulator.wording import moment_of, plain_text
from simulator.wordpress.posts import PostShelf, error

_MAX_PER_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One collection request, checked."""

    slugs: frozenset[str]
    statuses: frozenset[str]
    search: str
    after: datetime | None
    modified_after: datetime | None
    page: int
    per_page: int
    edit: bool

    @classmethod
    def of(cls, asked: Mapping[str, str], *, signed_in: bool) -> "Listing":
        """Request in query parameters `asked`.

        Errors: Refused with 400 for a bad parameter, or a status only staff may ask for.
        """
        statuses = frozenset(_words(asked.get("status", "publish")))
        edit = asked.get("context") == "edit"
        if not signed_in and statuses != {"publish"}:
            raise Refused(_forbidden_status())
        if not signed_in and edit:
            raise Refused(error(401, "rest_forbidden_context", "Sorry, you are not allowed to edit posts."))
        try:
            found = cls(
                slugs=frozenset(_words(asked.get("slug", ""))),
                statuses=statuses,
                search=asked.get("search", "").lower(),
                after=moment_of(asked["after"]) if "after" in asked else None,
                modified_after=moment_of(asked["modified_after"]) if "modified_after" in asked else None,
                page=int(asked.get("page", "1")),
                per_page=int(asked.get("per_page", "10")),
                edit=edit,
            )
        except ValueError as wrong:
            raise Refused(error(400, "rest_invalid_param", f"Invalid parameter(s): {wrong}")) from None
        if not 1 <= found.per_page <= _MAX_PER_PAGE or found.page < 1:
            raise Refused(error(400, "rest_invalid_param", "Invalid parameter(s): per_page"))
        return found

    def choose(self, posts: PostShelf) -> list[Record]:
        """Posts that answer the request, newest first."""
        named = (post for post in posts.newest_first() if not self.slugs or post["slug"] in self.slugs)
        return [post for post in named if self._fits(post, posts.status(post))]

    def page_of(self, found: Sequence[Record]) -> list[Record]:
        """The page asked for.

        Errors: Refused with 400 past the last page.
        """
        start = (self.page - 1) * self.per_page
        if start and start >= len(found):
            raise Refused(error(400, "rest_post_invalid_page_number", "The page number is larger than the number."))
        return list(found[start : start + self.per_page])

    def _fits(self, post: Record, status: str) -> bool:
        if status not in self.statuses and not ("any" in self.statuses and status != "trash"):
            return False
        if self.after and moment_of(post["date_gmt"]) <= self.after:
            return False
        if self.modified_after and moment_of(post["modified_gmt"]) <= self.modified_after:
            return False
        return not self.search or self.search in plain_text(f"{post['title']} {post['content']}").lower()


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _forbidden_status() -> JSONResponse:
    """What everybody is told who asks for what only staff may see, a member with a password that is not known too."""
    message = "Status is forbidden."
    inner = {"code": "rest_forbidden_status", "message": message, "data": {"status": 401}}
    more = {"params": {"status": message}, "details": {"status": inner}}
    return error(400, "rest_invalid_param", "Invalid parameter(s): status", **more)
