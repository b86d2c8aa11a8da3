"""A whole fact with pseudonyms: its structure, and what was read from it."""

from dataclasses import dataclass

from discovery.facts.privacy.masker import Masker
from discovery.facts.profile import Profile
from discovery.facts.references import DanglingReference, References
from discovery.facts.structure import Structure, fields


def mask_fact(
    structure: Structure,
    references: References,
    profile: Profile,
    path: str,
    xpath: str,
    masker: Masker,
) -> tuple[Structure, References, Profile]:
    """The fact of one subtree without personal values; what is given is left as it is.

    `path` and `xpath` are those of the subtree's root, as the references were read with. Paths and
    XPaths are made of names and stay.
    """
    masked = masker.mask_structure(structure, path)
    if masked == structure:
        return structure, references, profile
    values = _read(structure, masked, path, xpath)
    return masked, _mask_references(references, values), _mask_codes(profile, values, path)


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a subtree without the blanks around them, each with its masked form.

    `by_xpath` maps the place of a value to it and its masked form, `by_path` a field and a value.
    """

    by_xpath: dict[str, tuple[str, str]]
    by_path: dict[tuple[str, str], str]

    def mask(self, xpath: str, token: str) -> str:
        """A value that identifies or points: all of its field, or one of a list there."""
        value, masked = self.by_xpath[xpath]
        if value == masked:
            return token
        if value == token:
            return masked
        tokens, shown = value.split(), masked.split()
        if len(tokens) == len(shown) and token in tokens:
            return shown[tokens.index(token)]
        return masked  # a list that was masked as one value


def _read(structure: Structure, masked: Structure, path: str, xpath: str) -> _Values:
    values = _Values({}, {})
    before, after = fields(structure, path, xpath), fields(masked, path, xpath)
    for old, new in zip(before, after, strict=True):
        pair = old.value.strip(), new.value.strip()
        values.by_xpath[old.xpath] = pair
        values.by_path[old.path, pair[0]] = pair[1]
    return values


def _mask_references(found: References, values: _Values) -> References:
    identifiers = {
        (one["path"], one["value"]): values.mask(one["xpath"], one["value"])
        for one in found["identifiers"]
    }
    return References(
        identifiers=[
            {**one, "value": identifiers[one["path"], one["value"]]} for one in found["identifiers"]
        ],
        references=[
            {**one, "value": values.mask(one["xpath"], one["value"])} for one in found["references"]
        ],
        dangling=[_mask_dangling(one, values) for one in found["dangling"]],
        duplicate_identifiers=[
            {**one, "value": identifiers[one["path"], one["value"]]}
            for one in found["duplicate_identifiers"]
        ],
    )


def _mask_dangling(found: DanglingReference, values: _Values) -> DanglingReference:
    """The value stands at the end of the reason too, where that names it."""
    value = values.mask(found["xpath"], found["value"])
    reason = found["reason"]
    if reason.endswith(f"value {found['value']}"):
        reason = reason.removesuffix(found["value"]) + value
    return {**found, "value": value, "reason": reason}


def _mask_codes(profile: Profile, values: _Values, root: str) -> Profile:
    """The codes of each field, which is named by its path below the root; `.` is the root."""
    return {
        **profile,
        "codes": {
            name: {
                values.by_path[root if name == "." else f"{root}/{name}", code]: count
                for code, count in codes.items()
            }
            for name, codes in profile["codes"].items()
        },
    }
