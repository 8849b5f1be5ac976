"""A facilitator pastes a list; everybody on it is sorted, asked, reminded once, and left in peace."""

from __future__ import annotations

from pathlib import Path

from dgroup.server.scheduler import run_due
from tests.outgoing import fields
from tests.site import Home
from tests.stories.mailboxes import answer, mailbox, subjects, words, write
from tests.stories.test_joining import members as members_of
from tests.stories.world import World, world

BEA, CAT, DAN = (f"{name}@example.org" for name in ("bea", "cat", "dan"))
ANNA, BOB, CHLOE, DINA, EVE = (
    f"{name}@example.net" for name in ("anna", "bob", "chloe", "dina", "eve")
)
DAY_S = 86_400
LIST = """Dear friends,

We met in Nairobi, and I think you would like it here.
Bea

Anna Jansen <anna@example.net>
"Baker, Bob" <bob@example.net>;
- chloe@example.net
4. Dina Diaz (dina@example.net)
Eve Evers: eve@example.net
Dan <dan@example.org>
Anna <ANNA@example.net>
fay at example dot net
Gus Green
trouble@example.com
asked@example.com, said.no@example.com
"""


async def a_group(home: Home) -> int:
    """A group that Bea leads, where Dan is, one is banned, one asked, and one has said no."""
    group_id = await home.found("psc", DAN, title="Cocoa", join="invite", purpose="We grow cocoa.")
    await home.admit(group_id, BEA, role="facilitator")
    await home.admit(group_id, "trouble@example.com", status="banned")
    await home.admit(group_id, "asked@example.com", status="invited")
    no = await home.admit(group_id, "said.no@example.com", status="left")
    home.write("update member set invited_s = ? where status = 'invited'", home.clock.now_s - 9)
    home.write(
        "insert into audit (actor, action, object, group_id, detail, at_s)"
        " values ('said.no@example.com', 'declined to join', ?, ?, '{}', ?)",
        f"member {no}",
        group_id,
        home.clock.now_s - 9,
    )
    return group_id


def latest(everybody: World, who: str) -> str:
    """What somebody's latest mail says."""
    return words(mailbox(everybody, who)[-1])


async def days_go_by(everybody: World, days: int) -> None:
    """Let time pass, the daily job run, and its mail arrive."""
    home = everybody.town.home
    for _ in range(days):
        home.clock.move(DAY_S)
        await run_due(home.site, home.clock.now_s, "invitations")
        await everybody.come_to_rest()


async def test_a_list_is_pasted_and_people_answer(tmp_path: Path) -> None:
    """Twelve lines: five are asked, three say yes in three languages, one no, one is reminded."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(everybody, BEA, "invite", LIST, "psc-request")
        plan = latest(everybody, BEA)
        assert "Invite 5 people to Cocoa: Anna Jansen <" in plan
        assert f"Anna Jansen <{ANNA}>" in plan
        assert "We met in Nairobi" in plan
        assert mailbox(everybody, ANNA) == []

        await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])
        told = latest(everybody, BEA)
        assert "You have invited 5 people to Cocoa" in told
        assert "Already a member: Dan" in told
        assert "Asked not long ago, so not asked again: asked@example.com" in told
        assert "Said no not long ago, so not asked again: said.no@example.com" in told
        assert "Cannot be invited: trouble@example.com" in told
        assert "fay at example dot net Gus Green" in told
        for each in ("trouble@example.com", "asked@example.com", "said.no@example.com", DAN):
            assert mailbox(everybody, each) == []

        letter = latest(everybody, ANNA)
        assert "The invitation comes from Bea" in letter
        assert "I think you would like it here. Bea" in letter
        for who, said, language in ((ANNA, "yes", "en"), (BOB, "ja, graag!", "nl")):
            await answer(everybody, who, said, mailbox(everybody, who)[-1], "gmail", language)
        await answer(everybody, CHLOE, "", mailbox(everybody, CHLOE)[-1], "outlook", "fr")
        await answer(everybody, DINA, "no gracias", mailbox(everybody, DINA)[-1], "iphone", "es")
        for who in (ANNA, BOB, CHLOE):
            assert subjects(everybody, who)[-1] == "Welcome to Cocoa"

        await write(everybody, BEA, "invited", "", "psc-request")
        told = latest(everybody, BEA)
        assert "3 said yes, 1 said no, and 2 have not answered" in told
        assert "Eve Evers, eve@example.net since 21 November 2026" in told
        assert "Said no: Dina Diaz" in told


async def test_one_reminder_and_then_silence(tmp_path: Path) -> None:
    """After a week, once; both letters can still be answered, and a no ends it all."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(everybody, BEA, "invite", f"{ANNA}\n{EVE}\n{BOB}", "psc-request")
        await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])
        await answer(everybody, BOB, "no thanks", mailbox(everybody, BOB)[-1])
        await days_go_by(everybody, 6)
        assert len(mailbox(everybody, EVE)) == 1
        await days_go_by(everybody, 60)
        first, reminder = mailbox(everybody, EVE)
        assert subjects(everybody, EVE)[1] == "Would you like to join Cocoa?"
        assert fields(reminder, "In-Reply-To") == fields(first, "Message-ID")
        assert len(mailbox(everybody, BOB)) == 2  # the invitation, and the answer to the no

        await write(everybody, BEA, "invited", "", "psc-request")
        assert "anna@example.net since 21 November 2026, reminded" in latest(everybody, BEA)
        await answer(everybody, EVE, "yes", first)
        await answer(everybody, ANNA, "yes please", mailbox(everybody, ANNA)[-1])
        for who in (EVE, ANNA):
            assert subjects(everybody, who)[-1] == "Welcome to Cocoa"


