"""Which Portal a newsroom on one machine publishes on: the simulator's, a WordPress of its own, or any other."""

from pathlib import Path

from pydantic import SecretStr

from workers.embedded.wordpress import EmbeddedWordPress
from workers.embedded.wordpress_home import is_fetched, wordpress_home
from workers.settings import PortalKind, Settings
from workers.steps import Tell


def trial_site(folder: Path, tell: Tell) -> EmbeddedWordPress:
    """A WordPress with its data in `folder`; its programs are fetched first when they are not here.

    Errors: WordPressMissing.
    """
    if not is_fetched():
        tell("Lần đầu: đang tải WordPress, PHP và MariaDB (khoảng 30 MB) từ kho gói của Debian về var/tools/wordpress…")
    return EmbeddedWordPress(folder, wordpress_home())


def portal_settings(wordpress: EmbeddedWordPress | None) -> dict[str, object]:
    """Where the Portal is when it is not the simulator's: our own WordPress, else what the environment says."""
    if wordpress is not None:
        address = wordpress.address
        return {
            "portal_kind": PortalKind.WORDPRESS,
            "wordpress_url": address.url,
            "wordpress_user": address.user,
            "wordpress_password": SecretStr(address.application_password),
        }
    said = Settings()
    names = [name for name in said.model_fields_set if name.startswith(("portal_", "liferay_", "wordpress_"))]
    return {name: getattr(said, name) for name in names}
