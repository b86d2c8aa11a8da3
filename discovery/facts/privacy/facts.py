"""A whole fact with pseudonyms: its structure, and what was read from it."""

from collections.abc import Mapping

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
    by_xpath: dict[str, tuple[str, str]] = {}
    by_path: dict[tuple[str, str], str] = {}
    pairs = zip(fields(structure, path, xpath), fields(masked, path, xpath), strict=True)
    for old, new in pairs:
        value, shown = old.value.strip(), new.value.strip()
        by_xpath[old.xpath] = value, shown
        by_path[old.path, value] = shown
    return masked, _mask_references(references, by_xpath), _mask_codes(profile, by_path, path)


def _mask_references(found: References, values: Mapping[str, tuple[str, str]]) -> References:
    """`values` are those of the subtree by XPath, each with its masked form."""
    identifiers = {
        (one["path"], one["value"]): masked_part(one["value"], *values[one["xpath"]])
        for one in found["identifiers"]
    }
    return References(
        identifiers=[
            {**one, "value": identifiers[one["path"], one["value"]]} for one in found["identifiers"]
        ],
        references=[
            {**one, "value": masked_part(one["value"], *values[one["xpath"]])}
            for one in found["references"]
        ],
        dangling=[_mask_dangling(one, *values[one["xpath"]]) for one in found["dangling"]],
        duplicate_identifiers=[
            {**one, "value": identifiers[one["path"], one["value"]]}
            for one in found["duplicate_identifiers"]
        ],
    )


def masked_part(token: str, value: str, masked: str) -> str:
    """The masked form of a token that is a value, or one of a list there."""
    tokens, shown = value.split(), masked.split()
    if token in tokens and len(tokens) == len(shown):
        return shown[tokens.index(token)]
    return masked if value != masked else token


def _mask_dangling(found: DanglingReference, value: str, masked: str) -> DanglingReference:
    """The value stands at the end of the reason too, where that names it."""
    shown = masked_part(found["value"], value, masked)
    reason = found["reason"]
    if reason.endswith(f"value {found['value']}"):
        reason = reason.removesuffix(found["value"]) + shown
    return {**found, "value": shown, "reason": reason}


def _mask_codes(profile: Profile, values: Mapping[tuple[str, str], str], root: str) -> Profile:
    """The codes of each field, which is named by its path below the root; `.` is the root."""
    return {
        **profile,
        "codes": {
            name: {
                values[root if name == "." else f"{root}/{name}", code]: count
                for code, count in codes.items()
            }
            for name, codes in profile["codes"].items()
        },
    }
