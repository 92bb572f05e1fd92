"""Regulations as values: the packs, the legal base of a day, settings, an association's own."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

import pytest

from daihoi.rules.figures import Style
from daihoi.rules.levels import Level
from daihoi.rules.messages import Message, RuleError
from daihoi.rules.regulations import BY_KEY, R2014, R2024, Certainty, CutTie, Regulation, Rule, Subject, legal_base
from daihoi.rules.regulations.labels import LABELS


def test_the_packs_of_both_seasons() -> None:
    def pack(law: Regulation) -> tuple[object, ...]:
        return (
            law.surplus_max.value, law.prepared_surplus_min.value, law.prepared_surplus_max.value,
            (law.small_body_from.value, law.small_body_to.value, law.small_body_max_extra.value),
            law.floor_support.value, law.candidacy_days.value, law.report_days.value, law.ratification_days.value,
            law.complaint_days.value, law.ballot_retention_months.value, law.delegates_congress_from.value,
            law.young_under.value, law.women_min.value, law.first_time_months.value, law.re_election_months.value,
        )  # fmt: skip

    same = (Fraction(3, 10), Fraction(1, 10), Fraction(3, 20), (3, 5, 1))
    assert pack(R2014) == (*same, None, 15, 7, 15, None, 6, 200, 40, Fraction(3, 20), 60, 30)
    assert pack(R2024) == (*same, Fraction(3, 10), 15, 7, 15, 15, 6, 200, 42, Fraction(3, 20), 60, 48)
    assert BY_KEY == {"244-QĐ/TW": R2014, "190-QĐ/TW": R2024}


@pytest.mark.parametrize("law", [R2014, R2024], ids=lambda law: law.key)
def test_every_rule_has_its_article_its_id_and_its_name(law: Regulation) -> None:
    for field in fields(law):
        rule = getattr(law, field.name)
        if isinstance(rule, Rule):
            assert rule.article, field.name
            assert rule.rule, field.name
            assert field.name in LABELS
    assert {field.name for field in fields(Level) if field.type.startswith("Rule")} <= set(LABELS)
    for level in law.levels:
        for field in fields(level):
            rule = getattr(level, field.name)
            assert not isinstance(rule, Rule) or rule.value in (None, 0, frozenset()) or rule.article, field.name


def test_the_2024_regulation_quotes_no_article_of_2014() -> None:
    quoted = [rule.article for field in fields(R2024) if isinstance(rule := getattr(R2024, field.name), Rule)]
    assert not [article for article in quoted if "244-QĐ/TW" in article]


@pytest.mark.parametrize(
    ("day", "implementation", "guidance", "directive"),
    [
        (date(2020, 6, 1), "Quy định 29-QĐ/TW", date(2020, 3, 20), date(2019, 5, 30)),
        (date(2020, 3, 19), "Quy định 29-QĐ/TW", date(2014, 10, 6), date(2019, 5, 30)),
        (date(2021, 7, 29), "Quy định 29-QĐ/TW", date(2020, 3, 20), date(2019, 5, 30)),
        (date(2021, 7, 30), "Quy định 24-QĐ/TW", date(2020, 3, 20), date(2019, 5, 30)),
        (date(2025, 1, 20), "Quy định 232-QĐ/TW", date(2024, 12, 31), date(2024, 6, 14)),
        (date(2025, 5, 25), "Quy định 232-QĐ/TW", date(2024, 12, 31), date(2025, 4, 14)),
        (date(2025, 5, 26), "Quy định 294-QĐ/TW", date(2024, 12, 31), date(2025, 4, 14)),
    ],
)
def test_the_legal_base_follows_the_opening_day(
    day: date, implementation: str, guidance: date, directive: date
) -> None:
    base = legal_base(day)
    found = [
        base.document(subject)
        for subject in (Subject.CHARTER_IMPLEMENTATION, Subject.ELECTION_GUIDANCE, Subject.DIRECTIVE)
    ]
    assert all(found)
    assert found[0]
    assert found[0].number == implementation
    assert [document and document.issued for document in found[1:]] == [guidance, directive]


def test_on_no_day_do_two_documents_hold_on_one_subject() -> None:
    for year in range(2014, 2027):
        for month in range(1, 13):
            day = date(year, month, 28)
            if day >= R2014.issued:
                subjects = [document.subject for document in legal_base(day).documents]
                assert len(subjects) == len(set(subjects))
                assert Subject.ELECTION in subjects


def test_the_regulation_changes_on_its_day() -> None:
    assert legal_base(date(2024, 10, 9)).regulation is R2014
    assert legal_base(date(2024, 10, 10)).regulation.key == R2024.key
    assert legal_base(date(2025, 4, 13)).regulation.re_election_months.value == 30
    assert legal_base(date(2025, 4, 14)).regulation is R2024


def test_a_number_that_came_back_is_told_apart_by_its_date() -> None:
    old, new = legal_base(date(2015, 5, 1)), legal_base(date(2025, 5, 1))
    citations = [base.document(Subject.ELECTION_GUIDANCE) for base in (old, new)]
    assert [document and document.citation for document in citations] == [
        "Hướng dẫn 04-HD/TW ngày 6/10/2014",
        "Hướng dẫn 04-HD/TW ngày 31/12/2024",
    ]


def test_before_2014_there_is_no_legal_base() -> None:
    assert legal_base(date(2014, 6, 9)).regulation is R2014
    with pytest.raises(RuleError) as refusal:
        legal_base(date(2014, 6, 8))
    assert "8/6/2014" in str(refusal.value)
    assert "244-QĐ/TW" in str(refusal.value)


@pytest.mark.parametrize("law", [R2014, R2024], ids=lambda law: law.key)
def test_settings_are_exactly_the_rules_whose_text_was_not_seen(law: Regulation) -> None:
    listed = {setting.key for setting in law.settings() if "." not in setting.key}
    unsure = {
        field.name
        for field in fields(law)
        if isinstance(rule := getattr(law, field.name), Rule)
        and rule.certainty in (Certainty.RECALLED, Certainty.INFERRED)
    }
    assert listed == unsure
    assert all(setting.label.english() for setting in law.settings())


def test_a_setting_is_read_as_a_form_or_json_gives_it() -> None:
    law = R2014.with_settings(
        {
            "quorum": "3/4",
            "tie_needs_over_half": "true",
            "rounds_before_asking": "3",
            "complaint_days": 20,
            "floor_support": "0.3",
            "percent_style": "cut",
            "straw_poll_tie": "party_age",
            "body_meeting_grounds": "retired, suspended",
            "grassroots_organization.committee_max": 17,
        }
    )
    assert (law.quorum.value, law.tie_needs_over_half.value, law.rounds_before_asking.value) == (
        Fraction(3, 4),
        True,
        3,
    )
    assert (law.complaint_days.value, law.floor_support.value) == (20, Fraction(3, 10))
    assert (law.percent_style.value, law.straw_poll_tie.value) == (Style.CUT, CutTie.PARTY_AGE)
    assert {str(ground) for ground in law.body_meeting_grounds.value} == {"retired", "suspended"}
    assert next(level for level in law.levels if level.kind == "grassroots_organization").committee_max.value == 17
    assert R2014.quorum.value == Fraction(2, 3)
    assert law.with_settings({"complaint_days": None}).complaint_days.value is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"women_min": "1/2"},
        {"over_half": "2/3"},
        {"no_such_thing": 1},
        {"quorum": "much"},
        {"quorum": "3/2"},
        {"quorum": "1/0"},
        {"quorum": None},
        {"rounds_before_asking": -1},
        {"rounds_before_asking": 2.5},
        {"tie_needs_over_half": "perhaps"},
        {"straw_poll_tie": "lot"},
        {"body_meeting_grounds": "bad mood"},
        {"grassroots_cell.committee_max": 9},
    ],
)
def test_what_is_no_setting_or_no_value_is_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(RuleError) as refusal:
        R2014.with_settings(wrong)
    assert next(iter(wrong)) in str(refusal.value)


def test_settings_with_a_closed_set_of_values_list_them() -> None:
    choices = {setting.key: [value for value, _ in setting.choices] for setting in R2014.settings() if setting.choices}
    assert choices["straw_poll_tie"] == ["presidium", "party_age"]
    assert choices["percent_style"] == ["cut", "half_up"]
    assert "retired" in choices["body_meeting_grounds"]
    assert [setting.key for setting in R2014.settings() if setting.takes_several] == [
        "body_meeting_grounds",
        "surplus_required",
    ]


def test_an_association_writes_its_own_regulation_as_a_difference() -> None:
    own = replace(
        R2014,
        key="Điều lệ Hội",
        over_half=Rule(Fraction(2, 3), "Điều 9", "H-1"),
        women_min=Rule(Fraction(1, 3), "Điều 12", "H-2"),
    )
    from daihoi.rules.election import Tally, outcome

    found = outcome(Tally(90, 1, (60, 61)), own)
    assert found.elected == (2,)
    assert found.lines[1].arithmetic == Message.of(
        "%(votes)d × %(times)d = %(product)d > %(measure)d",
        rule="H-1", article="Điều 9", votes=61, times=3, product=183, measure=180,
    )  # fmt: skip
