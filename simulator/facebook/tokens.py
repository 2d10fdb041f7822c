"""The Page's access token: whether it lives, why it died, and what debug_token says of it."""

from simulator.facebook.answers import refusal
from simulator.state import Record
from simulator.world import World

_REASONS = {
    458: "The user has not authorized the application",
    459: "The user is enrolled in a blocking, logged-in checkpoint",
    460: "The session has been invalidated because the user changed the password",
    463: "Session has expired",
    464: "Sessions for the user are not allowed because the user is not a confirmed user",
    467: "The access token is invalid since the user has logged out",
    492: "The user does not have a role on the Page",
}
_SCOPES = ("pages_manage_posts", "pages_read_engagement", "pages_show_list")

TOKEN_SUBCODES = frozenset(_REASONS)


class PageTokens:
    """The one token the Page accepts."""

    def __init__(self, world: World) -> None:
        self._config = world.config
        self._drawer = world.state.drawer("facebook/token")
        if self._drawer.get("page") is None:
            self._drawer.put("page", {"token": world.config.page_token, "subcode": None})

    def current(self) -> str:
        """The token in force."""
        return str(self._kept()["token"])

    def install(self, token: str) -> None:
        """Accept `token` from now on, and no other."""
        self._drawer.put("page", {"token": token, "subcode": None})

    def revoke(self, subcode: int) -> None:
        """Refuse the current token with code 190 and `subcode` from now on."""
        self._drawer.put("page", self._kept() | {"subcode": subcode})

    def require(self, token: str) -> None:
        """Let the call through only with the living token.

        Errors: Refused with 104 for none, 190 for a dead or foreign one.
        """
        kept = self._kept()
        if not token:
            raise refusal(104, "An access token is required to request this resource.")
        if token != kept["token"]:
            raise refusal(190, "Invalid OAuth access token - Cannot parse access token")
        if kept["subcode"] is not None:
            reason = f"Error validating access token: {_REASONS[kept['subcode']]}"
            raise refusal(190, reason, subcode=kept["subcode"])

    def described(self, token: str) -> Record:
        """What debug_token answers about `token`."""
        kept = self._kept()
        found: Record = {
            "app_id": self._config.app_id,
            "type": "PAGE",
            "application": "toasoan",
            "expires_at": 0,
            "data_access_expires_at": 0,
            "is_valid": token == kept["token"] and kept["subcode"] is None,
            "scopes": list(_SCOPES),
            "profile_id": self._config.page_id,
        }
        if token == kept["token"] and kept["subcode"] is not None:
            reason = _REASONS[kept["subcode"]]
            found["error"] = {"code": 190, "message": reason, "subcode": kept["subcode"]}
        return found

    def _kept(self) -> Record:
        return self._drawer.get("page") or {}
