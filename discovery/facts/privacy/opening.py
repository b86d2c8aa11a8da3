"""The masker of an installation: its policy under its settings, and its key."""

from discovery.config import Settings
from discovery.facts.privacy.masker import Masker
from discovery.facts.privacy.policy import Policy
from discovery.facts.privacy.pseudonyms import PseudonymKey
from discovery.storage.database import ThreadSafeDatabaseManager, installation_key
from discovery.storage.keep_list import load_keep_list


def open_masker(
    settings: Settings, db: ThreadSafeDatabaseManager, *, text_is_harmless: bool = False
) -> Masker:
    """A masker under the settings, the keep list and the key of now. Raises StorageError."""
    key = installation_key(db, settings)
    policy = policy_of(settings, text_is_harmless=text_is_harmless)
    return Masker(policy, PseudonymKey(key.secret, key.fingerprint))


def policy_of(settings: Settings, *, text_is_harmless: bool = False) -> Policy:
    """The policy under the settings and the keep list of now. Raises StorageError."""
    kept = load_keep_list(settings)
    return Policy(
        settings.pii_extra_names, kept.names, kept.words, text_is_harmless=text_is_harmless
    )
