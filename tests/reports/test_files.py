"""A return as a file: taken in once, from a known key, of this season and unit, unaltered."""

import json
from pathlib import Path
from typing import Any

import pytest

from daihoi.reports import actions
from daihoi.reports.models import Return
from daihoi.reports.queries import findings, verify_returns
from daihoi.rules.canonical import canonical, digest_text
from daihoi.rules.messages import RuleError
from tests.reports.district import District

pytestmark = pytest.mark.django_db


class TwoPlaces(District):
    """A district whose first unit has made a file on its own computer; here its return is not known yet."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = self.units[0]
        self.key = actions.own_key(self.unit)
        self.content = self.file(version=1)

    def file(self, **changes: Any) -> bytes:
        """The file that the unit's program makes, with some values of its figures set."""
        congress = self.congresses[0]
        own = {"grassroots": {"seats": 1, "elected": 1, "women": 0}}
        figures = {
            "form": 1,
            "congress": 7,
            "unit": congress.unit.code,
            "season": self.season.name,
            "version": 1,
            "own": {tier: {k: v for k, v in counts.items() if v} for tier, counts in own.items()},
            "total": {"grassroots": {"seats": 1, "elected": 1}},
            "parts": [],
            "certificates": [],
            "findings": [],
            "head": {"seq": 3, "digest": "a" * 64},
        } | changes
        payload = canonical(figures)
        return canonical(
            {
                "format": "daihoi-return-1",
                "payload": payload,
                "sha256": digest_text(payload),
                "key": actions.public_half(self.key),
                "signature": self.key.sign(payload.encode()).hex(),
            }
        ).encode()

    def take(self, content: bytes) -> Return:
        return actions.take_in(content, superior=self.root, season=self.season, by=self.office)


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> TwoPlaces:
    settings.DATA = tmp_path
    places = TwoPlaces()
    actions.key_enrol(places.unit, actions.public_half(places.key), by=places.office)
    return places


def test_a_file_from_a_known_key_is_taken_in(places: TwoPlaces) -> None:
    returned = places.take(places.content)
    assert (returned.version, returned.is_from_file, returned.current) == (1, True, True)
    assert returned.total["grassroots"]["seats"] == 1
    assert not list(verify_returns())
    whole = actions.hand_in(places.own, by=places.office)
    assert whole.content["parts"][0]["digest"] == returned.digest
    assert not list(verify_returns())


def test_a_return_exported_here_is_taken_in_as_it_is(places: TwoPlaces) -> None:
    """Export and take in: the same figures, version and digest on both sides."""
    made = actions.hand_in(places.congresses[1], by=places.office)
    content = actions.return_export(made, by=places.office)
    envelope = json.loads(content)
    assert envelope["sha256"] == made.digest
    assert json.loads(envelope["payload"])["version"] == 1
    key = actions.own_key(places.units[1])
    actions.key_enrol(places.units[1], actions.public_half(key), by=places.office)
    with pytest.raises(RuleError, match="version 1 is here already"):
        places.take(content)


def test_figures_that_live_elsewhere_are_not_called_a_difference(places: TwoPlaces) -> None:
    places.take(places.file(total={"grassroots": {"seats": 5}}, own={"grassroots": {"seats": 5}}))
    assert "live_signed" not in {one.code for one in findings(places.unit, places.season)}


def test_an_unknown_key_is_refused(places: TwoPlaces) -> None:
    for key in places.unit.keys.all():
        actions.key_revoke(key, by=places.office)
    with pytest.raises(RuleError, match="not enrolled"):
        places.take(places.content)


def test_altered_figures_are_refused(places: TwoPlaces) -> None:
    envelope = json.loads(places.content)
    envelope["payload"] = envelope["payload"].replace('"seats":1', '"seats":2')
    with pytest.raises(RuleError, match="do not match their digest"):
        places.take(json.dumps(envelope).encode())
    envelope["sha256"] = digest_text(envelope["payload"])
    with pytest.raises(RuleError, match="signature does not fit"):
        places.take(json.dumps(envelope).encode())


def test_an_older_version_is_refused(places: TwoPlaces) -> None:
    places.take(places.file(version=2))
    with pytest.raises(RuleError, match="holds version 1, version 2 is here already"):
        places.take(places.content)
    with pytest.raises(RuleError, match="holds version 2"):
        places.take(places.file(version=2))


