"""What is not known to be harmless is neither stored nor sent."""

from discovery.facts.privacy.masker import Masked, Masker
from discovery.facts.privacy.policy import Policy, policy_of
from discovery.facts.privacy.pseudonyms import BINARY, PSEUDONYM, PseudonymKey

__all__ = ["BINARY", "PSEUDONYM", "Masked", "Masker", "Policy", "PseudonymKey", "policy_of"]
