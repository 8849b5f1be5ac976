"""The letters as people get them, and the machine that makes them out of templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from dgroup.errors import ConfigError
from dgroup.mail.render import Letters
from tests.mail import (
    cases_letters,
    creating_letters,
    desk_letters,
    digest_letters,
    digest_reply_letters,
    draft_letters,
    facilitating_letters,
    help_letters,
    joining_letters,
    log_letters,
    moderation_letters,
    people_letters,
    reading_letters,
    robot_letters,
    settings_letters,
    subgroup_letters,
    summary_letters,
)

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
GOLDEN = ROOT / "tests" / "golden"

# What code hands in for each letter; the golden files show the letters for these.
_POST = {
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
    "subject": "How do you start a meeting?",
}
DATA: dict[str, dict[str, object]] = {
    "posts/held": {**_POST, "reason": "moderated", "max_bytes": 10 << 20},
    "posts/returned": {
        **_POST,
        "reason": "Lovely question, Ann! Could you add in a line or two what you have tried"
        " already?\n\nBea",
    },
    "posts/not_in_parent": {**_POST, "reason": "not_member", "max_bytes": 10 << 20},
    "posts/too_large": {**_POST, "reason": "too_large", "max_bytes": 10 << 20},
}
# The same letter in another form has its name behind a colon: "choices/delivery:daily".
OTHERS = (
    robot_letters.DATA
    | subgroup_letters.DATA
    | facilitating_letters.DATA
    | settings_letters.DATA
    | help_letters.DATA
    | reading_letters.DATA
    | people_letters.DATA
    | moderation_letters.DATA
    | log_letters.DATA
    | joining_letters.DATA
    | creating_letters.DATA
    | cases_letters.DATA
    | desk_letters.DATA
    | draft_letters.DATA
    | summary_letters.DATA
    | digest_letters.DATA
    | digest_reply_letters.DATA
)
LANGUAGES = ("en", "nl", "fr", "es")


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters([TEMPLATES])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*DATA, *OTHERS])
def test_each_letter_reads_as_its_golden_file(letters: Letters, name: str, language: str) -> None:
    """A letter with fixed data is, character by character, the one that a person has read."""
    template = name.partition(":")[0]
    text = letters.render(template, language, (DATA | OTHERS)[name])
    golden = (GOLDEN / language / f"{name.replace(':', '_')}.txt").read_text(encoding="utf-8")
    assert f"Subject: {text.subject}\n\n{text.plain}" == golden


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_template_has_a_golden_file(language: str) -> None:
    """No letter is sent that nobody has looked at."""
    templates = {
        str(path.relative_to(TEMPLATES / language)).removesuffix(".txt.j2")
        for path in (TEMPLATES / language).rglob("*.txt.j2")
    }
    golden = {
        str(path.relative_to(GOLDEN / language).with_suffix(""))
        for path in (GOLDEN / language).rglob("*.txt")
    }
    assert set(DATA) <= templates <= golden


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*DATA, *OTHERS])
def test_letters_fit_a_narrow_screen(letters: Letters, name: str, language: str) -> None:
    """No line is longer than 72 columns, and at most three things to do next are offered."""
    text = letters.render(name.partition(":")[0], language, (DATA | OTHERS)[name])
    assert max(map(len, text.plain.split("\n"))) <= 72
    assert text.plain.count("\n- ") <= 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATA)
def test_letters_begin_with_what_happened(letters: Letters, name: str, language: str) -> None:
    """What is said first is said to the reader, and is what happened."""
    plain = letters.render(name, language, DATA[name]).plain
    assert plain.startswith(("You", "Je", "V", "Tu", "Ya"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["moderated", "first_post", "facilitators_only"])
def test_a_held_post_says_why(letters: Letters, reason: str, language: str) -> None:
    """Each reason for which a known person's post waits has its own sentence."""
    data = DATA["posts/held"]
    known = letters.render("posts/held", language, {**data, "reason": reason}).plain
    other = letters.render("posts/held", language, {**data, "reason": "another"}).plain
    assert known != other
    assert known.count("\n\n") == other.count("\n\n") + 1