def test_a_foreign_season_is_refused(places: TwoPlaces) -> None:
    with pytest.raises(RuleError, match="of the season 2015–2020"):
        places.take(places.file(season="2015–2020"))


def test_a_unit_that_does_not_stand_below_is_refused(places: TwoPlaces) -> None:
    with pytest.raises(RuleError, match="no congress directly below"):
        places.take(places.file(unit="X.1"))
    with pytest.raises(RuleError, match="no congress directly below"):
        actions.take_in(places.content, superior=places.units[1], season=places.season, by=places.office)


def test_another_units_key_does_not_sign_for_it(places: TwoPlaces) -> None:
    places.key = actions.own_key(places.units[1])
    actions.key_enrol(places.units[1], actions.public_half(places.key), by=places.office)
    with pytest.raises(RuleError, match="not enrolled"):
        places.take(places.file())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"PK\x03\x04",
        b'{"format": "daihoi-return-1"}',
        b'{"format": "daihoi-return-1", "payload": 1, "sha256": 2, "key": 3, "signature": 4}',
        b"[" * 100_000,
        "đại hội".encode("utf-16"),
    ],
    ids=["empty", "cut", "list", "null", "zip", "bare", "numbers", "deep", "utf16"],
)
def test_what_is_no_return_gets_one_sentence(places: TwoPlaces, content: bytes) -> None:
    with pytest.raises(RuleError, match="not a return"):
        places.take(content)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1"},
        {"version": 0},
        {"head": {}},
        {"own": {"grassroots": {"seats": -1}}},
        {"own": {"grassroots": {"no such figure": 1}}},
        {"own": {"nowhere": {"seats": 1}}},
        {"own": {"grassroots": {"seats": 9}}},
        {"total": []},
        {"version": True},
        {"head": {"seq": 10**30, "digest": "a"}},
        {"head": {"seq": -1, "digest": "a"}},
        {"unit": "Q\0"},
        {"findings": None},
        {"findings": ["x"]},
        {"findings": [{"code": "x", "units": 7}]},
        {"certificates": {}},
        {"certificates": [{"round": "1", "version": 1, "digest": "a"}]},
        {"parts": [{"unit": "Q.1", "version": 1}]},
    ],
    ids=[
        "text version", "version 0", "no head", "negative", "unknown key", "unknown level", "own above total", "list",
        "a tick for a version", "far head", "head before the first", "NUL", "no findings", "finding of words",
        "finding without units", "certificates no list", "certificate without number", "part without digest",
    ],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused_though_signed(places: TwoPlaces, changes: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="not a return"):
        places.take(places.file(**changes))


def test_a_file_too_large_is_refused(places: TwoPlaces) -> None:
    with pytest.raises(RuleError, match="too large"):
        places.take(b" " * (2 * 1024 * 1024 + 1))


def test_a_newer_form_asks_for_the_newer_program(places: TwoPlaces) -> None:
    with pytest.raises(RuleError, match="newer version of the program"):
        places.take(places.file(form=2))


def test_a_key_is_used_once_and_must_be_one(places: TwoPlaces) -> None:
    with pytest.raises(RuleError, match="not a key"):
        actions.key_enrol(places.units[1], "xyz", by=places.office)
    with pytest.raises(RuleError, match="enrolled already"):
        actions.key_enrol(places.units[1], actions.public_half(places.key), by=places.office)


def test_a_new_key_revokes_the_old_and_what_was_taken_in_stays(places: TwoPlaces) -> None:
    places.take(places.content)
    other = actions.own_key(places.units[2])
    actions.key_enrol(places.unit, actions.public_half(other), by=places.office)
    assert places.unit.keys.filter(revoked_at=None).count() == 1
    assert not list(verify_returns())
    with pytest.raises(RuleError, match="not enrolled"):
        places.take(places.file(version=2))


def test_the_private_half_is_kept_once_and_closed(places: TwoPlaces, tmp_path: Path) -> None:
    again = actions.own_key(places.unit)
    assert actions.public_half(again) == actions.public_half(places.key)
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o077 == 0
