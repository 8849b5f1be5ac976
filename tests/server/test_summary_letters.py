"""The summary of a time on a real site: what stands in it, what does not, and who cannot hurt."""

from __future__ import annotations

import email
import email.policy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from dgroup.domain.effects import Begin
from dgroup.domain.model import Activity
from dgroup.errors import Gone
from dgroup.mail import wire
from dgroup.server.summary_letters import as_written, asked, body_text, summary_mail, summary_text
from tests.server.summed import (
    ANN,
    BOB,
    CAT,
    DAY_S,
    PAIRS,
    ROUND,
    club,
    group_of,
    plain,
    post,
    summary,
    told,
    week,
)
from tests.site import Home, open_home
from tests.soak.archive import made


def squeezed(text: str) -> str:
    """A text with one blank for all white space."""
    return " ".join(text.split())


async def test_what_was_discussed_is_told_in_the_words_of_who_wrote(home: Home) -> None:
    """The conversation of two by its sentences, in order, with its writers and its address."""
    await week(home)
    data = await told(home)
    (thread,) = data["threads"]
    assert (thread["subject"], thread["posts"], thread["names"]) == ("Meetings", 2, ["Ann", "Bob"])
    assert thread["said"][0]["writer"] == "Ann"
    assert {each["writer"] for each in thread["said"]} == {"Ann", "Bob"}
    assert all(each["text"] in squeezed(f"{ROUND} {PAIRS}") for each in thread["said"])
    assert thread["reply_to"] == f"thread+{thread['id']}@lists.example.org"
    assert (data["posts"], data["people"], data["talks"]) == (3, 3, 2)


async def test_a_question_stands_among_questions_alone(home: Home) -> None:
    """It is not told twice; once somebody has answered, it is a conversation like others."""
    await week(home)
    data = await told(home)
    (question,) = data["questions"]
    assert (question["subject"], question["name"]) == ("Songs", "Cat")
    assert "without a book?" in question["text"]
    assert "Songs" not in [each["subject"] for each in (*data["threads"], *data["rest"])]
    home.write("update post set message_id = 'song' where subject = 'Songs'")
    await post(home, ANN, "I know one that we sing at school.", "Re: Songs", in_reply_to="song")
    home.write(
        "update post set thread_id = (select thread_id from post where message_id = 'song')"
        " where subject = 'Re: Songs'"
    )
    assert (await told(home))["questions"] == []


async def test_questions_stand_oldest_first_and_for_four_weeks(home: Home) -> None:
    """One of last week is still asked; of many the latest are told, the others only named."""
    await club(home)
    for number in range(8):
        home.clock.move(DAY_S)
        words = f"Who knows where seed number {number} can be bought near the river this year?"
        await post(home, ANN, words, f"Seed {number}")
    home.clock.move(DAY_S)
    data = await told(home, days=2)
    assert [each["subject"] for each in data["questions"]] == [f"Seed {n}" for n in range(3, 8)]
    assert [each["subject"] for each in data["older"]] == ["Seed 0", "Seed 1", "Seed 2"]
    home.clock.move(25 * DAY_S)
    later = await told(home, days=7)
    assert [each["subject"] for each in later["questions"]] == ["Seed 6", "Seed 7"]


async def test_who_is_new_is_named_with_a_line_and_nobody_who_hides(home: Home) -> None:
    """Not who conceals themselves, nor who never gave a name, nor who has left again."""
    group_id = await week(home)
    for name in ("eva", "finn", "gus", "hal", "ida"):
        await home.admit(
            group_id, f"{name}@example.org", status="left" if name == "hal" else "active"
        )
    home.write("update person set is_concealed = 1 where name = 'Finn'")
    home.write("update person set name = '' where name = 'Gus'")
    await introduce(home, group_id, "Eva", "Hello! I train teachers in three villages near Tamale.")
    data = await told(home, days=1)
    assert data["newcomers"] == [
        {"name": "Eva", "line": "I train teachers in three villages near Tamale."},
        {"name": "Ida", "line": ""},
    ]
    assert "Finn" not in json.dumps(data)
    assert (await told(home))["newcomers"][0]["name"] == "Eva"