async def test_people_are_added_and_get_out(tmp_path: Path) -> None:
    """Members at once, with the welcome; one word takes them out, words about oneself present."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home)
        await home.admit(group_id, "gone@example.com", status="left")
        body = f"add:\nCome in, and say hello.\n\nAnna <{ANNA}>\n{EVE}\n{DAN}\ngone@example.com"
        await write(everybody, BEA, "", body, "psc-request")
        assert f"Add 2 people to Cocoa at once: Anna <{ANNA}> {EVE}" in latest(everybody, BEA)
        await answer(everybody, BEA, "yes", mailbox(everybody, BEA)[-1])
        told = latest(everybody, BEA)
        assert "You have added 2 people" in told
        assert "You can invite them: Gone" in told

        notice = latest(everybody, ANNA)
        assert notice.startswith("Bea has added you to the group Cocoa")
        assert "Come in, and say hello." in notice
        assert "We grow cocoa." in notice
        await answer(everybody, ANNA, "No thanks", mailbox(everybody, ANNA)[-1], "outlook")
        assert subjects(everybody, ANNA)[-1] == "You have left Cocoa"
        said = "I am Eve, and I grow cocoa in Ghana with my two sisters since 2011."
        await answer(everybody, EVE, said, mailbox(everybody, EVE)[-1])
        assert home.rows("select text from introduction") == [(said,)]
        assert home.rows("select status from member where status = 'left'") == [("left",)] * 3


async def test_the_way_out_lasts_for_ninety_days(tmp_path: Path) -> None:
    """Whoever reads the notice weeks later is out by the same word, and may undo it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(everybody, BEA, f"add {ANNA}", "", "psc-request")
        await answer(everybody, BEA, "ok", mailbox(everybody, BEA)[-1])
        notice = mailbox(everybody, ANNA)[-1]
        await answer(everybody, ANNA, "thanks!", notice)
        home.clock.move(89 * DAY_S)
        await answer(everybody, ANNA, "no thanks", notice)
        assert subjects(everybody, ANNA)[1:] == ["You have left Cocoa"]
        await answer(everybody, ANNA, "undo", mailbox(everybody, ANNA)[-1])
        assert members_of(home, "psc")[ANNA] == "active"


async def test_members_who_write_the_words_mean_themselves(tmp_path: Path) -> None:
    """ "Remove" is to leave, for whoever is in charge of nothing."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(everybody, DAN, "remove", "", "psc-request")
        assert subjects(everybody, DAN) == ["You have left Cocoa"]
