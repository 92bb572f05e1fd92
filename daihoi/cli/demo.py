"""demo: the season of Bình Thạnh, run through the real program from its files."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from daihoi.cli.output import Output, RefusedError
from daihoi.cli.portal import DEMO
from daihoi.cli.serve import address, may_listen, portal_beside, url


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    demo = commands.add_parser("demo", parents=[common], help="nạp mùa mẫu (người là bịa) và chạy máy chủ")
    demo.add_argument("--no-serve", action="store_true", help="chỉ nạp, không chạy máy chủ")
    address(demo)
    portal_beside(demo)
    demo.set_defaults(run=run_demo)


def run_demo(asked: argparse.Namespace, out: Output) -> int:
    """Load what is missing, say who can sign in, serve."""
    from daihoi.cli.install import build, migrate
    from daihoi.cli.serve import serve
    from daihoi.demo import accounts, load, publishing

    if not asked.no_serve:
        may_listen(asked)
    portal = None if asked.no_portal or _portal_is_there() else _beside("portal", "prepare")
    build(out)
    migrate(out)
    loaded = load.load(out.step)
    publishing.publish(out.step)
    if portal is not None:
        _portal(portal, out)
    facts = {
        "loaded": loaded,
        "address": f"http://{asked.host}:{asked.port}/",
        "portal": None if asked.no_portal else f"{url(asked.host, asked.portal_port)}/",
        "password": accounts.PASSWORD,
        "accounts": [{"username": row.username, "role": row.role, "unit": row.unit} for row in accounts.ACCOUNTS],
    }

    def people() -> None:
        out.line()
        out.line(
            "Mùa đại hội 2020–2025 của Đảng bộ quận Bình Thạnh (người trong dữ liệu là bịa), đứng ở ngày 27/8/2020."
        )
        out.line(f"Mọi tài khoản mẫu dùng chung mật khẩu: {accounts.PASSWORD}")
        for row in accounts.ACCOUNTS:
            out.line(f"  {row.username:<12} {row.title}")
        if not asked.no_portal:
            out.line(f"Cổng tin của mùa mẫu: {url(asked.host, asked.portal_port)}/")
        out.line()

    out.answer(facts, people)
    return 0 if asked.no_serve else serve(asked, out)


def _portal_is_there() -> bool:
    """Whether the portal said that it has the demo: asking its own process would take as long as making it."""
    from django.conf import settings

    folder = os.environ.get("DAIHOI_PORTAL_DATA") or Path(settings.DATA) / "portal"
    return (Path(folder) / DEMO).exists()


def _beside(*command: str) -> subprocess.Popen[str]:
    """A command of the portal in its own process: one process is never both."""
    from django.conf import settings

    return subprocess.Popen(  # noqa: S603  (our own words)
        [sys.executable, "-m", "daihoi.cli", *command],
        env=os.environ | {"DAIHOI_DATA": str(settings.DATA)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _portal(preparing: subprocess.Popen[str], out: Output) -> None:
    """Hand the portal what the office published, and let it write its articles."""
    from django.conf import settings

    from daihoi.demo import publishing

    folder = Path(settings.DATA) / "demo-portal"
    publishing.write(folder)
    for work in (preparing, _beside("portal", "demo", str(folder))):
        _out, said = work.communicate()
        if work.returncode:
            raise RefusedError(f"Không dựng được cổng tin của mùa mẫu: {said.strip()[-400:]}", 1)
    out.step("cổng tin đã có bài")