async def introduce(home: Home, group_id: int, name: str, text: str) -> None:
    """Let somebody have presented themselves."""
    person_id = home.one("select id from person where name = ?", name)
    home.write(
        "insert into introduction (id, group_id, person_id, text, state, created_s)"
        " values (9001, ?, ?, ?, 'posted', ?)",
        *(group_id, person_id, text, home.clock.now_s),
    )
    address = f"{name.lower()}@example.org"
    mail = {"id": f"introduction.9001@{home.site.domain}"}
    await post(home, address, text, f"Introducing {name}", **mail)


async def test_an_introduction_is_no_conversation_until_many_answer(home: Home) -> None:
    """Its writer is told as new; what is said below it is named by all who introduce themselves."""
    group_id = await club(home)
    await home.admit(group_id, "eva@example.org")
    await introduce(home, group_id, "Eva", "I train teachers in three villages near Tamale.")
    data = await told(home)
    assert (data["threads"], data["rest"], data["questions"]) == ([], [], [])
    assert (data["posts"], data["talks"], data["more_topics"]) == (1, 0, 0)
    root = {"in_reply_to": f"introduction.9001@{home.site.domain}"}
    await post(home, ANN, "Welcome to all of us, and to the village.", "Re: Eva", **root)
    data = await told(home)
    assert data["threads"] == []
    assert [(each["subject"], each["posts"]) for each in data["rest"]] == [("Introductions", 1)]
    for number in range(1, 5):
        await home.admit(group_id, f"w{number}@example.org")
        await post(home, f"w{number}@example.org", f"{ROUND} We are {number}.", "Re: Eva", **root)
    (thread,) = (await told(home))["threads"]
    assert (thread["subject"], thread["posts"]) == ("Introductions", 5)
    assert "Eva" not in {each["writer"] for each in thread["said"]} | set(thread["names"])


async def test_who_introduces_themselves_after_a_while_is_told_then(home: Home) -> None:
    """By their words, in the week of these; who joined then was named a week before."""
    group_id = await club(home)
    await home.admit(group_id, "eva@example.org")
    home.clock.move(10 * DAY_S)
    await introduce(home, group_id, "Eva", "I train teachers in three villages near Tamale.")
    data = await told(home)
    assert [each["name"] for each in data["newcomers"]] == ["Eva"]
    assert (data["threads"], data["rest"]) == ([], [])


async def test_the_report_of_a_subgroup_names_who_wrote_it(home: Home) -> None:
    """It came in the name of the subgroup, and says by whom; so does the summary."""
    await week(home)
    await post(home, BOB, PAIRS, "Report of Milk", id=f"report.77@{home.site.domain}")
    home.write("update post set author_name = 'Milk' where message_id like 'report.%'")
    data = await told(home)
    assert {"Bob"} == {
        writer
        for each in data["threads"]
        if each["subject"] == "Report of Milk"
        for writer in (*each["names"], *(one["writer"] for one in each["said"]))
    }


async def test_subgroups_tell_what_they_talked_about(home: Home) -> None:
    """Not those that are hidden, private or closed, nor those where nobody wrote."""
    group_id = await week(home)
    for name in ("milk", "tea", "rice", "corn", "fish"):
        settings = {"tea": {"hidden": True}, "rice": {"private": True}}.get(name, {})
        await home.found(f"psc-{name}", ANN, BOB, title=name.title(), parent=group_id, **settings)
    for name in ("milk", "tea", "rice", "corn"):
        await post(home, ANN, "The words of a subgroup.", f"About {name}", to=f"psc-{name}")
    await post(home, BOB, "Other words of a subgroup.", "Cooling", to="psc-milk")
    home.write("update groups set archived_s = 1 where name = 'psc-corn'")
    data = await told(home)
    (milk,) = data["subgroups"]
    assert (milk["title"], milk["posts"], milk["people"]) == ("Milk", 2, 2)
    assert set(milk["subjects"]) == {"About milk", "Cooling"}
    assert not {"tea", "rice", "corn"} & set(re.findall(r"[a-z]+", json.dumps(data)))


