"""The house rules of ARCHITECTURE §2, §3, §5, §6 and §12, held by reading the code."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.sources import CIRCLE, forget, functions, nodes, parsed

ROOT = CIRCLE.parent
NOT_DOMAIN = {"core", "events", "migrations", "translations", "demo"}
STANDARD = {"__init__", "models", "schemas", "policy", "queries", "actions", "reactions", "jobs",
            "views", "api", "cli"}  # fmt: skip
RECORDED = {  # files beyond the standard ones, each with its decision record
    "accounts": {"names", "documents", "passwords", "devices", "browser", "letters", "avatars",
                 "common_passwords"},
    "circles": {"presets"},
    "content": {"body", "tally", "discussion", "forms", "sharing", "under", "chips"},
    "screening": {"verdict", "likeness", "rules", "folding", "sounds", "parts", "disguises",
                  "spoken", "matching", "patterns", "context", "detectors",
                  "floods", "provider", "claims", "shops"},
    "posts": {"cards", "reading", "syndication"},
    "qa": {"reading", "structured"},
    "topics": {"calendar", "kinds", "reading", "structured", "timing"},
    "home": {"context"},
    "search": {"text", "tokens", "documents", "echoes", "names", "ranking", "engines", "operators",
               "snippets", "chips"},
    "points": {"rules", "judging", "badges", "lots"},
    "moderation": {"words"},
    "notifications": {"kinds", "couriers", "letters", "sentences"},
    "portability": {"lines"},
    "brands": {"tickets"},
}
IMPURE = r"^(from|import) .*(core\.db|sqlalchemy|queries|\bflask\b)"
BANNED_NAMES = re.compile(r"^(do_|handle_|process_)|(^|_)(manager|service|helper|utils)(_|$)", re.I)
LIBRARY_NAMES = ("process_bind_param", "process_result_value", "handle_error")  # overridden
MAX_FILE, MAX_FUNCTION, MAX_PARAMETERS = 400, 50, 5


@pytest.fixture(scope="module", autouse=True)
def trees():
    """Parsed once for the tests of this file."""
    yield
    forget()


def sources(folder: Path = CIRCLE) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "versions" not in path.parts]


def domain_packages() -> list[Path]:
    return [p for p in sorted(CIRCLE.iterdir())
            if (p / "__init__.py").exists() and p.name not in NOT_DOMAIN]  # fmt: skip


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_checks_look_at_real_code():
    assert len(sources()) > 40
    assert {p.name for p in domain_packages()} >= {"accounts", "circles", "content", "posts"}


def test_a_domain_package_has_only_files_everybody_knows():
    strange = []
    for package in domain_packages():
        allowed = STANDARD | RECORDED.get(package.name, set())
        strange += [name_of(p) for p in package.iterdir()
                    if p.suffix in ("", ".py") and p.stem not in allowed
                    and p.name != "__pycache__"]  # fmt: skip
    assert strange == []


def test_every_module_says_in_one_sentence_what_belongs_in_it():
    assert [name_of(p) for p in sources() if not ast.get_docstring(parsed(p))] == []


def test_only_the_transaction_commits():
    commits = [name_of(p) for p in sources() if re.search(r"\.commit\(\)", p.read_text())]
    assert commits == ["circle/core/db.py", "circle/core/migrate.py"]


def test_every_verb_is_one_transaction():
    bare = []
    for package in domain_packages():
        for path in sources(package):
            if path.relative_to(package).parts[0].removesuffix(".py") != "actions":
                continue
            for node in parsed(path).body:
                if isinstance(node, ast.FunctionDef) and is_verb(node):
                    marks = {ast.unparse(mark) for mark in node.decorator_list}
                    opens = "transaction(" in ast.unparse(node) or calls_an_action(path, node)
                    if "action" not in marks and not opens:
                        bare.append(f"{name_of(path)}:{node.name}")
    assert bare == []


def is_verb(node: ast.FunctionDef) -> bool:
    """A public function of actions that takes the actor first; the others are steps of verbs."""
    first = node.args.args[0].arg if node.args.args else ""
    return not node.name.startswith("_") and first == "actor"


def calls_an_action(path: Path, node: ast.FunctionDef) -> bool:
    """Slow work first, then a private verb of the same file that is an @action."""
    inner = {
        other.name for other in parsed(path).body if isinstance(other, ast.FunctionDef)
        and any(ast.unparse(mark) == "action" for mark in other.decorator_list)
    }  # fmt: skip
    return any(isinstance(call, ast.Call) and ast.unparse(call.func) in inner
               for call in ast.walk(node))  # fmt: skip


@pytest.mark.parametrize("layer", ["models", "policy", "queries", "actions", "reactions"])
def test_flask_stays_in_views_api_and_cli(layer):
    knowing = [
        name_of(path) for package in domain_packages() for path in sources(package)
        if path.relative_to(package).parts[0].removesuffix(".py") == layer
        and re.search(r"^\s*(from|import) flask", path.read_text(), re.M)
    ]  # fmt: skip
    assert knowing == []


@pytest.mark.parametrize("layer", ["views", "api"])
def test_views_hold_no_rule_and_touch_no_session(layer):
    touching = [
        name_of(path) for package in domain_packages() for path in sources(package)
        if path.relative_to(package).parts[0].removesuffix(".py") == layer
        and re.search(r"from sqlalchemy|db\.session|core\.db import.*\bsession\b",
                      path.read_text())
    ]  # fmt: skip
    assert touching == []


def test_policies_are_pure():
    impure = [
        name_of(path) for package in domain_packages() for path in sources(package)
        if path.relative_to(package).parts[0].removesuffix(".py") == "policy"
        and re.search(IMPURE, path.read_text(), re.M)
    ]  # fmt: skip
    assert impure == []


def test_other_packages_are_met_through_their_public_files():
    trespass = []
    for package in domain_packages():
        for path in sources(package):
            for node in nodes(path):
                if isinstance(node, ast.ImportFrom) and node.module:
                    trespass += crossings(package.name, path, node)
    assert trespass == []


def crossings(package: str, path: Path, node: ast.ImportFrom) -> list[str]:
    parts = (node.module or "").split(".")
    if len(parts) < 2 or parts[0] != "circle" or parts[1] in (package, *NOT_DOMAIN):
        return []
    if not (CIRCLE / parts[1] / "__init__.py").exists():
        return []
    names = [parts[2]] if len(parts) > 2 else [alias.name for alias in node.names]
    private = [n for n in names if n in ("views", "reactions", "jobs", "api", "cli")]
    private += [alias.name for alias in node.names if alias.name.startswith("_")]
    return [f"{name_of(path)} takes {node.module}.{n}" for n in private]


def test_imports_stand_at_the_top():
    inside = []
    for path in sources():
        if path == CIRCLE / "core" / "lazy.py":
            continue
        imports = [n for n in nodes(path) if isinstance(n, ast.Import | ast.ImportFrom)]
        within = {line for f in functions(path) for line in range(f.lineno, f.end_lineno + 1)}
        inside += [f"{name_of(path)}:{n.lineno}" for n in imports if n.lineno in within]
    assert inside == []


def test_every_package_keeps_its_own_layers():
    """import-linter reads the packages' layers of ARCHITECTURE §3 for those listed: all of them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    inside = [c for c in settings["contracts"] if c["name"].startswith("Inside a package")]
    assert [set(c["containers"]) for c in inside] == [
        {f"circle.{package.name}" for package in domain_packages()}
    ]


