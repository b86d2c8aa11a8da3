"""Personal data replaced by placeholders before anything is sent, and put back here."""

from discovery.facts.privacy.masker import Masker

__all__ = ["Masker"]
