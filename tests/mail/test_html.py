"""HTML to text: no word lost, links readable, quotes marked, and linear in whatever comes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.html import html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("just text", "just text"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("a\n  b\t<b>c</b> <i> d</i>e", "a b c de"),
        ("caf&eacute; &lt;x&gt; &#8364; &nbsp; &bogus; &#0;", "café <x> € &bogus; \ufffd"),
        ("&#" + "9" * 5000 + ";!", "\ufffd!"),
        ("<ul><li>one<li>two</ul>after", "- one\n- two\n\nafter"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a b\nc"),
        ("<pre>a\n   b</pre>c", "a\n   b\n\nc"),
        ("<h1>Title</h1>text", "Title\n\ntext"),
        ("a<hr>b", "a\n----------\nb"),
        ("<img alt='A  map'><img src=x>", "[A map]"),
        ("<div>-- <br>Ann</div>", "-- \nAnn"),
    ],
)
def test_blocks_lines_and_characters(markup: str, text: str) -> None:
    """What a browser would show on lines of its own is on lines of its own."""
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<a href='https://example.org/x?a=1&amp;b=2'>here</a>", "here <https://example.org/x?a=1&b=2>"),
        ("<a href='https://example.org/'>example.org</a>", "example.org"),
        ("<a href='https://example.org/'>https://example.org</a>", "https://example.org"),
        ("<a href='mailto:ann@example.org?subject=x'>Ann</a>", "Ann <ann@example.org>"),
        ("<a href=mailto:ann@example.org>ann@example.org</a>", "ann@example.org"),
        ("<a href='javascript:alert(1)'>here</a>", "here"),
        ("<a href='#top'>top</a>", "top"),
        ("<a href='https://example.org/'><img src=x></a>", ""),
        ("<a href='https://example.org/a'>one <a href='https://example.org/b'>two",
         "one  <https://example.org/a>two <https://example.org/b>".replace("  ", " ")),
        ("<a href='https://example.org/" + "x" * 3000 + "'>here</a>", "here"),
    ],
)  # fmt: skip
def test_links_stay_readable(markup: str, text: str) -> None:
    """Where the text does not show where a link leads, its address follows."""
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<blockquote type=cite>b<br>c</blockquote>d", "a\n\n> b\n> c\n>\nd"),
        ("<blockquote class='gmail_quote'>b<blockquote type='cite'>c</blockquote></blockquote>",
         "> b\n>\n> > c\n> >"),
        ("<blockquote style='border-left: 2px solid blue'>b</blockquote>", "> b\n>"),
        ("Ann wrote:<blockquote>b</blockquote>", "Ann wrote:\n\n> b\n>"),
        ("As the poet says<blockquote>b</blockquote>", "As the poet says\n\nb"),
        ("</blockquote>a</blockquote>", "a"),
        ("<blockquote type=cite>" * 30 + "a", "> " * 8 + "a"),
    ],
)  # fmt: skip
def test_quotes_are_marked(markup: str, text: str) -> None:
    """What a program marks as quoted begins with ">"; a paragraph merely indented does not."""
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<html><head><title>t</title><style>p{}</style></head><body>a</body></html>", "a"),
        ("a<style type='text/css'>p > b {}</style>b<SCRIPT>x()</SCRIPT >c", "abc"),
        ("a<!-- no -->b<!---->c<!-->d", "abcd"),
        ("<!--[if mso]>x<![endif]--><!--[if !mso]><!-->a<!--<![endif]-->", "a"),
        ("<![if !vml]>a<![endif]><?xml:namespace x ?>b<!DOCTYPE html>", "ab"),
        ("a<style>never closed", "anever closed"),
        ("a <!-- never closed", "a <!-- never closed"),
        ("1 < 2 > 0 <3", "1 < 2 > 0 <3"),
        ("<p title='a > b'>c", "c"),
        ('<p title="never closed>a</p>b', "a\n\nb"),
        ("<o:p>a</o:p><custom-tag>b</custom-tag>", "ab"),
        ("<b", "<b"),
    ],
)
def test_what_nobody_sees_goes_and_words_stay(markup: str, text: str) -> None:
    """Styles, scripts and comments are cut; what is broken is shown."""
    assert html_to_text(markup) == text


def test_deep_nesting_loses_nothing() -> None:
    """30,000 elements within each other still hold their text."""
    assert html_to_text("<div>" * 30_000 + "hello" + "</div>" * 30_000) == "hello"


@given(st.text(alphabet="<>/!-a=\"'& ;#x\n?[]") | st.text())
def test_any_markup_becomes_text(markup: str) -> None:
    """Nothing raises, and there is no space around the text."""
    text = html_to_text(markup)
    assert text == text.strip()


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "<a", "<![", "<?", "</a ", '<a b="', "<a b='", "&#", "&", "<script>", "<style></sty",
     "<", "<a href='https://x/'>y", "<blockquote type=cite>x", "<a x=\"> ", "<pre>\n", "<td>", " ", "a  "],
)  # fmt: skip
def test_crafted_markup_takes_no_long_time(piece: str) -> None:
    """Half a megabyte of broken tags takes well under two seconds."""
    before = time.process_time()
    html_to_text(piece * (500_000 // len(piece)))
    assert time.process_time() - before < 5
