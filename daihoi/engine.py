"""What both processes start with: the packaged SQLite in place of Python's own, the key, the database's address.

Python's own library is often 3.40, whose WAL-reset fault can lose a page when several processes write;
server, worker and command line are several.
"""

import os
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

MINIMUM = (3, 51, 3)


def use_packaged_sqlite() -> None:
    """Install `pysqlite3` as `sqlite3`; refuse to start below 3.51.3."""
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    if pysqlite3.sqlite_version_info < MINIMUM:
        found, wanted = pysqlite3.sqlite_version, ".".join(map(str, MINIMUM))
        raise SystemExit(f"SQLite {found} quá cũ: Daihoi cần từ {wanted}. Hãy cài lại gói pysqlite3.")


def secret_key(path: Path) -> str:
    """The installation's key: made once, kept at `path`, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)  # the first process wins, the others read its key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def database(variable: str, file: Path) -> dict[str, object]:
    """SQLite in `file`, or PostgreSQL where the environment's `variable` gives its address."""
    address = os.environ.get(variable, "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
            },
        }
    url = urlsplit(address)
    if url.scheme not in ("postgres", "postgresql"):
        raise SystemExit(f"{variable} phải có dạng postgresql://người:mật-khẩu@máy:cổng/tên.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # a server's own lasting connections are cheap; JIT costs more than it saves on our short queries
        "OPTIONS": {"options": "-c jit=off"},
    }


def portal(variable: str) -> str:
    """The address of the portal in the environment's `variable`, "https://host:port"; empty where it gives none."""
    address = os.environ.get(variable, "").strip().rstrip("/")
    if address and not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?", address):
        raise SystemExit(f"{variable} phải có dạng https://máy hoặc http://máy:cổng, không có phần nào sau đó.")
    return address