async def test_dates_ahead(home: Home) -> None:
    """Until when cases can be chosen, and when subgroups report; nothing of people in charge."""
    group_id = await week(home)
    milk = await home.found("psc-milk", ANN, title="Milk", parent=group_id)
    now_s = home.clock.now_s
    begun = [
        (1, group_id, "cases", "choosing", {"closes_s": now_s + 5 * DAY_S}, now_s + DAY_S),
        (2, milk, "report", "planned", {}, now_s + 3 * DAY_S),
        (3, group_id, "handover", "asking", {}, now_s + 2 * DAY_S),
        (4, group_id, "cases", "closed", {}, now_s + 2 * DAY_S),
        (5, group_id, "cases", "choosing", {}, now_s - 2 * DAY_S),
    ]
    for number, at, kind, state, data, closes_s in begun:
        await home.perform(
            Begin(
                Activity(
                    9100 + number,
                    at,
                    kind,
                    "x",
                    "Milk" if kind == "report" else "",
                    state,
                    data,
                    0,
                    closes_s,
                    None,
                    now_s,
                )
            )
        )
    assert (await told(home))["dates"] == [
        {"kind": "report", "title": "Milk", "closes_s": now_s + 3 * DAY_S - 1},
        {"kind": "cases", "title": "", "closes_s": now_s + 5 * DAY_S - 1},
    ]


async def test_nothing_happened(home: Home) -> None:
    """Old questions and dates ahead are no news."""
    await week(home)
    assert (await told(home))["is_still"] is False
    home.clock.move(10 * DAY_S)
    data = await told(home)
    assert data["is_still"] is True
    assert len(data["questions"]) == 1


async def test_an_archive_that_was_brought_along_is_no_news(home: Home) -> None:
    """Though it came in these days."""
    await week(home)
    home.write("update post set is_import = 1 where subject like '%Meetings'")
    data = await told(home)
    assert (data["posts"], data["threads"]) == (1, [])


async def test_a_conversation_that_goes_on_is_told_from_where_it_stood(home: Home) -> None:
    """What was said before is not said again, even where it is quoted without a mark."""
    await week(home)
    home.clock.move(7 * DAY_S)
    await post(
        home,
        BOB,
        f"The pairs were a great success.\n\n{ROUND}",
        "Re: Meetings",
        in_reply_to="round@x.example",
    )
    (thread,) = (await told(home, days=6))["threads"]
    assert thread["is_new"] is False
    assert [each["text"] for each in thread["said"]] == ["The pairs were a great success."]


async def test_the_mark_of_a_list_in_all_subjects_is_left_out(home: Home) -> None:
    """And marks of answers; a mark that only some have stays."""
    await club(home)
    for subject in ("[old] One", "Re: 回复: [old] Two", "[old] [call] Three", "[Old] Four"):
        await post(home, ANN, "These are some words for everybody to read.", subject)
    data = await told(home)
    found = {each["subject"] for each in data["threads"]}
    assert found == {"One", "Two", "[call] Three", "Four"}
    assert data["people"] == 1


HOSTILE = [
    "== To answer: write to thread+99@lists.example.org and nobody else, please do so at once.",
    "Write to thread+99@lists.example.org, where all of us will answer what you have to say.",
    '===\nYou can reply with:\n\n- "leave" to have a much better life than you have here now',
    "=== 3. Pay here, and your village will have all the water that it needs for many years",
]


@pytest.mark.parametrize("body", HOSTILE)
async def test_nobody_writes_a_line_of_the_letter(home: Home, body: str) -> None:
    """Words that look like ours are left out, or stand behind a blank."""
    await week(home)
    await post(
        home, CAT, f"{body}\n\n{ROUND}", "=== 9. (x) ===\u2028== To answer: a@b", id="h@x.example"
    )
    await post(home, BOB, body, "Re: it", in_reply_to="h@x.example")
    text = await plain(home)
    assert "thread+99" not in text
    ours = [line for line in text.split("\n") if line.startswith("=")]
    known = re.compile(r"=== (?:What|Also|Still|New)|={6}$|== To answer: thread\+\d+@\S+$")
    assert all(known.match(line) for line in ours), ours
    assert text.count("You can reply with:") == 1


async def test_the_mail_of_a_summary(home: Home) -> None:
    """From the group's robot to the group, with the fields of a list, and flowing words."""
    await week(home)
    group = await group_of(home)
    copy = await summary_mail(home.site, group, summary(group, await told(home), home.clock.now_s))
    content = b"".join(copy.content)
    assert not wire.flaws(content.replace(b"\r\n..", b"\r\n."))
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail["From"] == "Club <psc-request@lists.example.org>"
    assert mail["Reply-To"] == "digest+71@lists.example.org"
    assert mail["Message-ID"] == "<digest.71@lists.example.org>"
    assert mail["List-Id"] == "Club <psc.lists.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "The week in Club: Meetings · Songs"
    words = mail.get_content()
    assert "begin with its number" in squeezed(words)
    assert re.search(r"^  Ann: .* \r?$", words, re.MULTILINE), "a line that goes on"


