"""The one way in: every kind of address, every kind of trouble, one transaction for all of it."""

from __future__ import annotations

import pytest

from dgroup.mail import sign
from tests.site import NOON_S, OWNER, Home, outcomes
from tests.writing import DOMAIN, letter

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"


async def test_a_post_is_taken_with_all_its_consequences(home: Home) -> None:
    """Letter, post, thread, copies and account are there when the reply is."""
    group_id = await home.found("psc", ANN, BOB)
    (reply,) = await home.receive()
    assert (reply.outcome, reply.group, reply.to) == ("posted", "psc", f"psc@{DOMAIN}")
    assert home.one("select content from letter") == letter()
    assert home.rows("select id, group_id, recipients from post") == [(reply.post_id, group_id, 2)]
    assert home.queued() == [("post", "2 members", 0)]
    assert home.accounts() == [("psc", "posted", "")]
    assert home.one("select subject_id from account") == reply.post_id
    assert home.site.outbox_filled.is_set()
    assert reply.effects[0].startswith(f"Publish {reply.post_id} in new thread")
    assert reply.steps[-1] == "no check objects"


async def test_one_mail_to_many_addresses_is_one_letter(home: Home) -> None:
    """Each recipient is judged alone, and the mail is stored once (LMTP says them all)."""
    await home.found("psc", ANN, post="moderated")
    await home.found("garden", ANN, BOB)
    replies = await home.receive(
        None, "garden", "psc", "nobody", "GARDEN", "psc-owner", "digest+abc", "x@other.example"
    )
    assert outcomes(replies) == [
        ("posted", ""),
        ("held", "moderated"),
        ("refused", "unknown_group"),
        ("duplicate", ""),  # the same group once more
        ("forwarded", "owner"),
        ("refused", "unknown_group"),
        ("refused", "unknown_domain"),
    ]
    assert home.one("select count(*) from letter") == 1
    assert [to for to, *_ in home.accounts()] == [
        *("garden", "psc", "GARDEN", "psc-owner"),
        *("nobody", "digest+abc", "x"),  # refused while others were taken
    ]
    assert home.queued() == [
        ("post", "2 members", 0),
        ("notice", ANN, 0),
        ("notice", OWNER, 0),  # who is asked what to do with it
        ("forward", OWNER, 0),
    ]


async def test_the_first_who_is_taken_brings_the_letter(home: Home) -> None:
    """Refusals before it do not lose the mail of those who come after."""
    await home.found("psc", ANN)
    replies = await home.receive(None, "nobody", "digest+abc", "psc")
    assert [reply.outcome for reply in replies] == ["refused", "refused", "posted"]
    assert home.one("select count(*) from letter join post on post.letter_id = letter.id") == 1


async def test_what_is_refused_leaves_nothing(home: Home) -> None:
    """A mail that nobody here takes is not stored."""
    await home.found("psc", ANN)
    replies = await home.receive(None, "nobody", "nobody-join", "digest+abc")
    assert {reply.outcome for reply in replies} == {"refused"}
    for table in ("letter", "account", "delivery", "shunted"):
        assert home.one(f"select count(*) from {table}") == 0


async def test_the_same_mail_again_changes_nothing_but_its_account(home: Home) -> None:
    """A client that did not hear our 250 sends again: one post, one copy each (R7)."""
    await home.found("psc", ANN, BOB)
    (first,) = await home.receive()
    again = b"Received: by relay.example; Sat, 21 Nov 2026 12:01:00 +0000\r\n" + letter()
    (second,) = await home.receive(again)
    assert (second.outcome, second.post_id) == ("duplicate", first.post_id)
    assert home.one("select count(*) from post") == 1
    assert home.queued() == [("post", "2 members", 0)]
    assert home.accounts() == [("psc", "posted", ""), ("psc", "duplicate", "")]


