"""Reads the command, runs it, turns what went wrong into one sentence and an exit status."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from daihoi.cli import bench, data, demo, install, portal, publish, season, serve, users
from daihoi.cli.output import Output, RefusedError

GROUPS = (demo, serve, install, users, data, season, publish, portal, bench)


# What argparse objects to, in Vietnamese.
_OBJECTIONS = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"unrecognized arguments: (.+)", r"không hiểu \1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 không thể là \2, chọn một trong: \3"),
    (r"argument (\S+): invalid int value: (.+)", r"\1 phải là số nguyên, không phải \2"),
    (r"argument (\S+): expected one argument", r"sau \1 còn thiếu một giá trị"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 không có giá trị, bỏ \2"),
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in Vietnamese, in one sentence; options are written out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False} | options)

    def error(self, message: str) -> NoReturn:
        said = message
        for english, vietnamese in _OBJECTIONS:
            said = re.sub(f"^{english}$", vietnamese, said)
        raise RefusedError(f"Lệnh chưa đúng: {said}. Xem cách dùng: {self.prog} --help")


def parser() -> Parser:
    """The whole grammar of the command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    root = Parser(prog="daihoi", description="Daihoi: một mùa đại hội, từ chi bộ đến báo cáo tổng kết.")
    root.add_argument("--version", action="store_true", help="in phiên bản rồi dừng")
    commands = root.add_subparsers(dest="command", metavar="LỆNH", parser_class=Parser)
    for group in GROUPS:
        group.add_to(commands, common)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it did what it was asked, 1 where it says no, 2 where the command is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    out = Output(as_json="--json" in given)
    try:
        asked = parser().parse_args(given)
        if asked.version:
            from daihoi import __version__

            out.line(f"Daihoi {__version__}")
            return 0
        if not asked.command:
            parser().print_help()
            return 2
        if before := getattr(asked, "before", None):
            before(asked)  # what the settings read from the environment
        if getattr(asked, "needs_database", True):
            _start(portal=getattr(asked, "portal", False))
        return int(asked.run(asked, out) or 0)
    except RefusedError as refused:
        out.refuse(str(refused))
        return refused.status
    except SystemExit as stopped:
        if not isinstance(stopped.code, str):  # --help
            raise
        out.refuse(stopped.code)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader of a pipe went away: nothing is wrong here
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _unforeseen(error, out)


def _start(*, portal: bool) -> None:
    """Django with the settings of the office, or of the portal's process: one process is never both."""
    if portal and not os.environ["DJANGO_SETTINGS_MODULE"].endswith("portal.settings"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "daihoi.portal.settings"
    import django
    from django.utils import translation

    from daihoi.web.assets import compile_catalogues

    # a fresh clone has no texts compiled, and those that are missing as Django starts stay missing for the process
    with suppress(OSError):  # where the program may not be written to, its texts came with it
        compile_catalogues()
    django.setup()
    translation.activate("vi")


def _unforeseen(error: Exception, out: Output) -> int:
    from django.db import DatabaseError, OperationalError

    from daihoi.rules.messages import RuleError

    if isinstance(error, RuleError):
        from daihoi.web.text import say

        out.refuse(say(error.message))
        return 1
    if isinstance(error, DatabaseError):
        text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        if "no such table" in text or "does not exist" in text:
            portal = os.environ["DJANGO_SETTINGS_MODULE"].endswith("portal.settings")
            first = "daihoi portal prepare" if portal else "daihoi init"
            out.refuse(f"Thư mục dữ liệu này chưa được khởi tạo. Hãy chạy: {first}")
        elif isinstance(error, OperationalError):
            out.refuse(f"Cơ sở dữ liệu không trả lời: {text}.")
        else:
            out.refuse(f"Cơ sở dữ liệu từ chối: {text}.")
        return 1
    if isinstance(error, OSError) and error.filename:
        out.refuse(f"Không mở được {error.filename}: {os.strerror(error.errno or 0)}.")
        return 1
    if os.environ.get("DAIHOI_DEBUG") == "1":
        raise error
    out.refuse(f"Lỗi chưa lường trước ({type(error).__name__}: {error}). Chạy lại với DAIHOI_DEBUG=1 để xem chi tiết.")
    return 1
