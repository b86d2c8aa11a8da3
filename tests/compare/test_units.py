"""Weights and their units, together or beside each other, in kilograms and pounds."""

import pytest

from tests.compare.test_differences import EQUATING, changes

ATTRIBUTE = "<B><Weight UnitCode='{1}'>{0}</Weight></B>"
SIBLING = "<B><Value>{0}</Value><UOM>{1}</UOM></B>"
OTA = "<B MaxWeight='{0}' UnitOfMeasure='{1}'/>"


def kinds(before: str, after: str) -> list[str]:
    return [kind for kind, *_ in changes(before, after, EQUATING)]


@pytest.mark.parametrize("form", [ATTRIBUTE, SIBLING, OTA])
@pytest.mark.parametrize("unit", ["KG", "KGM", "K", "kilogram", "Kilograms", "kgs"])
def test_the_names_of_a_unit_are_one(form: str, unit: str) -> None:
    assert kinds(form.format(23, "kg"), form.format(23, unit)) == ["equated"]
    assert kinds(form.format(23, "kg"), form.format("23.0", unit)) == ["equated"] * 2
    assert (
        kinds(form.format(23, "kg"), form.format("24", unit))
        == ["changed", "equated"][:: -1 if form is ATTRIBUTE else 1]
    )


@pytest.mark.parametrize("form", [ATTRIBUTE, SIBLING, OTA, "<B><Weight>{0}{1}</Weight></B>"])
@pytest.mark.parametrize(
    ("kilograms", "pounds", "is_same"),
    [
        ("23", "50", True),
        ("23", "51", True),
        ("32", "70", True),
        ("10", "22", True),
        ("22.7", "50", True),
        ("23", "50.7", True),
        ("23", "49", False),
        ("23", "53", False),
        ("22.4", "50", False),
        ("23", "23", False),
    ],
)
def test_pounds_and_kilograms_are_the_same_as_far_as_rounding_allows(
    form: str, kilograms: str, pounds: str, is_same: bool
) -> None:
    metric, imperial = form.format(kilograms, "KG"), form.format(pounds, "LB")
    for found in (kinds(metric, imperial), kinds(imperial, metric)):
        assert set(found) == ({"equated"} if is_same else {"changed"})


def test_pounds_are_compared_with_pounds_as_they_are() -> None:
    assert kinds(ATTRIBUTE.format(50, "LB"), ATTRIBUTE.format(51, "LBR")) == ["equated", "changed"]


def test_only_a_number_that_stands_alone_beside_its_unit_is_measured() -> None:
    size = "<B><Length>{}</Length><Width>{}</Width><Unit>{}</Unit></B>"
    assert kinds(size.format(50, 20, "KG"), size.format(23, 20, "LB")) == ["changed"] * 2


def test_without_the_option_units_are_text() -> None:
    before, after = ATTRIBUTE.format(23, "KG"), ATTRIBUTE.format(23, "K")
    assert [kind for kind, *_ in changes(before, after)] == ["changed"]
