"""Where an element stands: its path in local names, and an XPath that selects exactly it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Spot:
    """An open element, and how many children of each name it has had so far."""

    path: str
    xpath: str
    children: Counter[str] = field(default_factory=Counter)

    def step(self, tag: str) -> tuple[str, str]:
        """Path and XPath of the next child with this Clark name.

        `Name[n]` counts the children of that name without a namespace; for a name in a
        namespace `*[local-name()='Name'][n]` counts those of that local name in any.
        """
        namespace, _, name = tag.rpartition("}")
        self.children[f"*{name}"] += 1
        if namespace:
            return f"{self.path}/{name}", (
                f"{self.xpath}/*[local-name()='{name}'][{self.children[f'*{name}']}]"
            )
        self.children[name] += 1
        return f"{self.path}/{name}", f"{self.xpath}/{name}[{self.children[name]}]"


def attribute_step(namespace: str, name: str) -> str:
    """The XPath step to an attribute."""
    if not namespace:
        return f"@{name}"
    quote = '"' if "'" in namespace else "'"
    return f"@*[local-name()='{name}' and namespace-uri()={quote}{namespace}{quote}]"
