"""What is installed from a wheel has its letters and migrations, and works elsewhere."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SETTINGS = '[site]\ndomain = "lists.example.org"\nowner = "op@example.org"\n'
RENDER = """
from dgroup import places
from dgroup.mail.render import Letters
words = ["title", "purpose", "address", "leave_address", "introductions", "questions",
         "is_observer", "welcome"]
text = Letters(places.template_folders()).render("members/welcome", "nl", {w: w for w in words})
print(places.migrations_folder(), *places.template_folders(), sep="\\n")
print(text.subject, len(text.plain.splitlines()), sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, offline, with the hatchling of this environment."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a clean environment that borrows only the dependencies; its bin folder."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    target = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(target, "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n")
    install = ["-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    run(Path(sys.executable), *install, "--disable-pip-version-check", str(wheel))
    return folder / "bin"


def run(program: Path, *arguments: str, cwd: Path | None = None) -> str:
    """Run a program without this environment's settings, and return what it printed."""
    command = [str(program), *arguments]
    environ = {"PATH": "/usr/bin:/bin", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_what_is_not_python(wheel: Path) -> None:
    """Every letter and migration of the checkout is in the wheel, and no test."""
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "migrations"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file():
                assert f"dgroup/{file.relative_to(ROOT)}" in packed
    assert "dgroup/store/queries/posts.sql" in packed
    assert not [name for name in packed if name.startswith(("tests/", "templates/"))]


def test_an_installed_dgroup_migrates(installed: Path, tmp_path: Path) -> None:
    """From any folder, the installed program makes its database."""
    (tmp_path / "dgroup.toml").write_text(SETTINGS)
    run(installed / "dgroup", "db", "migrate", cwd=tmp_path)
    assert (tmp_path / "dgroup.db").stat().st_size > 0


def test_an_installed_dgroup_renders(installed: Path, tmp_path: Path) -> None:
    """From any folder, the installed program finds its own letters, and none of the checkout."""
    printed = run(installed / "python", "-c", RENDER, cwd=tmp_path).splitlines()
    migrations, templates, subject, lines = printed
    for folder, name in ((migrations, "migrations"), (templates, "templates")):
        assert folder.startswith(str(installed.parent))
        assert folder.endswith(f"site-packages/dgroup/{name}")
    assert "title" in subject
    assert int(lines) > 5