@pytest.mark.parametrize("name", ["posts/held", "posts/returned", "posts/too_large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_without_a_subject_has_no_empty_quotes(
    letters: Letters, name: str, language: str
) -> None:
    """A missing subject leaves neither quotes nor a colon behind."""
    text = letters.render(name, language, {**DATA[name], "subject": ""})
    assert not set('"«»') & set(text.plain)
    assert not text.subject.endswith(":")


def test_a_reason_may_be_missing(letters: Letters) -> None:
    """A facilitator who gives no reason is not quoted."""
    text = letters.render("posts/returned", "en", {**DATA["posts/returned"], "reason": ""})
    assert "wrote" not in text.plain


@pytest.mark.parametrize(
    "subject",
    [
        "x\r\nBcc: v@example.org\r\n\r\nbody",
        "x\n\nBuy this",
        "x\x00\x0b\u2028y",
        "\ud800",
    ],
)
def test_a_subject_cannot_begin_a_line(letters: Letters, subject: str) -> None:
    """Whatever is in a post's subject, the letter's subject is one line and its body its own."""
    text = letters.render("posts/held", "en", {**DATA["posts/held"], "subject": subject})
    assert text.subject.isprintable()
    assert text.plain.startswith("Your message")
    text.plain.encode("utf-8")


@pytest.mark.parametrize(
    "words", ["{{ 7 * 7 }}", "{% for x in y %}", "{0.__class__}", "<script>", "{# gone #}", "Q&A"]
)
def test_what_people_write_is_data(letters: Letters, words: str) -> None:
    """Template marks in a facilitator's words come out as they went in."""
    text = letters.render("posts/returned", "en", {**DATA["posts/returned"], "reason": words})
    assert f"    {words}\n" in text.plain


def test_a_facilitators_words_keep_their_lines(letters: Letters) -> None:
    """Lines and paragraphs of a reason stay apart, and long ones are wrapped."""
    data = {**DATA["posts/returned"], "reason": "Dear Ann,\r\n\r\n" + "word " * 30 + "\nBea"}
    plain = letters.render("posts/returned", "en", data).plain
    assert "    Dear Ann,\n\n    word word" in plain
    assert "\n    Bea\n" in plain
    assert max(map(len, plain.split("\n"))) <= 72


@pytest.mark.parametrize("language", ["fy", "nl-BE", "EN", "../../etc", "", "en/../nl", "e"])
def test_every_language_gets_a_letter(letters: Letters, language: str) -> None:
    """A language that is not spoken here gives English, a regional one its own language."""
    wanted = "Je bericht" if language == "nl-BE" else "Your message"
    plain = letters.render("posts/held", language, DATA["posts/held"]).plain
    assert plain.startswith(wanted)


def test_a_missing_value_is_an_error(letters: Letters) -> None:
    """A letter with a hole in it is never sent."""
    with pytest.raises(UndefinedError):
        letters.render("posts/held", "en", {"title": "x"})


def test_a_missing_letter_is_an_error(letters: Letters) -> None:
    """A letter that does not exist is named in the error."""
    with pytest.raises(ConfigError, match="posts/nothing"):
        letters.render("posts/nothing", "en", {})


def test_the_operators_letter_comes_first(tmp_path: Path) -> None:
    """A letter in the operator's own folder is taken instead of ours; the others stay ours."""
    own = tmp_path / "en" / "posts" / "held.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("Subject: Ours: {{ subject }}\n\nWait, please.\n", encoding="utf-8")
    letters = Letters([tmp_path, TEMPLATES])
    assert letters.render("posts/held", "en", DATA["posts/held"]).plain == "Wait, please.\n"
    assert letters.render("posts/held", "nl", DATA["posts/held"]).plain.startswith("Je bericht")
    returned = letters.render("posts/returned", "en", DATA["posts/returned"])
    assert returned.plain.startswith("Your message")


@pytest.mark.parametrize("source", ["", "Dear Ann\n", "Subject: x\nat once\n", "subject: x\n\ny\n"])
def test_a_template_must_have_the_shape_of_a_letter(tmp_path: Path, source: str) -> None:
    """A file without a Subject line and an empty line is refused, by its name."""
    path = tmp_path / "en" / "posts" / "odd.txt.j2"
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"odd\.txt\.j2"):
        Letters([tmp_path]).render("posts/odd", "en", {})


@pytest.mark.parametrize(
    ("octets", "said"),
    [(10 << 20, "10 MB"), (26_000_000, "24 MB"), (300_000, "292 kB"), (5, "1 kB")],
)
def test_sizes_are_said_as_people_say_them(letters: Letters, octets: int, said: str) -> None:
    """A size is named in whole MB or kB, and never as more than it is."""
    data = {**DATA["posts/too_large"], "max_bytes": octets}
    assert f"larger than {said}," in letters.render("posts/too_large", "en", data).plain
