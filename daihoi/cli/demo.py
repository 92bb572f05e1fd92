"""demo: the season of Bình Thạnh, run through the real program from its files."""

from __future__ import annotations

import argparse
from typing import Any

from daihoi.cli.output import Output
from daihoi.cli.serve import address, may_listen, portal_beside


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
    from daihoi.demo import accounts, load

    if not asked.no_serve:
        may_listen(asked)
    build(out)
    migrate(out)
    loaded = load.load(out.step)
    facts = {
        "loaded": loaded,
        "address": f"http://{asked.host}:{asked.port}/",
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
        out.line()

    out.answer(facts, people)
    return 0 if asked.no_serve else serve(asked, out)
