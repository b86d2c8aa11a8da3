"""Repair of files that are not well-formed: a proposal, which the analyst accepts or leaves.

Each kind of fault has a module of its own. What was done to a document as a whole is undone first
(`unwrapping`), then what is not seen is taken out of its tags (`unseen`), then pieces of documents
become whole (`fragments`), and then `markup` goes through the text once and asks the others.
`proposing` has the result read by the one hardened reader before it proposes anything.
"""

from discovery.documents.repair.diff import Diff
from discovery.documents.repair.edits import Change, LineMap
from discovery.documents.repair.proposing import Proposal, propose, shown_diff

__all__ = ["Change", "Diff", "LineMap", "Proposal", "propose", "shown_diff"]
