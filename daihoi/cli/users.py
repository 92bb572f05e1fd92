"""user: accounts and roles from the command line."""

from __future__ import annotations

import argparse
from typing import Any

from daihoi.cli.output import Output, RefusedError

ROLES = (
    "office", "clerk", "secretary", "second", "tally", "credentials", "personnel", "writer", "editor", "inspector",
    "observer", "admin",
)  # fmt: skip


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    user = commands.add_parser("user", help="tài khoản và vai trò")
    verbs = user.add_subparsers(dest="verb", metavar="VIỆC", required=True)
    add = verbs.add_parser("add", parents=[common], help="tạo tài khoản, in mã dùng một lần")
    add.add_argument("username", metavar="TÊN")
    add.add_argument("--name", required=True, metavar="HỌ-TÊN")
    add.add_argument("--unit", required=True, metavar="MÃ")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--identity", default="", metavar="SỐ-THẺ")
    add.set_defaults(run=run_add)
    grant = verbs.add_parser("grant", parents=[common], help="cấp thêm vai trò")
    grant.add_argument("username", metavar="TÊN")
    grant.add_argument("--unit", required=True, metavar="MÃ")
    grant.add_argument("--role", required=True, choices=ROLES)
    grant.set_defaults(run=run_grant)
    code = verbs.add_parser("code", parents=[common], help="mã dùng một lần mới")
    code.add_argument("username", metavar="TÊN")
    code.set_defaults(run=run_code)
    listed = verbs.add_parser("list", parents=[common], help="danh sách tài khoản")
    listed.set_defaults(run=run_list)


def _unit(code: str) -> Any:
    from daihoi.org.models import Unit

    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise RefusedError(f"Không có tổ chức mang mã “{code}”. Xem mã trong tệp tổ chức.", 1)
    return unit


def _user(username: str) -> Any:
    from daihoi.org.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise RefusedError(f"Không có tài khoản “{username}”.", 1)
    return user


def run_add(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.org.access import Role
    from daihoi.org.actions.user import user_add

    user, code = user_add(
        by=None,
        username=asked.username,
        name=asked.name,
        unit=_unit(asked.unit),
        role=Role(asked.role),
        identity=asked.identity,
    )
    out.answer(
        {"username": user.username, "code": code, "unit": asked.unit, "role": asked.role},
        lambda: out.line(f"Tài khoản {user.username}, mã dùng một lần: {code}"),
    )
    return 0


def run_grant(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.org.access import Role
    from daihoi.org.actions.user import grant_give

    grant_give(_user(asked.username), by=None, unit=_unit(asked.unit), role=Role(asked.role))
    out.answer(
        {"username": asked.username, "unit": asked.unit, "role": asked.role}, lambda: out.line("Đã cấp vai trò.")
    )
    return 0


def run_code(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.org.actions.user import code_renew

    code = code_renew(_user(asked.username), by=None)
    out.answer({"username": asked.username, "code": code}, lambda: out.line(f"Mã dùng một lần mới: {code}"))
    return 0


def run_list(_asked: argparse.Namespace, out: Output) -> int:
    from daihoi.org.models import User

    rows: list[dict[str, Any]] = [
        {
            "username": user.username,
            "name": user.name,
            "grants": [{"unit": grant.unit.code, "role": grant.role} for grant in user.grants.all()],
        }
        for user in User.objects.prefetch_related("grants__unit").order_by("username")
    ]

    def people() -> None:
        for row in rows:
            roles = ", ".join(f"{grant['role']} @ {grant['unit']}" for grant in row["grants"])
            out.line(f"{row['username']:<16} {row['name']:<28} {roles}")

    out.answer(rows, people)
    return 0