def test_modules_are_imported_by_name_for_commands_alone():
    """What import-linter cannot see; tests/test_cli.py holds which modules the names may be."""
    by_name = re.compile(r"import_module|__import__|exec_module|runpy")
    found = [name_of(path) for path in sources() if by_name.search(path.read_text())]
    assert found == ["circle/cli.py"]


def test_no_type_is_ignored():
    assert [name_of(p) for p in sources() if "type: ignore" in p.read_text()] == []


def test_pages_leave_conflicts_to_their_form():
    """`with form:` keeps them; a view that catches one by hand shows it in a way of its own."""
    catching = [
        f"{name_of(path)}:{node.lineno}" for package in domain_packages()
        for path in sources(package / "views") for node in nodes(path)
        if isinstance(node, ast.ExceptHandler) and node.type is not None
        and "Conflict" in ast.unparse(node.type)
    ]  # fmt: skip
    assert catching == []


def test_nothing_is_too_long_or_takes_too_much():
    found = []
    for path in sources():
        text = path.read_text()
        if len(text.splitlines()) > MAX_FILE:
            found.append(f"{name_of(path)}: {len(text.splitlines())} lines")
        for f in functions(path):
            length = (f.end_lineno or f.lineno) - f.lineno + 1
            takes = [a.arg for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)
                     if a.arg not in ("self", "cls")]  # fmt: skip
            if length > MAX_FUNCTION:
                found.append(f"{name_of(path)}:{f.name}: {length} lines")
            if len(takes) > MAX_PARAMETERS:
                found.append(f"{name_of(path)}:{f.name}: {len(takes)} parameters")
    assert found == []


def test_names_are_words_of_the_domain():
    found = []
    for path in sources():
        if BANNED_NAMES.search(path.stem):
            found.append(name_of(path))
        for f in functions(path):
            overrides = f.name.startswith("__") or f.name in LIBRARY_NAMES
            if BANNED_NAMES.search(f.name) and not overrides:
                found.append(f"{name_of(path)}:{f.name}")
    assert found == []


def test_public_functions_of_the_domain_are_explained():
    silent = []
    for package in domain_packages():
        for path in sources(package):
            for node in parsed(path).body:
                public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    silent.append(f"{name_of(path)}:{node.name}")
    assert silent == []


def test_every_table_of_a_circle_carries_its_circle():
    from circle.core.db import db

    within = {"entries", "revisions", "media", "drafts", "reactions", "tags", "entry_tags",
              "collections", "collection_items", "entry_days", "memberships", "invites", "follows",
              "handovers", "short_links", "rules_versions"}  # fmt: skip
    tables = db.metadata.tables
    assert within <= set(tables)
    assert [name for name in within if "circle_id" not in tables[name].columns] == []


def test_front_end_files_stay_small():
    long = [name_of(p) for kind in ("css", "js") for p in (ROOT / "static" / kind).rglob("*.*")
            if len(p.read_text().splitlines()) > MAX_FILE]  # fmt: skip
    assert long == []


def test_a_component_is_drawn_in_one_stylesheet():
    homes: dict[str, set[str]] = {}
    for path in (ROOT / "static" / "css").rglob("*.css"):
        for block in re.findall(r"^\.([a-z]+(?:-[a-z]+)*) \{", path.read_text(), re.M):
            homes.setdefault(block, set()).add(path.name)
    assert len(homes) > 100
    assert {block: files for block, files in homes.items() if len(files) > 1} == {}


def test_colours_and_sizes_come_from_the_tokens():
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\))|\brgba?\(|\boklch\(\s*[\d.]")
    found = [
        f"{name_of(p)}:{n}" for p in (ROOT / "static" / "css").rglob("*.css")
        if p.name != "tokens.css"
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if literal.search(line) and not line.startswith("@supports")  # a question, no colour
    ]  # fmt: skip
    assert found == []
