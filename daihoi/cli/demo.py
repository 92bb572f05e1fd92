"""demo: the season of Bình Thạnh, run through the real program from its files."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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
    portal = None if asked.no_portal or _portal_is_there() else _Portal()
    build(out)
    migrate(out)
    loaded = load.load(out.step, when_registered=portal.draw_ahead) if portal else load.load(out.step)
    publishing.publish(out.step)
    if portal is not None:
        portal.finish(out)
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


class _Portal:
    """The portal's part, one command after the other beside the office, each in its own process: none is ever both."""

    def __init__(self) -> None:
        from django.conf import settings

        self.folder = Path(settings.DATA) / "demo-portal"
        self.environment = os.environ | {"DAIHOI_DATA": str(settings.DATA)}
        self.line = ThreadPoolExecutor(max_workers=1)
        self.work = [self.line.submit(self._run, "prepare")]

    def draw_ahead(self) -> None:
        """Give it the units, for it to draw the pictures while the office goes on."""
        from daihoi.demo import publishing

        publishing.publish_units()
        publishing.write(self.folder)
        self.work.append(self.line.submit(self._run, "demo", str(self.folder), "--pictures"))

    def finish(self, out: Output) -> None:
        """Hand it what the office published, and let it write its articles; RefusedError where that fails."""
        from daihoi.demo import publishing

        publishing.write(self.folder)
        self.work.append(self.line.submit(self._run, "demo", str(self.folder)))
        self.line.shutdown()  # a server that is forked from here must find no thread
        for one in self.work:
            one.result()
        out.step("cổng tin đã có bài")

    def _run(self, *command: str) -> None:
        done = subprocess.run(  # noqa: S603  (our own words)
            [sys.executable, "-m", "daihoi.cli", "portal", *command],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RefusedError(f"Không dựng được cổng tin của mùa mẫu: {done.stderr.strip()[-400:]}", 1)
