"""What a rule of screening is, and which rules one text is held against."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from circle.screening.matching import Matcher, Wanted

Outcome = Literal["pass", "replace", "review", "block"]
Asked = Literal["ignore", "replace", "review", "block"]
Kind = Literal["words", "regex"]
SEVERITY: Sequence[Outcome] = ("pass", "replace", "review", "block")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what it asks for; `name` is what the author is told.

    `ignore` frees what stands inside its words from the other rules. `wide` is whether words are
    also found by their sound, in initials, backwards or with characters taken apart.
    """

    name: str
    pattern: str
    action: Asked
    kind: Kind = "words"
    wide: bool = True


@dataclass(frozen=True)
class RuleSet:
    """The rules one text is held against: a circle's own and, above them, the site's.

    What a circle ignores frees nobody from the site's rules. The site's set is one object for all
    circles, so its rules are made ready once.
    """

    rules: tuple[Rule, ...] = ()
    site: "RuleSet | None" = None

    @cached_property
    def matcher(self) -> Matcher:
        """These rules (not the site's) made ready to be looked for; Invalid if one cannot be."""
        return Matcher([
            Wanted(rule.pattern, rule.kind == "regex", rule.wide, rule.action == "ignore")
            for rule in self.rules
        ])  # fmt: skip

    @cached_property
    def version(self) -> str:
        """Two sets of the same rules have the same version, in every process."""
        said = [(one.name, one.pattern, one.action, one.kind, one.wide) for one in self.rules]
        above = self.site.version if self.site else ""
        return hashlib.sha256(repr((said, above)).encode("utf-8", "replace")).hexdigest()[:16]

    def layers(self) -> "tuple[RuleSet, ...]":
        """The site's rules first, then the circle's."""
        return (self.site, self) if self.site else (self,)


NO_RULES = RuleSet()
