"""Template lint: it parses, has nothing inline, names its inputs, and is not too long."""

import re
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError

TEMPLATES = Path(__file__).parents[2] / "templates"
MAX_LINES = 120
FORBIDDEN = {
    r"<script(?![^>]*\b(src=|type=\"(application/json|application/ld\+json)\"))": "inline script",
    r"\sstyle=[\"']": "inline style",
    r"\son[a-z]+=[\"']": "inline handler",
    r"href=[\"']javascript:": "javascript: address",
    r"\|\s*safe\b": "|safe (say it in Python with Markup, next to the reason)",
    r"target=[\"']_blank[\"'](?![^>]*rel=)": "_blank without rel",
    r"<img(?![^>]*\balt=)": "picture without alt",
}
CJK = re.compile(r"[\u4e00-\u9fff]")


def main() -> int:
    """Print every finding; the number of them ends the program."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    findings = [found for path in sorted(TEMPLATES.rglob("*.*")) for found in lint(env, path)]
    print("\n".join(findings) or "templates: nothing to mend")
    return min(len(findings), 1)


def lint(env: Environment, path: Path) -> list[str]:
    """What is wrong with one template."""
    name = path.relative_to(TEMPLATES).as_posix()
    text = path.read_text()
    found = []
    try:
        env.parse(text)
    except TemplateSyntaxError as error:
        found.append(f"{name}:{error.lineno}: {error.message}")
    if len(text.splitlines()) > MAX_LINES:
        found.append(f"{name}: {len(text.splitlines())} lines, at most {MAX_LINES}")
    if (path.name.startswith("_") or "_components" in name) and not text.startswith("{#"):
        found.append(f"{name}: a partial opens with a comment naming its inputs")
    plain = re.sub(r"{#.*?#}", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    for number, line in enumerate(plain.splitlines(), 1):
        if path.suffix == ".html":
            found += [f"{name}:{number}: {why}" for pattern, why in FORBIDDEN.items()
                      if re.search(pattern, line)]  # fmt: skip
        if CJK.search(line) and not name.startswith("accounts/documents"):
            found.append(f"{name}:{number}: Chinese text outside the catalogue")
    return found


if __name__ == "__main__":
    sys.exit(main())
