"""Web pages exist in every language, say the same, are all used, render, and hold nothing foreign."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dgroup.server.web.pages import Pages
from tests.house.tree import ROOT, literals, modules

TEMPLATES = ROOT / "templates"
GOLDEN = ROOT / "tests/golden"
LANGUAGES = sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir())
SUFFIX = ".html.j2"
DATA = {"title": "Learning from Practice"}
VOID = {"meta", "br", "hr", "input"}


def names(language: str) -> set[str]:
    """Return the pages of a language, as "family/name"."""
    folder = TEMPLATES / language
    found = folder.rglob(f"*{SUFFIX}")
    return {str(file.relative_to(folder)).removesuffix(SUFFIX) for file in found}


def source(language: str, name: str) -> str:
    """Return a template as it is written."""
    return (TEMPLATES / language / f"{name}{SUFFIX}").read_text(encoding="utf-8")


def variables(language: str, name: str) -> set[str]:
    """Return what a page wants to be told."""
    parsed = ImmutableSandboxedEnvironment().parse(source(language, name))
    return meta.find_undeclared_variables(parsed)


def rendered(language: str, name: str) -> str:
    """Return a whole page, with what it names and nothing else."""
    data = {key: value for key, value in DATA.items() if key in variables(language, name)}
    return Pages([TEMPLATES]).show(name, [language], **data)


class Outline(HTMLParser):
    """The elements of a page, and whether each that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.found]


ALL = [(language, name) for language in LANGUAGES for name in sorted(names(language))]


def test_every_language_has_the_same_pages() -> None:
    """English is the reference; no language lacks a page or has one of its own."""
    assert names("en")
    for language in LANGUAGES:
        assert names(language) == names("en"), language


def test_every_page_is_used() -> None:
    """A page that no code names is never shown, and one that is named exists."""
    used = {text for module in modules() for text in literals(module)}
    assert names("en") - used == set()
    assert {text for text in used if re.fullmatch(r"web/[a-z_]+", text)} == names("en")


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_language_says_the_same(language: str, name: str) -> None:
    """A translation has exactly the variables and the elements of the English page."""
    assert variables(language, name) == variables("en", name)
    tags, english = Outline(rendered(language, name)).tags(), Outline(rendered("en", name)).tags()
    assert sorted(tags) == sorted(english)


@pytest.mark.parametrize(("language", "name"), ALL)
def test_each_page_reads_as_its_golden_file(language: str, name: str) -> None:
    """A page is, character by character, the one that a person has read."""
    page = rendered(language, name)
    title = re.search(r"<title>.*</title>", page)
    words = page.partition("<main>\n")[2].partition("</main>")[0]
    golden = (GOLDEN / language / f"{name}.html").read_text(encoding="utf-8")
    assert title is not None
    assert f"{title[0]}\n{words}" == golden


def test_each_golden_file_has_a_page() -> None:
    """No golden file is left behind by a page that has gone."""
    for language in LANGUAGES:
        folder = GOLDEN / language
        found = {str(file.relative_to(folder)) for file in folder.rglob("*.html")}
        assert found == {f"{name}.html" for name in names(language)}


@pytest.mark.parametrize(("language", "name"), ALL)
def test_a_page_is_plain_and_readable(language: str, name: str) -> None:
    """One heading, its language named, wide enough for a phone; nothing runs or is fetched."""
    page = rendered(language, name)
    outline = Outline(page)
    assert outline.tags().count("h1") == 1
    assert outline.tags()[0] == "html"
    assert outline.found[0][1] == {"lang": language}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in [
        attributes for tag, attributes in outline.found if tag == "meta"
    ]
    assert not {"script", "img", "link", "iframe", "object", "a"} & set(outline.tags())
    for tag, attributes in outline.found:
        assert not {key for key in attributes if key.startswith("on")}, tag
        assert "style" not in attributes
    assert "http" not in page
    assert "url(" not in page
    for word in ("token", "subscri", "abonn", "suscri"):
        assert word not in page.lower()


def test_a_value_is_escaped_once() -> None:
    """What a person wrote is text in the title and in the page, whatever it looks like."""
    page = Pages([TEMPLATES]).show("web/leave", ["en"], title="A & <b>{{ x }}</b>\nc")
    title = "A &amp; &lt;b&gt;{{ x }}&lt;/b&gt;"
    assert f"<title>Leave {title} c?</title>" in page
    assert f"<h1>Leave {title}\nc?</h1>" in page


def test_the_operators_page_comes_first(tmp_path: Path) -> None:
    """A page in the operator's own folder is shown instead of ours; the others stay ours."""
    own = tmp_path / "eo/web/left.html.j2"
    own.parent.mkdir(parents=True)
    own.write_text("Title: Adiaŭ\n\n<h1>Adiaŭ</h1>\n", encoding="utf-8")
    pages = Pages([tmp_path, TEMPLATES])
    assert "<h1>Adiaŭ</h1>" in pages.show("web/left", ["eo-XX"])
    assert '<html lang="en">' in pages.show("web/unknown", ["eo"])
