"""A national tree of invented units for measuring: provinces, districts, grassroots units, each with its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

from daihoi.rules.figures import FIGURES, Figures
from daihoi.rules.levels import UnitKind

# provinces, districts in each, grassroots units in each of these
NATION = (63, 11, 75)  # 51,975 grassroots units, 52,732 units in all
ONE_DISTRICT = (1, 1, 53)
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng")
MIDDLES = ("Văn", "Thị", "Hữu", "Quốc", "Minh", "Thu", "Ngọc", "Đức")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quân", "Sơn")


def figures(number: int) -> Figures:
    """Plausible own figures of the `number`-th grassroots unit; every eighth fell short."""
    seats = 5 + number % 11
    short = number % 8 == 0
    elected = seats - short
    women, young = elected // 3, elected // 6
    return Figures(
        congresses_due=1, congresses_held=1, members_congresses=1, committees_to_elect=1,
        committees_full=int(not short), committees_short=int(short), seats=seats, elected=elected,
        seats_short=int(short), women=women, young=young, age_middle=elected - 2 * young, age_old=young,
        candidates=seats + 1 + seats // 8, education_university=elected, theory_intermediate=elected,
        secretaries=1, deputies=1,
    )  # fmt: skip


def units(shape: tuple[int, int, int]) -> Iterator[tuple[str, str, UnitKind, str, int]]:
    """(code, name, kind, parent's code, number) of every unit, parents first."""
    yield "VN", "Trung ương", UnitKind.NATIONAL_ORGANIZATION, "", 0
    for p in range(1, shape[0] + 1):
        yield f"VN.{p:02}", f"Đảng bộ tỉnh {p}", UnitKind.CENTRAL_DIRECT_ORGANIZATION, "VN", p
        for d in range(1, shape[1] + 1):
            district = f"VN.{p:02}.{d:02}"
            yield district, f"Đảng bộ huyện {p}.{d}", UnitKind.DIRECT_SUPERIOR_ORGANIZATION, f"VN.{p:02}", d
            for g in range(1, shape[2] + 1):
                yield f"{district}.{g:02}", f"Đảng bộ xã {p}.{d}.{g}", UnitKind.GRASSROOTS_ORGANIZATION, district, g


def plant(shape: tuple[int, int, int], step: Callable[[str], None] = lambda _text: None) -> int:
    """Write a tree of `shape` with congresses and tallies in bulk; how many units there are."""
    from daihoi.congress.actions import season_open
    from daihoi.org import tree
    from daihoi.org.actions import totals_refresh
    from daihoi.org.models import Tally, Unit, UnitPeriod
    from daihoi.org.models.tally import REGISTER, TIER, UNIT_FIGURES
    from daihoi.org.models.unit import BEGINNING
    from daihoi.rules.vietnamese import fold

    made: dict[str, Unit] = {}
    children: dict[str, int] = {}
    for code, name, kind, parent, _number in units(shape):
        children[parent] = children.get(parent, 0) + 1
        above = made.get(parent)
        path = (above.path if above else "") + tree.segment(children[parent])
        made[code] = Unit(
            pk=len(made) + 1,
            code=code,
            name=name,
            folded=fold(name),
            kind=kind,
            path=path,
            parent_id=above.pk if above else None,
        )
    Unit.objects.bulk_create(made.values(), batch_size=2000)
    UnitPeriod.objects.bulk_create(
        [
            UnitPeriod(
                unit=unit,
                name=unit.name,
                kind=unit.kind,
                parent_id=unit.parent_id,
                path=unit.path,
                valid_from=BEGINNING,
            )
            for unit in made.values()
        ],
        batch_size=2000,
    )
    step(f"{len(made)} đơn vị")
    season = season_open(made["VN"], by=None, name="2020–2025", regulation_key="244-QĐ/TW", as_of=date(2020, 8, 27))
    step("mùa và đại hội")
    rows = []
    for number, unit in enumerate(made.values()):
        own = figures(number) if unit.level is UnitKind.GRASSROOTS_ORGANIZATION else Figures()
        register = UNIT_FIGURES.get(unit.level, Figures()) + Figures(members=100 + number % 150)
        for key, counted in ((season.pk, own), (REGISTER, register)):
            rows.append(
                Tally(
                    unit=unit,
                    season=key,
                    path=unit.path,
                    tier=TIER[unit.level],
                    **{name: counted[name] for name in FIGURES},
                )
            )
    Tally.objects.bulk_create(
        rows,
        batch_size=400,
        update_conflicts=True,
        unique_fields=["unit", "season"],
        update_fields=["path", "tier", *FIGURES],
    )
    for key in (season.pk, REGISTER):
        totals_refresh((unit.path for unit in made.values()), season=key)
    step(f"{len(rows)} dòng số liệu")
    return len(made)


def returns(step: Callable[[str], None] = lambda _text: None) -> int:
    """One frozen return for every congress of the planted tree, districts summing theirs; how many."""
    from django.utils import timezone

    from daihoi.congress.models import Congress
    from daihoi.ledger.models import GENESIS
    from daihoi.org.models import User
    from daihoi.reports.models import Return
    from daihoi.rules.canonical import canonical, digest_text
    from daihoi.rules.figures import LevelFigures

    signer, _ = User.objects.get_or_create(username="do-mot", defaults={"name": "Người Đo Một", "identity": "1"})
    now = timezone.now()
    totals: dict[str, list[LevelFigures]] = {}
    rows: list[Return] = []
    lowest_first = Congress.objects.select_related("unit", "season").order_by("-unit__kind", "unit__path")
    for number, congress in enumerate(lowest_first):
        unit = congress.unit
        if unit.level is UnitKind.GRASSROOTS_ORGANIZATION:
            own = figures(number) + Figures(grassroots_units=1, grassroots_organizations=1, members=100 + number % 150)
            total = LevelFigures({"grassroots": own})
            totals.setdefault(unit.code.rpartition(".")[0], []).append(total)
        else:
            total = LevelFigures.total(totals.get(unit.code, []))
        payload = canonical({"form": 1, "unit": unit.code, "own": {}, "total": total.as_dict(), "parts": []})
        rows.append(
            Return(
                congress=congress,
                version=1,
                payload=payload,
                digest=digest_text(payload),
                head_seq=0,
                head=GENESIS,
                handed_by=signer,
                handed_at=now,
                handed_on=date(2020, 8, 1),
            )
        )
    Return.objects.bulk_create(rows, batch_size=2000)
    step(f"{len(rows)} bản báo cáo")
    return len(rows)


def members_file(count: int, unit_codes: list[str]) -> bytes:
    """An Excel list of `count` invented members in the shape of the office's file."""
    import xlsxwriter

    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "constant_memory": False, "strings_to_formulas": False})
    sheet = book.add_worksheet("Đảng viên")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "DANH SÁCH ĐẢNG VIÊN (tính đến 01/03/2020)")
    heads = (
        "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số thẻ đảng", "Ngày vào Đảng", "Ngày chính thức",
        "Mã tổ chức", "Trình độ chuyên môn", "Lý luận chính trị", "Miễn công tác, sinh hoạt",
        "Sinh hoạt tạm thời nơi khác",
    )  # fmt: skip
    sheet.write_row(2, 0, heads)
    for number in range(count):
        row = 3 + number
        woman = number % 2
        middle = "Thị" if woman else MIDDLES[number % len(MIDDLES)]
        name = f"{SURNAMES[number % 10]} {middle} {GIVEN[number % len(GIVEN)]}"
        joined = date(1980 + number % 38, 1 + number % 12, 1 + number % 28)
        sheet.write(row, 0, number + 1)
        sheet.write(row, 1, name)
        sheet.write_datetime(row, 2, date(joined.year - 25, 1 + number % 12, 1 + number % 28), day)
        sheet.write(row, 3, "Nữ" if woman else "Nam")
        sheet.write(row, 4, "Kinh")
        sheet.write(row, 5, f"{80000001 + number}")
        sheet.write_datetime(row, 6, joined, day)
        sheet.write(row, 7, f"{joined.day:02}/{joined.month:02}/{joined.year + 1}")
        sheet.write(row, 8, unit_codes[number % len(unit_codes)])
        sheet.write(row, 9, "Đại học")
        sheet.write(row, 10, "Trung cấp")
    book.close()
    return target.getvalue()
