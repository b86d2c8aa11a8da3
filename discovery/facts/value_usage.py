"""Usage of one value: how often a field holds it, where, and what refers to it."""

from dataclasses import dataclass, field

from discovery.facts.scopes import list_of, nearest


@dataclass(slots=True)
class ValueUsage:
    """One value in one field.

    `by_place` counts the references to each XPath, where there are several; `scopes` are the
    elements within which a reference finds more than one of them.
    """

    count: int
    xpaths: tuple[str, ...]
    referenced: int = 0
    by_place: dict[str, int] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)

    def refer(self, count: int, sources: tuple[str, ...]) -> None:
        """Note that another field points here, so often and from these places."""
        self.referenced += count
        if len(self.xpaths) < 2:
            return
        all_known = self.count == len(self.xpaths)  # or a nearer one may not have been kept
        for source in sources:
            scope, found = nearest(self.xpaths, source)
            for xpath in found:
                self.by_place[xpath] = self.by_place.get(xpath, 0) + 1
            if len(found) > 1 and all_known and scope not in self.scopes:
                self.scopes.append(scope)

    def referenced_at(self, xpath: str) -> int:
        """How often one of the places is pointed to."""
        return self.by_place.get(xpath, 0) if len(self.xpaths) > 1 else self.referenced

    def claims(self, xpath: str) -> tuple[str, ...]:
        """The places that contradict each other: in one list, or in one scope."""
        beside = list_of(xpath)
        around = [f"{scope}/" for scope in self.scopes if xpath.startswith(f"{scope}/")]
        return tuple(
            place
            for place in self.xpaths
            if list_of(place) == beside or any(place.startswith(scope) for scope in around)
        )