async def test_without_message_id_the_same_mail_is_still_the_same(home: Home) -> None:
    """An id is made of the mail itself, so that a second arrival is known."""
    await home.found("psc", ANN)
    mail = letter(id=None)
    assert outcomes(await home.receive(mail)) == [("posted", "")]
    assert outcomes(await home.receive(mail)) == [("duplicate", "")]
    assert outcomes(await home.receive(letter(id=None, body="Other words"))) == [("posted", "")]


async def test_other_words_under_the_same_id_wait_for_a_person(home: Home) -> None:
    """A Message-ID used twice is held, and held once (R7)."""
    await home.found("psc", ANN)
    await home.receive()
    other = letter(body="Quite another thing.")
    assert outcomes(await home.receive(other)) == [("held", "changed")]
    assert outcomes(await home.receive(other)) == [("duplicate", "")]
    third = letter(body="And a third.")
    assert outcomes(await home.receive(third)) == [("held", "changed")]
    assert home.one("select count(*) from held") == 2


async def test_a_held_mail_again_is_held_once(home: Home) -> None:
    """What waits for a facilitator waits once, and its author is told once."""
    await home.found("psc", ANN, post="moderated")
    await home.receive()
    assert outcomes(await home.receive()) == [("duplicate", "")]
    assert home.queued() == [("notice", ANN, 0), ("notice", OWNER, 0)]
    other = letter(body="The same id, other words.")
    assert outcomes(await home.receive(other)) == [("held", "moderated")]


async def test_an_observers_post_goes_to_the_facilitators_once(home: Home) -> None:
    """Forwarded, never posted, and not twice for a second arrival (DECISIONS 4)."""
    group_id = await home.found("psc", BOB)
    await home.admit(group_id, ANN, role="observer")
    await home.admit(group_id, "boss@example.org", role="facilitator")
    assert outcomes(await home.receive()) == [("forwarded", "observer")]
    assert outcomes(await home.receive()) == [("duplicate", "")]
    assert home.queued() == [("forward", "1 members", 0)]
    assert home.one("select count(*) from post") == 0


@pytest.mark.parametrize("word", ["psc-owner", "admin.psc", "psc+facilitators", "psc-request"])
async def test_mail_for_the_people_in_charge_is_sent_on(home: Home, word: str) -> None:
    """To the group's facilitators, whoever writes, and once for the same mail."""
    group_id = await home.found("psc")
    await home.admit(group_id, BOB, role="facilitator")
    mail = letter(sender=EVE, to=f"{word}@{DOMAIN}")
    (reply,) = await home.receive(mail, word, sender=EVE)
    assert (reply.outcome, reply.group) == ("forwarded", "psc")
    assert home.queued() == [("forward", "1 members", 0)]
    assert outcomes(await home.receive(mail, word.upper(), sender=EVE)) == [("duplicate", "")]
    other = letter(sender=EVE, to=f"{word}@{DOMAIN}", body="Same id, other words.")
    assert (await home.receive(other, word, sender=EVE))[0].outcome == "forwarded"


async def test_one_mail_for_the_people_of_two_groups_goes_to_both(home: Home) -> None:
    """What one group's facilitators have had, another's have not."""
    for name, boss in (("psc", ANN), ("garden", BOB)):
        await home.admit(await home.found(name), boss, role="facilitator")
    replies = await home.receive(None, "psc-owner", "garden-owner", "abuse", "garden-admin")
    assert [reply.outcome for reply in replies] == ["forwarded"] * 3 + ["duplicate"]


async def test_mail_for_the_people_in_charge_climbs(home: Home) -> None:
    """The group's own, else the parent's, else whoever runs the site (DECISIONS 5)."""
    school = await home.found("school")
    psc = await home.found("psc", parent=school)
    await home.receive(letter(id="1"), "psc-owner")
    await home.admit(school, ANN, role="facilitator")
    await home.receive(letter(id="2"), "psc-owner")
    await home.admit(psc, BOB, role="facilitator")
    await home.receive(letter(id="3"), "psc-owner")
    assert home.rows("select address, members is null from delivery order by id") == [
        (OWNER, 1),
        (None, 0),
        (None, 0),
    ]
    bosses = home.rows(
        "select address.address from delivery, json_each(delivery.members) as wanted"
        " join member on member.id = wanted.value"
        " join address on address.person_id = member.person_id order by delivery.id"
    )
    assert bosses == [(ANN,), (BOB,)]


