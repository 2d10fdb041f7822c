"""Where WordPress, PHP and MariaDB are on this machine: fetched from Debian's packages, unpacked, never installed."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workers.embedded.errors import WordPressMissing

_ROOT: Final = Path(__file__).parent.parent.parent
_SCRIPT: Final = _ROOT / ".ci" / "wordpress-tools"
_UNPACKED: Final = _ROOT / "var" / "tools" / "wordpress"
_EXTENSIONS: Final = (
    "mysqlnd", "mysqli", "gd", "dom", "xml", "simplexml", "xmlreader", "xmlwriter", "mbstring", "tokenizer", "ctype",
    "iconv", "fileinfo", "exif", "posix", "phar",
)  # fmt: skip
_PHP_SETTINGS: Final = {
    "memory_limit": "256M",
    "upload_max_filesize": "8M",
    "post_max_size": "9M",
    "log_errors": "On",
    "display_errors": "Off",
    "variables_order": "EGPCS",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressHome:
    """The programs of this Debian release, and the WordPress they run."""

    root: Path
    site: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the unpacked programs need to find their own libraries."""
        libraries = ":".join(str(path) for path in self.root.glob("usr/lib/*-linux-gnu*"))
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "LD_LIBRARY_PATH": libraries}

    @property
    def themes(self) -> tuple[str, ...]:
        """The stock themes, oldest first."""
        return tuple(sorted((path.name for path in (self.site / "wp-content" / "themes").glob("twenty*")), key=_year))

    def php(self, *arguments: str) -> tuple[str, ...]:
        """The command of PHP with what WordPress needs of it."""
        (program,) = self.root.glob("usr/bin/php[0-9]*")
        (folder,) = self.root.glob("usr/lib/php/20*")
        settings = _PHP_SETTINGS | {"extension_dir": str(folder)}
        options = [f"-d{name}={value}" for name, value in settings.items()]
        options += [f"-dextension={name}" for name in _EXTENSIONS if (folder / f"{name}.so").exists()]
        return (str(program), "-n", *options, f"-dzend_extension={folder / 'opcache.so'}", *arguments)

    def mariadb(self, data: Path, *arguments: str) -> tuple[str, ...]:
        """The command of MariaDB on a data folder."""
        share = self.root / "usr" / "share" / "mysql"
        return (
            str(self.root / "usr" / "sbin" / "mariadbd"),
            "--no-defaults",
            f"--datadir={data}",
            f"--tmpdir={data.parent}",
            f"--lc-messages-dir={share}",
            f"--character-sets-dir={share / 'charsets'}",
            f"--plugin-dir={self.root / 'usr' / 'lib' / 'mysql' / 'plugin'}",
            "--innodb-log-file-size=8M",
            "--innodb-buffer-pool-size=32M",
            "--skip-networking",
            # The socket lies in a folder of ours alone.
            "--skip-grant-tables",
            *(["--user=root"] if os.geteuid() == 0 else []),
            *arguments,
        )

    def first_tables(self) -> bytes:
        """What MariaDB is told once, before it has any table."""
        share = self.root / "usr" / "share" / "mysql"
        begin = b"create database mysql;\nuse mysql;\n"
        return begin + b"".join(
            (share / name).read_bytes() for name in ("mysql_system_tables.sql", "mysql_system_tables_data.sql")
        )


def wordpress_home(*, newest: bool = False) -> WordPressHome:
    """Programs and site, fetched first when they are not here yet; `newest` for the newest WordPress that Debian has.

    Errors: WordPressMissing.
    """
    for words in [(), ("newest",)] if newest else [()]:
        fetched = subprocess.run([_SCRIPT, *words], capture_output=True, text=True, check=False)
        if fetched.returncode != 0:
            raise WordPressMissing(fetched.stderr)
    unpacked = _UNPACKED.with_name("wordpress-newest") if newest else _UNPACKED
    return WordPressHome(root=_UNPACKED, site=unpacked / "usr" / "share" / "wordpress")


def is_fetched() -> bool:
    """Whether nothing needs to be downloaded before a site can start."""
    return (_UNPACKED / "complete").exists()


_YEARS: Final = ("one", "two", "three", "four", "five", "six", "seven")


def _year(theme: str) -> int:
    year = theme.removeprefix("twentytwenty")
    return _YEARS.index(year) if year in _YEARS else -1
