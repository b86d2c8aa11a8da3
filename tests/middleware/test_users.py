"""Who somebody is by an ID token, and who looks after the installation."""

import pytest

from discovery.middleware.users import is_admin, user_of

ADMINS = ("Ann@example.org", "@office.example")


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": "Ann@Example.org", "sub": "1"}, "ann@example.org"),
        ({"email": "ann@example.org", "email_verified": "true"}, "ann@example.org"),
        ({"email": "ann@example.org", "email_verified": False}, ""),
        ({"preferred_username": "ann@example.org"}, ""),
        ({}, ""),
    ],
)
def test_an_address_is_that_which_the_provider_has_verified(
    claims: dict[str, object], address: str
) -> None:
    assert user_of(claims, ()).address == address


@pytest.mark.parametrize(
    ("address", "looks_after_it"),
    [
        ("ann@example.org", True),
        ("ANN@EXAMPLE.ORG", True),
        ("bob@office.example", True),
        ("bob@example.org", False),
        ("bob@not-office.example", False),
        ("ann", False),
        ("", False),
    ],
)
def test_admins_are_listed_by_address_or_domain(address: str, looks_after_it: bool) -> None:
    assert is_admin(address, ADMINS) is looks_after_it


def test_without_a_list_nobody_looks_after_it() -> None:
    assert not is_admin("", ())
    assert not is_admin("ann@example.org", ())
