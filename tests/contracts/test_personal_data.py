"""The law on personal data (T13): every personal field says purpose, ground, retention and who sees it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from daihoi.org.models.personal import Personal
from tests.contracts.catalogue import ROOT, catalogue

# Fields that hold words, days or people and yet nothing personal: whoever adds one thinks about it here.
NOTHING_PERSONAL: dict[str, set[str]] = {
    "ledger.Event": {"stream", "at", "verb", "payload", "previous", "digest"},  # ids and salted digests (idea 4)
    "ledger.Head": {"stream", "digest"},
    "org.Unit": {"code", "name", "folded", "path", "opened", "closed", "extra"},
    "org.UnitPeriod": {"name", "kind", "path", "valid_from", "valid_to"},
    "org.ImportJob": {
        "digest", "as_of", "as_of_given", "created", "finished", "counts", "preview", "problem",
    },
    "org.Member": {"erased"},
    "org.Membership": {"member"},
    "org.Tally": {"path", "tier"},
    "org.TallyTotal": {"path", "tier"},
    "congress.Season": {"name", "regulation_key", "settings", "holidays", "as_of"},
    "congress.SeasonLevel": {"opens", "deadline", "age_reference"},
    "congress.Congress": {"planned_on", "opened_on", "closed_on", "place"},
    "congress.Evidence": {"subject", "content_type", "sha256", "at", "withdrawn_at"},
    "congress.Step": {"key", "due", "done_on", "owner", "url_name", "url_args"},
    "elections.Election": {"decisions"},
    "elections.Round": {"held_on", "typed_from", "minutes_number", "salt"},
    "elections.Deduction": {"ground"},
    "elections.Candidate": {"member", "salt", "planned_post"},
    "elections.CountSheet": {"saved_at"},
    "elections.CountLine": {"candidate"},
    "elections.InvalidPaper": {"reason"},
    "elections.Certificate": {"payload", "digest", "at"},  # names stand in it as salted digests
    "elections.Reopening": {"at"},
    "elections.Ratification": {"received_on", "decided_on", "number"},
    "elections.Incident": {"received_on", "due", "settled_on"},
    "reports.UnitKey": {"public_key", "enrolled_at", "revoked_at"},
    "reports.Return": {"payload", "digest", "signature", "head", "handed_at", "handed_on", "decided_on"},
    "reports.Report": {
        "superior_line", "own_line", "number", "place", "dated", "signer_authority", "signer_post", "recipients",
        "refreshed_at", "removed", "source",
    },
    "reports.Block": {"key", "values", "overwritten"},
    "reports.Publication": {"subject", "digest", "signature", "public_key", "published_at"},
    "reports.Delivery": {"delivered_at", "tried_at", "filed_at", "note"},
}  # fmt: skip
WORDS = (models.CharField, models.TextField, models.FileField, models.JSONField, models.DateField)
OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("daihoi.")]


def holds_words(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether a field could hold something about a person: words, a day, a link to one."""
    if field.is_relation and field.related_model is not None:
        return field.related_model.__name__ in ("User", "Member", "Candidate")  # type: ignore[union-attr]
    return isinstance(field, WORDS) and not field.choices


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_field_that_may_tell_of_a_person_is_declared(model: type[models.Model]) -> None:
    personal = getattr(model, "PERSONAL", {})
    nothing = NOTHING_PERSONAL.get(model._meta.label, set())
    fields = {field.name for field in model._meta.concrete_fields if holds_words(field)}
    assert fields - set(personal) - nothing == set(), "say why it is kept, or that it tells nothing of a person"
    names = {field.name for field in model._meta.concrete_fields}
    assert set(personal) - names == set()
    assert nothing - names == set()
    assert not set(personal) & nothing


def test_every_field_of_a_member_is_declared() -> None:
    """All of them, choices and marks too."""
    for label in ("org.Member", "org.Membership"):
        model = apps.get_model(label)
        names = {field.name for field in model._meta.concrete_fields} - {"id", "erased", "member"}
        assert names == set(model.PERSONAL)


def declared() -> Iterator[Personal]:
    for model in OUR_MODELS:
        yield from getattr(model, "PERSONAL", {}).values()


def test_each_declaration_says_all_four_things_in_both_languages() -> None:
    known = catalogue()
    found = set(declared())
    assert len(found) >= 6
    for personal in found:
        for said in (personal.purpose, personal.ground, personal.retention, personal.seen_by):
            assert said
            assert known.get(said), said


def used(path: Path) -> set[str]:
    """The names that a module uses, imports apart."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def test_only_the_verbs_that_record_who_and_why_write_files_of_members() -> None:
    """Exports need a reason and are logged: no other module calls what makes a list of members."""
    allowed = {
        "members_workbook": {"org/actions/member.py"},
        "person_document": {"org/views/members.py"},
        "person_facts": {"org/views/members.py"},
    }
    for name, places in allowed.items():
        found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if name in used(path)}
        assert found == places, name