async def test_what_a_facilitator_wrote_stands_as_written(home: Home) -> None:
    """Line by line, behind a blank, in the place of what was put together; signed, below a word."""
    await week(home)
    body = "Dear all,\n- one\n- two\n===\nYou can reply with:\n\n" + "long " * 30
    text = await plain(home, body=body, preface="See you\non Friday!", signed_by="Bea")
    assert "\n Dear all,\n - one\n - two\n ===\n You can reply with:\n\n long long" in text
    assert "Bea writes:\n\n See you\n on Friday!\n" in text
    assert "(Edited by Bea.)" in text
    assert "What was talked about" not in text
    assert max(map(len, text.split("\n"))) <= 72


async def test_an_edited_page_still_says_what_it_is_about_and_how_to_answer(home: Home) -> None:
    """Its subject names the topics that were left in it; numbers are spoken of where there are."""
    await week(home)
    group, data = await group_of(home), await told(home)
    body = body_text(home.site, group, data, "en")

    def sent(text: str) -> tuple[str, str]:
        letter = summary_text(home.site, group, {**data, "body": text, "signed_by": "Bea"}, "en")
        return letter.subject, squeezed(letter.plain)

    subject, words = sent(body.replace("in pairs", "two by two"))
    assert subject == "The week in Club: Meetings · Songs"
    assert "begin with its number on a line of its own" in words
    subject, words = sent(body[: body.index("=== Still")])
    assert subject == "The week in Club: Meetings"
    subject, words = sent("We talked a lot.")
    assert subject == "The week in Club"
    assert "just reply to this mail" in words
    assert "number" not in words


def test_a_body_keeps_its_own_margins() -> None:
    """What stands behind blanks stays where it is."""
    assert as_written("=== A\n\n words\n    more\n\n") == " === A\n\n words\n    more"
    assert as_written("") == ""


@pytest.mark.parametrize("language", ["en", "nl", "fr", "es"])
async def test_the_body_of_a_draft_is_the_body_of_the_letter(home: Home, language: str) -> None:
    """In each language, without the lines around it."""
    await week(home)
    group, data = await group_of(home), await told(home)
    body = body_text(home.site, group, data, language)
    assert body.startswith("=== ")
    assert body.strip() in await plain(home, language)
    assert "\n======" not in body


async def test_a_summary_of_what_is_gone(home: Home) -> None:
    """Whatever was asked for when it was there."""
    group_id = await week(home)
    for wanted in (
        {"group": 999_999, "since_s": 0, "until_s": 1},
        {"group": group_id, "thread": 999_999, "until_s": home.clock.now_s},
    ):
        with pytest.raises(Gone):
            await asked(home.site, wanted)


async def test_every_sentence_shown_stands_in_a_post(home: Home) -> None:
    """Whatever was written, white space aside: R29."""
    await club(home, post="anyone", max_post_size=10_000_000, introductions="off")
    for mail in made(seed=5, count=150):
        home.clock.move(600)
        await home.receive(mail, sender="w@example.com")
    data = await told(home)
    words = {
        id_: squeezed(text) for id_, text in home.rows("select post_id, own_text from post_text")
    }
    shown: list[Any] = [each for one in data["threads"] for each in one["said"]]
    shown += data["questions"]
    assert len(data["threads"]) > 3
    for each in shown:
        assert squeezed(each["text"]).removesuffix("…").strip() in words[each["post_id"]]


async def test_a_program_of_the_operators_has_its_words_marked(blank: Path, tmp_path: Path) -> None:
    """What it says stands in the place of sentences, and says so; not where somebody waits for it."""
    program = {"summaries__method": "command", "summaries__command": '["tail", "-n", "1"]'}
    async with open_home(blank, tmp_path / "site", **program) as home:
        group_id = await week(home)
        text = await plain(home)
        assert "The pairs then tell all of us one thing" in squeezed(text)
        assert "== These are the words of a program, not of those who wrote." in text
        now_s = home.clock.now_s
        wanted = {"group": group_id, "since_s": now_s - 7 * DAY_S, "until_s": now_s}
        data: dict[str, Any] = dict(await asked(home.site, wanted))
        assert data["threads"][0]["told"] == ""
