"""What is not known to be harmless is neither stored nor sent."""

from discovery.facts.privacy.aliases import Aliases
from discovery.facts.privacy.embedded import path_of_value
from discovery.facts.privacy.facts import mask_fact, masked_part
from discovery.facts.privacy.masker import Masked, Masker
from discovery.facts.privacy.opening import open_masker, policy_of
from discovery.facts.privacy.policy import Policy
from discovery.facts.privacy.pseudonyms import BINARY, PSEUDONYM, PseudonymKey

__all__ = [
    "BINARY",
    "PSEUDONYM",
    "Aliases",
    "Masked",
    "Masker",
    "Policy",
    "PseudonymKey",
    "mask_fact",
    "masked_part",
    "open_masker",
    "path_of_value",
    "policy_of",
]
