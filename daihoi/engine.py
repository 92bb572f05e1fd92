"""Puts the packaged SQLite in place of Python's own, before anything imports `sqlite3`.

Python's own library is often 3.40, whose WAL-reset fault can lose a page when several processes write;
server, worker and command line are several.
"""

import sys

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
