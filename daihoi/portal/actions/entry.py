"""Letting a person of an office into the newsroom by a signed link, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from daihoi.portal.actions.snapshots import signature_holds
from daihoi.portal.desk.grants import grants_follow
from daihoi.portal.models import Corner, Entry, Office
from daihoi.rules.entry import in_time, opened, read
from daihoi.rules.messages import RuleError
from daihoi.rules.snapshot import covers
from daihoi.web.text import say


class EntryRefusedError(Exception):
    """The door stays shut; one sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def enter(token: str, *, now: datetime) -> tuple[Any, Office]:
    """(the user that the link names, with the grants that it carries; the office that signed). EntryRefusedError."""
    user, office, corners = _enter(token, now)
    if not corners:  # what he had is gone all the same
        raise EntryRefusedError("Bạn chưa được giao viết hay biên tập cho đơn vị nào có góc trên cổng này.")
    return user, office


@transaction.atomic
def _enter(token: str, now: datetime) -> tuple[Any, Office, list[Corner]]:
    try:
        payload, signature = opened(token)
        asked = read(payload)
    except RuleError as error:
        raise EntryRefusedError(say(error.message)) from None
    office = Office.objects.filter(public_key=asked.office).first()
    if office is None or not signature_holds(asked.office, payload, signature):
        raise EntryRefusedError("Chữ ký của đường vào không phải của cơ quan đã đăng ký với cổng.")
    if office.revoked_at is not None:
        raise EntryRefusedError("Khoá của cơ quan này đã bị thu hồi.")
    if not in_time(asked, now):
        raise EntryRefusedError("Đường vào đã quá hạn: mỗi đường chỉ dùng được trong một phút.")
    Entry.objects.filter(expires_at__lte=now).delete()
    try:
        with transaction.atomic():
            Entry.objects.create(nonce=asked.nonce, expires_at=asked.expires)
    except IntegrityError:
        raise EntryRefusedError("Đường vào này đã dùng rồi: mỗi đường chỉ mở cửa một lần.") from None
    user, _made = get_user_model().objects.get_or_create(username=f"{office.code}-{asked.user}")
    user.first_name, user.last_name, user.email = asked.name, "", ""
    user.is_staff = user.is_superuser = False
    user.is_active = True
    user.set_unusable_password()
    user.save()
    return user, office, grants_follow(user, [grant for grant in asked.grants if covers(office.code, grant[0])])