@pytest.mark.parametrize("word", ["postmaster", "abuse", "POSTMASTER"])
async def test_mail_for_the_operator_is_sent_on(home: Home, word: str) -> None:
    """RFC 5321 §4.5.1 and RFC 2142: somebody reads it."""
    (reply,) = await home.receive(letter(sender=EVE), word, sender=EVE)
    assert (reply.outcome, reply.reason, reply.group) == ("forwarded", word.lower(), None)
    assert home.queued() == [("forward", OWNER, 0)]


async def test_postmaster_needs_no_domain(home: Home) -> None:
    """The bare word is an address."""
    await home.found("psc")
    (reply,) = await home.receive(letter(sender=EVE), f"postmaster@{DOMAIN}", sender=EVE)
    assert reply.outcome == "forwarded"


async def test_what_we_sent_on_does_not_come_round_again(home: Home) -> None:
    """A mail with our mark of that address dies, by whichever word it returns."""
    group_id = await home.found("psc")
    await home.admit(group_id, BOB, role="facilitator")
    for word in ("psc-owner", "psc-admin", "owner.psc"):
        mail = letter(id=word, x_loop=f"psc-owner@{DOMAIN}")
        assert outcomes(await home.receive(mail, word)) == [("discarded", "loop")]
    many = b"Received: by a.example; Sat, 21 Nov 2026 12:00:00 +0000\r\n" * 100 + letter()
    assert outcomes(await home.receive(many, "psc-owner")) == [("refused", "too_many_hops")]
    assert home.queued() == []


async def test_machines_are_not_sent_on_to_people(home: Home) -> None:
    """An automatic answer to what was forwarded would be answered again, for ever (R6)."""
    await home.found("psc")
    vacation = letter(auto_submitted="auto-replied")
    assert outcomes(await home.receive(vacation, "psc-owner")) == [("discarded", "automatic")]
    assert outcomes(await home.receive(letter(), "psc-owner", sender="")) == [
        ("discarded", "automatic")
    ]
    # The operator gets the reports of other machines, but not the echo of their own.
    own = letter(id="own", sender=OWNER, auto_submitted="auto-replied")
    assert outcomes(await home.receive(own, "postmaster")) == [("discarded", "automatic")]
    assert outcomes(await home.receive(vacation, "postmaster")) == [("forwarded", "postmaster")]


async def test_an_alias_leads_to_its_group(home: Home) -> None:
    """A former name takes posts and mail for the people in charge, under the name of today."""
    group_id = await home.found("club", ANN)
    home.write("insert into alias values ('psc', ?)", group_id)
    home.site.forget_names()
    posted, sent_on = await home.receive(None, "psc", "psc-owner")
    assert (posted.outcome, posted.group) == ("posted", "club")
    assert (sent_on.outcome, sent_on.group) == ("forwarded", "club")


async def test_a_group_that_has_just_gone_is_unknown(home: Home) -> None:
    """Names are remembered for a moment; a group that was deleted meanwhile takes nothing."""
    await home.found("psc", ANN)
    await home.site.names()
    home.write("delete from groups")
    assert outcomes(await home.receive(None, "psc", "psc-owner")) == [
        ("refused", "unknown_group"),
        ("refused", "unknown_group"),
    ]


async def test_a_forged_sender_gains_nothing(home: Home) -> None:
    """The author is the first From; the envelope counts only where From names nobody (DECISIONS 2)."""
    await home.found("psc", ANN)
    assert outcomes(await home.receive(letter(id="1"), sender=EVE)) == [("posted", "")]
    by_eve = letter(id="2", sender=f"Eve <{EVE}>, Ann <{ANN}>")
    assert outcomes(await home.receive(by_eve, sender=ANN)) == [("held", "not_member")]
    by_nobody = letter(id="3", sender="")
    assert outcomes(await home.receive(by_nobody, sender=ANN)) == [("posted", "")]


