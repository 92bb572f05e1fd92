"""A list of members held against the register: what each row would do, and the rows ready to be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Max, Q

from daihoi.formats.sheets import SheetRow
from daihoi.org import tree
from daihoi.org.models import Member, Membership, Standing, Unit
from daihoi.org.models.member import new_salt
from daihoi.org.queries import columns as words
from daihoi.org.queries.columns import MEMBER_COLUMNS, head_key
from daihoi.org.queries.lists import (
    CHECK,
    READ,
    Change,
    ImportResult,
    Memo,
    Missing,
    Notice,
    OpenList,
    Problem,
    Progress,
    Refusal,
    is_note,
    note,
    open_list,
    register_stamp,
    row_problems,
    shown,
)
from daihoi.org.queries.member_list.cells import DateCell, card_of, date_reader, flag_of
from daihoi.org.queries.member_list.facts import (
    FACTS,
    HEADS,
    SHOWN,
    Known,
    Place,
    changed_cells,
    kinds_of,
    partial,
    tick,
)
from daihoi.org.queries.unit_list import outside, own_members, stated_findings
from daihoi.rules.dates import add_months
from daihoi.rules.levels import LEVELS
from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import fold, number, read_name

_ADULT = 18 * 12  # months
_OLDEST = 105  # years


class Added(NamedTuple):
    """A person to be added."""

    card: str
    facts: dict[str, Any]
    salt: str
    place: Place


class Corrected(NamedTuple):
    """Facts of a person that change; `before` are all facts as they were."""

    known: Known
    facts: dict[str, Any]
    changed: tuple[str, ...]


class Moved(NamedTuple):
    """A membership that goes on otherwise: `rewrites` where it began on the very day, else a new row is opened."""

    known: Known
    place: Place
    rewrites: bool


@dataclass
class MembersPlan:
    """A list of members, checked."""

    result: ImportResult
    stamp: int
    added: list[Added] = field(default_factory=list)
    corrected: list[Corrected] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    @property
    def units(self) -> set[int]:
        """The units whose figures change."""
        corrected = {one.known.place.unit for one in self.corrected if one.known.place}
        left = {one.known.place.unit for one in self.moved if one.known.place}
        return {one.place.unit for one in self.added} | corrected | left | {one.place.unit for one in self.moved}


def plan_members(
    source: bytes | Path,
    *,
    filename: str,
    as_of: date | None = None,
    is_part: bool | None = None,
    within: Collection[int] | None = None,
    progress: Progress | None = None,
) -> MembersPlan:
    """Hold a list of members against the register; nothing is written.

    `within` are the ids of the units that the person may touch (None: all). FileError for a file that is no such list.
    """
    stamp = register_stamp()
    listed = open_list(source, MEMBER_COLUMNS, kind="members", filename=filename, as_of=as_of, is_part=is_part)
    return _Check(listed, stamp, within, progress).plan()


class _Check:
    """Row after row against the register and against each other."""

    def __init__(self, listed: OpenList, stamp: int, within: Collection[int] | None, progress: Progress | None) -> None:
        self.listed, self.result, self.within, self.progress = listed, listed.result, within, progress
        self.out = MembersPlan(listed.result, stamp)
        self.as_of = listed.result.as_of
        self.has = frozenset(listed.table.columns)
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.folded = {code.casefold(): code for code in self.units}
        self.by_pk = {unit.pk: unit for unit in self.units.values()}
        self.holding = {unit.pk for unit in self.units.values() if LEVELS[unit.level].holds_members}
        self.names = Memo(read_name)
        self.births = Memo(date_reader(self.as_of, birth=True))
        self.days = Memo(date_reader(self.as_of, birth=False))
        self.cards = Memo(card_of)
        self.flags = Memo(flag_of)
        self.first: dict[str, tuple[int, str]] = {}  # card → row, name
        self.named: set[int] = set()  # members that the list names, refused rows too
        self.places: set[str] = set()  # paths of the units that the list names
        self.known: dict[str, Known] = {}
        self.left: dict[int, date] = {}
        self.after: Counter[str] = Counter()

    def plan(self) -> MembersPlan:
        rows = self._rows()
        self._know(rows)
        self.after = own_members()
        result = self.result
        for done, row in enumerate(rows):
            if self.progress and done % 1000 == 0:
                self.progress(CHECK, done, len(rows))
            self._row(row)
        result.read, result.added = len(rows), len(self.out.added)
        result.changed = len(result.changes)
        result.after = sum(self.after.values())
        self._look_around()
        if self.progress:
            self.progress(CHECK, len(rows), len(rows))
        return self.out

    def _rows(self) -> list[SheetRow]:
        rows = []
        report = self.progress
        for row in self.listed.table.rows((lambda done, total: report(READ, done, total)) if report else None):
            if is_note(row):
                self.result.notices += filter(None, [note(row)])
            else:
                rows.append(row)
        return rows

    # -- the register

    def _know(self, rows: list[SheetRow]) -> None:
        """Those of the register whom the list names, five hundred at a time."""
        read = (self.cards[row.values["card"]] for row in rows if row.values["card"])
        cards = iter({card for card in read if isinstance(card, str)})
        people = Member.objects.annotate(now=FilteredRelation("memberships", condition=Q(memberships__valid_to=None)))
        fields = ("pk", "card", "salt", *FACTS)
        place = ("now__pk", "now__unit_id", "now__exempted", "now__temporary_away", "now__standing", "now__valid_from")
        while chunk := list(islice(cards, 500)):
            for pk, card, salt, *rest in people.filter(card__in=chunk).values_list(*fields, *place):
                facts, (membership, *stands, since) = dict(zip(FACTS, rest, strict=False)), rest[len(FACTS) :]
                here = Place(*stands) if membership else None
                self.known[card] = Known(pk, salt, facts, membership, here, since)
        gone = iter([one.pk for one in self.known.values() if one.place is None])
        while away := list(islice(gone, 500)):
            ended = Membership.objects.filter(member__in=away).values_list("member").order_by("member")
            self.left.update(ended.annotate(end=Max("valid_to")))

    # -- one row

    def _row(self, row: SheetRow) -> None:
        problems = row_problems(row)
        name = self._name(row, problems)
        card = self._own_card(row, name, problems)
        unit = self._unit(row, problems)
        dates = self._dates(row, problems)
        flags = self._flags(row, problems)
        known = self.known.get(card)
        if known is not None:
            self.named.add(known.pk)
            if known.place is not None and self.within is not None and known.place.unit not in self.within:
                reason = Message.of(N_("This person belongs to a unit that you do not look after."))
                self._bad(row, "card", reason, N_("Ask the level above to record the transfer."), problems)
        if problems:
            self.result.refused.append(Refusal(row.number, name or row.text("name"), card, tuple(problems), row.cells))
            return
        assert unit is not None
        facts = self._facts(row, name, card, dates, known)
        was = known.place if known is not None else None
        standing = flags.get("standing") or (was.standing if was else Standing.NORMAL.value)
        place = Place(
            unit.pk,
            flags.get("exempted", was.exempted if was else False),
            flags.get("away", was.away if was else False),
            standing,
        )
        if known is not None and (other := self._another(row, name, dates, known)):
            self.result.refused.append(Refusal(row.number, name, card, (other,), row.cells))
            return
        self._notices(row, name, card, facts, dates)
        if known is None:
            self.out.added.append(Added(card, facts, new_salt(), place))
            self.after[unit.path] += 1
        else:
            self._compare(row, name, card, known, facts, place)

    def _another(self, row: SheetRow, name: str, dates: Mapping[str, DateCell], known: Known) -> Problem | None:
        """Name and birth both differ: the card number is another person's, and must not turn one into the other."""
        was, born = partial(known.facts["born"], known.facts["born_precision"]), dates.get("born")
        if was is None or born is None or fold(name) == fold(known.facts["name"]):
            return None
        if not (born.read.before(was) or born.read.after(was)):
            return None
        reason = Message.of(
            N_("In the register the card number %(card)s is that of %(name)s, born %(born)s."),
            card=row.text("card"), name=known.facts["name"], born=was.text(),
        )  # fmt: skip
        advice = N_("Mend the card number; to correct both name and birth of one person, use the person's card.")
        return Problem("card", row.text("card"), reason, Message.of(advice))

    def _bad(
        self,
        row: SheetRow,
        column: str,
        reason: Message,
        advice: str,
        problems: list[Problem],
        value: str | None = None,
    ) -> None:
        cell = row.values.get(column, "")
        problems.append(Problem(column, (shown(cell) if value is None else value)[:120], reason, Message.of(advice)))

    def _notice(self, row: SheetRow, name: str, card: str, kind: str, column: str, message: Message) -> None:
        self.result.notices.append(Notice(row.number, name, card, kind, column, message))

    def _name(self, row: SheetRow, problems: list[Problem]) -> str:
        read = self.names[row.text("name")]
        if isinstance(read, Message):
            self._bad(row, "name", read, N_("Mend the cell and send the row again."), problems)
            return ""
        name: str = read[0]
        if len(name) > 120:
            long = Message.of(N_("The name is longer than 120 letters."))
            self._bad(row, "name", long, N_("Type the full name alone."), problems)
        return name

    def _own_card(self, row: SheetRow, name: str, problems: list[Problem]) -> str:
        """The card number; of two rows with one number the first stands, even if it is refused for another reason."""
        if not row.values["card"]:
            missing = Message.of(N_("The number of the Party card is missing."))
            self._bad(row, "card", missing, N_("Fill in the card number."), problems)
            return ""
        card = self.cards[row.values["card"]]
        if isinstance(card, Message):
            self._bad(row, "card", card, N_("Mend the card number."), problems)
            return ""
        first = self.first.setdefault(card, (row.number, name or row.text("name")))
        if first[0] != row.number:
            reason = Message.of(
                N_("The card number %(card)s stands in row %(row)s already (%(name)s)."),
                card=card, row=number(first[0]), name=first[1],
            )  # fmt: skip
            self._bad(row, "card", reason, N_("Which row is right? Mend the card number of the other."), problems)
        return str(card)

    def _unit(self, row: SheetRow, problems: list[Problem]) -> Unit | None:
        code = row.text("unit")
        if not code:
            missing = Message.of(N_("The code of the unit is missing."))
            self._bad(row, "unit", missing, N_("Write the code of the cell that the member belongs to."), problems)
            return None
        unit = self.units.get(code)
        if unit is None and (own := self.folded.get(code.casefold())):
            unit = self.units[own]
            self.result.normalised["code"] += 1
        if unit is not None:
            self.places.add(unit.path)
        if unit is None:
            reason = Message.of(N_("There is no unit with the code %(code)s."), code=code[:40])
            self._bad(row, "unit", reason, N_("Mend the code, or add that unit first."), problems)
        elif self.within is not None and unit.pk not in self.within:
            self._bad(row, "unit", outside(code), N_("Ask the level above to enter this row."), problems)
            return None
        elif unit.closed is not None and unit.closed <= self.as_of:
            reason = Message.of(
                N_("The unit %(code)s was dissolved on %(day)s."), code=unit.code, day=shown(unit.closed)
            )
            self._bad(row, "unit", reason, N_("Write the code of the cell that the member belongs to now."), problems)
        elif unit.pk not in self.holding:
            reason = Message.of(
                N_("%(name)s (%(code)s) holds no members itself: they belong to the cells below it."),
                rule="U-02", name=unit.name, code=unit.code,
            )  # fmt: skip
            self._bad(row, "unit", reason, N_("Write the code of the cell that the member belongs to."), problems)
        return unit

    def _dates(self, row: SheetRow, problems: list[Problem]) -> dict[str, DateCell]:
        """The dates of the row; wrong ones, and those that contradict each other, are problems."""
        found: dict[str, DateCell] = {}
        advice = {
            "born": N_("Mend the date of birth."),
            "joined": N_("Mend the date of admission."),
            "official": N_("Mend the date of becoming official."),
        }
        for key in ("born", "joined", "official"):
            cell = row.values.get(key, "")
            if not cell:
                continue
            read = (self.births if key == "born" else self.days)[cell]
            if isinstance(read, Message):
                self._bad(row, key, read, advice[key], problems)
            else:
                found[key] = read
                if read.written:
                    self.result.normalised[read.written] += 1
        born, joined, official = found.get("born"), found.get("joined"), found.get("official")
        both = N_("Check both dates.")
        if joined and official and official.earliest < joined.earliest and official.read.before(joined.read):
            reason = Message.of(
                N_("The day of becoming official %(official)s lies before the admission on %(joined)s."),
                rule="U-30", official=official.read.text(), joined=joined.read.text(),
            )  # fmt: skip
            self._bad(row, "official", reason, both, problems)
        if born and joined and joined.earliest < born.earliest and joined.read.before(born.read):
            reason = Message.of(
                N_("The admission on %(joined)s lies before the birth on %(born)s."),
                joined=joined.read.text(), born=born.read.text(),
            )  # fmt: skip
            self._bad(row, "joined", reason, both, problems)
        return found

    def _flags(self, row: SheetRow, problems: list[Problem]) -> dict[str, Any]:
        """Exemption, absence, standing, as far as the list has their columns."""
        found: dict[str, Any] = {}
        for key in ("exempted", "away"):
            if key in self.has:
                read = self.flags[row.values[key]]
                if isinstance(read, Message):
                    self._bad(row, key, read, N_("Write x for yes; leave the cell empty for no."), problems)
                else:
                    found[key] = read
        if "standing" in self.has:
            text = row.text("standing")
            read = words.STANDING_WORDS.get(head_key(text)) if text else Standing.NORMAL
            if read is None:
                reason = Message.of(
                    N_("“%(text)s” is no known standing; it decides who votes."), rule="U-34", text=text[:60]
                )
                self._bad(row, "standing", reason, N_("Write one of the words of the template."), problems)
            else:
                found["standing"] = str(read)
        return found

    def _facts(
        self, row: SheetRow, name: str, card: str, dates: Mapping[str, DateCell], known: Known | None
    ) -> dict[str, Any]:
        """The facts of the person once the row is written; an empty cell never takes away what the register knows."""
        before = known.facts if known is not None else _NOTHING
        facts = dict(before)
        facts["name"] = name
        if known is not None and name != before["name"] and name == name.upper() == before["name"].upper():
            facts["name"] = before["name"]  # only typed in capitals
        for key in ("born", "joined", "official"):
            if read := dates.get(key):
                facts[key], facts[f"{key}_precision"] = read.earliest, read.precision
        extra = dict(before["extra"])
        for key, known_words in _WORDS.items():
            if text := row.text(key):
                self._word(row, key, text, known_words, facts, extra)
        if text := row.text("ethnicity"):
            facts["ethnicity"] = words.ethnicity(text)[:40]
            extra.pop(HEADS["ethnicity"], None)
            if len(text) > 40:
                extra[HEADS["ethnicity"]] = text
        if self.listed.extras:
            extra |= self.listed.others(row)
        facts["extra"] = extra
        for key in ("born", "sex", "ethnicity", "joined", "official", "education", "theory"):
            if known is not None and before[key] and key in self.has and not row.values[key]:
                kept = Message.of(N_("The cell is empty; the register's value stands."))
                self._notice(row, name, card, "empty", key, kept)
        return facts

    def _word(
        self,
        row: SheetRow,
        key: str,
        text: str,
        known_words: Mapping[str, str],
        facts: dict[str, Any],
        extra: dict[str, Any],
    ) -> None:
        read = known_words.get(head_key(text), "")
        facts[key] = str(read)
        extra.pop(HEADS[key], None)
        if read:
            if text != SHOWN[key][read]:
                self.result.normalised["sex" if key == "sex" else "word"] += 1
            return
        extra[HEADS[key]] = text
        unknown = Message.of(N_("“%(text)s” is not a known word; it is kept as typed and not counted."), text=text[:60])
        self._notice(row, facts["name"], self.cards[row.values["card"]], "word", key, unknown)

    def _notices(
        self, row: SheetRow, name: str, card: str, facts: Mapping[str, Any], dates: Mapping[str, DateCell]
    ) -> None:
        """Oddities: said, never refused."""
        for message in self.names[row.text("name")][1]:
            self._notice(row, name, card, "capitals", "name", message)
        for key in ("born", "sex", "joined"):
            if not facts[key] and HEADS[key] not in facts["extra"]:
                self._notice(row, name, card, "missing", key, Message.of(N_("The cell is empty.")))
        if len(card) != 8 or not card.isdecimal():
            odd = Message.of(
                N_("The card number %(card)s does not have eight digits. Was a 0 at its front lost?"), card=card
            )
            self._notice(row, name, card, "card", "card", odd)
        born, joined = dates.get("born"), dates.get("joined")
        near = born and joined and joined.earliest.year - born.earliest.year <= _ADULT // 12
        if near and born and joined and joined.read.before(add_months(born.earliest, _ADULT)):
            young = Message.of(
                N_("Born %(born)s, admitted %(joined)s: before the age of 18."),
                article="Điều lệ Đảng, Điều 1(2)", born=born.read.text(), joined=joined.read.text(),
            )  # fmt: skip
            self._notice(row, name, card, "young", "joined", young)
        if born and born.read.latest.year < self.as_of.year - _OLDEST:
            old = Message.of(
                N_("Born %(born)s: older than %(years)s years."), born=born.read.text(), years=str(_OLDEST)
            )
            self._notice(row, name, card, "old", "born", old)

    # -- against the register

    def _compare(self, row: SheetRow, name: str, card: str, known: Known, facts: dict[str, Any], place: Place) -> None:
        if facts == known.facts and place == known.place:
            self.result.unchanged += 1
            return
        changed = tuple(key for key in FACTS if facts[key] != known.facts[key])
        since = known.since or self.left.get(known.pk)
        if since is not None and self.as_of < since:
            reason = Message.of(
                N_("The register knows this person as of %(known)s; the list tells of the older day %(day)s."),
                known=shown(since), day=shown(self.as_of),
            )  # fmt: skip
            advice = Message.of(N_("Load a newer list, or correct the person's card."))
            problem = Problem("card", card, reason, advice)
            self.result.refused.append(Refusal(row.number, name, card, (problem,), row.cells))
            return
        cells = [*changed_cells(known.facts, facts, changed), *self._place_cells(known.place, place)]
        if changed:
            self.out.corrected.append(Corrected(known, facts, changed))
        if place != known.place:
            self.out.moved.append(Moved(known, place, rewrites=known.place is not None and known.since == self.as_of))
            if known.place is not None:
                self.after[self.by_pk[known.place.unit].path] -= 1
            self.after[self.by_pk[place.unit].path] += 1
        kinds = kinds_of(known, facts, changed, place)
        self.result.changes.append(Change(row.number, name, card, kinds, tuple(cells)))

    def _place_cells(self, before: Place | None, after: Place) -> Iterator[tuple[str, str, str]]:
        if before is None or before.unit != after.unit:
            yield "unit", self._unit_text(before.unit) if before else "", self._unit_text(after.unit)
        if before is not None:
            if before.exempted != after.exempted:
                yield "exempted", tick(before.exempted), tick(after.exempted)
            if before.away != after.away:
                yield "away", tick(before.away), tick(after.away)
            if before.standing != after.standing:
                yield "standing", words.STANDING[Standing(before.standing)], words.STANDING[Standing(after.standing)]

    def _unit_text(self, pk: int) -> str:
        unit = self.by_pk[pk]
        return f"{unit.name} ({unit.code})"

    # -- the whole list

    def _look_around(self) -> None:
        """Who is not in the list though known below the unit whose list it is, and what the units state."""
        if not self.places:
            return
        prefix = tree.common(self.places)
        top = next((unit for unit in self.units.values() if unit.path == prefix), None)
        self.result.place = top.name if top else ""
        if top is not None and not self.result.is_part:
            here = Membership.objects.filter(valid_to=None, unit__in=Unit.objects.under(top))
            if self.within is not None:
                here = here.filter(unit__path__gte=prefix)
            missing = [
                pk
                for pk, unit in here.values_list("member", "unit")
                if pk not in self.named and (self.within is None or unit in self.within)
            ]
            for start in range(0, len(missing), 500):
                rows = Membership.objects.filter(valid_to=None, member__in=missing[start : start + 500])
                people = rows.order_by("unit__path", "member__sort_key").values_list(
                    "member", "member__name", "member__card", "unit__name", "unit__code"
                )
                self.result.not_in_list += [
                    Missing(pk, name, card, f"{unit} ({code})") for pk, name, card, unit, code in people
                ]
        stated = {unit: unit.stated_members for unit in self.units.values() if unit.path.startswith(prefix)}
        self.result.findings = stated_findings(stated, self.after)
        newest = max((one.since for one in self.known.values() if one.since), default=self.as_of)
        if newest > self.as_of:
            older = Message.of(
                N_("The register already knows people of this list as of %(known)s."), known=shown(newest)
            )
            self.result.notices.append(Notice(0, "", "", "older", "", older))


_NOTHING: dict[str, Any] = {
    "name": "", "sex": "", "born": None, "born_precision": "day", "ethnicity": "", "joined": None,
    "joined_precision": "day", "official": None, "official_precision": "day", "education": "", "theory": "",
    "extra": {},
}  # fmt: skip
_WORDS: dict[str, Mapping[str, str]] = {
    "sex": words.SEX_WORDS,
    "education": words.EDUCATION_WORDS,
    "theory": words.THEORY_WORDS,
}
