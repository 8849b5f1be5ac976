"""What the rules of the house look at: the tree's files, and Python modules as syntax trees."""

from __future__ import annotations

import ast
import functools
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its path from the root, its text and syntax tree."""

    name: str
    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@functools.cache
def modules(folder: str = "dgroup") -> tuple[Module, ...]:
    """Return all modules below a folder of the tree."""
    return tuple(
        _read(file) for file in files() if _is_below(file, folder) and file.suffix == ".py"
    )


@functools.cache
def files() -> tuple[Path, ...]:
    """Return the files of the tree, from the root: what git knows or would take, else all."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "-co", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [Path(name) for name in names.split("\0") if name]
    else:
        below = (file.relative_to(ROOT) for file in ROOT.rglob("*"))
        found = [file for file in below if not _is_made(file)]
    return tuple(sorted(file for file in found if (ROOT / file).is_file()))


def _is_made(file: Path) -> bool:
    """Whether somebody's tools made a file: caches, virtual environments, bytecode."""
    hidden = any(part.startswith(".") and part != ".ci" for part in file.parts)
    return hidden or "__pycache__" in file.parts


def _is_below(file: Path, folder: str) -> bool:
    return file.parts[0] == folder


def _read(file: Path) -> Module:
    text = (ROOT / file).read_text(encoding="utf-8")
    name = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
    return Module(name, file.as_posix(), text, ast.parse(text, str(file)))


def imports(module: Module) -> Iterator[str]:
    """Yield the full name of all that a module imports, wherever in the file it does."""
    package = module.name if module.path.endswith("__init__.py") else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                origin = ".".join([*above, *([source] if source else [])])
                yield from (f"{origin}.{one.name}" for one in names)


def literals(module: Module) -> Iterator[str]:
    """Yield every string literal of a module, docstrings aside."""
    documents = {id(_document(node)) for node in ast.walk(module.tree)}
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documents:
                yield text


def _document(node: ast.AST) -> ast.AST | None:
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    return first.value if isinstance(first, ast.Expr) else None
