"""The product's own code, parsed once, for tests that read it."""

import ast
from functools import cache
from pathlib import Path

CIRCLE = Path(__file__).parents[1] / "circle"


@cache
def parsed(path: Path) -> ast.Module:
    """What a file says, as a tree; nobody changes it."""
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file, in the order of `ast.walk`."""
    return tuple(ast.walk(parsed(path)))


def forget() -> None:
    """Let the trees go: they are large."""
    parsed.cache_clear()
    nodes.cache_clear()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    return [n for n in nodes(path) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def name_called(call: ast.Call) -> str:
    """The last word of what is called: `tell` of `self.bus.tell(…)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