async def test_strangers_are_never_answered(home: Home) -> None:
    """Two hundred forged strangers: all held, and not one mail goes out (R5)."""
    await home.found("psc", ANN)
    for n in range(200):
        mail = letter(id=f"spam{n}", sender=f"Victim <victim{n}@elsewhere.example>")
        assert outcomes(await home.receive(mail)) == [("held", "not_member")]
    assert home.queued() == []
    assert home.one("select count(*) from held where state = 'waiting'") == 200


async def test_answers_to_one_person_have_an_end(home: Home) -> None:
    """Ten notices a day to a person, whichever of their addresses is written from (R5)."""
    await home.found("psc", ANN, post="moderated")
    person_id = home.one("select person_id from address")
    home.write(
        "insert into address values (9001, ?, ?, ?, null, 0, null, '', 1)", person_id, BOB, BOB
    )
    for n in range(15):
        await home.receive(letter(id=f"m{n}", sender=(ANN, BOB)[n % 2], body=f"No {n}"))
    assert home.queued().count(("notice", ANN, 0)) == 10
    home.clock.move(86_401)
    await home.receive(letter(id="next day"))
    assert home.queued().count(("notice", ANN, 0)) == 11


async def test_a_subgroup_member_is_told_that_this_is_the_parent(home: Home) -> None:
    """A known person who is no member here is told once, in the group's language."""
    school = await home.found("school", language="nl")
    await home.found("psc", ANN, parent=school)
    assert outcomes(await home.receive(None, "school")) == [("held", "not_member")]
    assert home.queued() == [("notice", ANN, 0)]
    notice = home.one("select notice from delivery")
    assert '"template":"posts/not_in_parent"' in notice
    assert '"language":"nl"' in notice


def token(home: Home, post_id: int, member_id: int, day: int = NOON_S // 86_400) -> str:
    """A return path's token, as a copy would have carried it."""
    return sign.sign(home.site.keys, sign.BOUNCES, (post_id, member_id), day)


async def test_a_return_path_that_comes_home_is_noted(home: Home) -> None:
    """From the null sender, with a sound token, in any case: it names post and member (R14)."""
    group_id = await home.found("psc")
    ann = await home.admit(group_id, ANN)
    bounce = letter(sender="MAILER-DAEMON@example.org", auto_submitted="auto-replied")
    address = f"bounces+{token(home, 77, ann)}"
    for each in (address, address.upper()):
        (reply,) = await home.receive(bounce, each, sender="")
        assert (reply.outcome, reply.reason) == ("bounce", "")
    assert (
        home.rows("select group_id, post_id, address_id is not null from bounce")
        == [(group_id, 77, 1)] * 2
    )
    assert home.accounts() == [("bounces", "bounce", "")] * 2  # the token is not written down
    assert home.queued() == []


@pytest.mark.parametrize("trouble", ["forged", "old", "a person's mail", "other purpose"])
async def test_a_return_path_that_proves_nothing_blames_nobody(home: Home, trouble: str) -> None:
    """Unsigned, expired or not from the null sender: counted, never scored (R14)."""
    group_id = await home.found("psc")
    ann = await home.admit(group_id, ANN)
    good = token(home, 77, ann)
    address = {
        "forged": good[:-1] + ("a" if good[-1] != "a" else "b"),
        "old": token(home, 77, ann, NOON_S // 86_400 - 61),
        "a person's mail": good,
        "other purpose": sign.sign(home.site.keys, "leaving", (77, ann), NOON_S // 86_400),
    }[trouble]
    sender = EVE if trouble == "a person's mail" else ""
    (reply,) = await home.receive(letter(), f"bounces+{address}", sender=sender)
    assert (reply.outcome, reply.reason) == ("bounce", "unsigned")
    assert home.rows("select address_id, post_id from bounce") == [(None, None)]
