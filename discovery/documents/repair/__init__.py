"""Repair of files that are not well-formed: a proposal, which the analyst accepts or leaves.

Each kind of fault has a module of its own; `markup` goes through a text once and asks them, and
`proposing` has the result read by the one hardened reader before it proposes anything.
"""

from discovery.documents.repair.edits import Change
from discovery.documents.repair.proposing import Proposal, propose

__all__ = ["Change", "Proposal", "propose"]
