"""Twenty-seven people become four case groups, by mail alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server.scheduler import run_due
from tests.mail.clients import CLIENTS
from tests.outgoing import fields
from tests.peers import Mail
from tests.site import Home, letter
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import World, world

BEA, LATE, EVE = "bea@example.org", "late@example.org", "eve@example.net"
PEOPLE = [f"person{number}@example.org" for number in range(1, 28)]
DAY_S = 86_400
CASES = """These are our cases:

1. kenya: Dairy in Kenya
   Two hundred farmers share one cooler. Who pays for the second one?
2. Coffee in Peru
3. Youth at work in Mali
4. Tea in Malawi

until 1 December

Thanks,
Bea"""

# What each person says, in the language of their mail program; the last three say nothing.
SAID = [
    ("en", "1"),
    ("en", "1, 2"),
    ("nl", "mijn eerste keuze is 1"),
    ("fr", "le premier choix : 1, le deuxième : 3"),
    ("es", "Prefiero Kenia, y luego Perú"),
    ("en", "Kenya please!"),
    ("nl", "Graag 1, anders 4"),
    ("fr", "1 puis 2"),
    ("es", "la primera, por favor"),
    ("en", "1st: 1, 2nd: 2"),
    ("en", "2 then 4"),
    ("nl", "de tweede"),
    ("fr", "Le café au Pérou"),
    ("es", "2 y 3"),
    ("en", "#2"),
    ("en", "I'd like 3 because I worked in Mali for 4 years"),
    ("nl", "Liefst nummer 3, want dat ken ik"),
    ("fr", "Je voudrais le 3, sinon le 2"),
    ("es", "elijo el número 3"),
    ("en", "Youth at work"),
    ("nl", "4"),
    ("fr", "le thé : 4"),
    ("es", "4, si no 1"),
    ("en", "any"),
]
FIRST = [1] * 10 + [2] * 5 + [3] * 5 + [4] * 3 + [0]


async def a_group(home: Home) -> int:
    """A group of twenty-seven, which Bea facilitates."""
    group_id = await home.found(
        "psc", *PEOPLE, title="Private Sector", introductions="off", subject_prefix=True
    )
    await home.admit(group_id, BEA, role="facilitator")
    return group_id


async def pass_time(everybody: World, seconds: int) -> None:
    """Let time pass; what is due is done, and its mail arrives."""
    home = everybody.town.home
    home.clock.move(seconds)
    await run_due(home.site, home.clock.now_s, "activities")
    await everybody.come_to_rest()


async def begin(everybody: World) -> None:
    """Bea lays the cases before the group, and says yes to the plan."""
    await write(everybody, BEA, "cases", CASES, "psc-request")
    plan = mailbox(everybody, BEA)[-1]
    assert "Nothing has happened yet" in words(plan)
    assert "Ask 27 people in Private Sector" in words(plan)
    await answer(everybody, BEA, "yes", plan, "thunderbird")
    await pass_time(everybody, 60)


def groups(home: Home) -> dict[str, set[str]]:
    """Who is in which subgroup."""
    there: dict[str, set[str]] = {}
    for name, address in home.rows(
        "select groups.name, address.folded from member"
        " join groups on groups.id = member.group_id"
        " join address on address.person_id = member.person_id"
        " where groups.parent_id is not null and member.status = 'active'"
    ):
        there.setdefault(name, set()).add(address)
    return there


def moved(mail: Mail, address: str, before: str) -> str:
    """The quote of a proposal in which somebody's line has been put above another's."""
    lines = read_body(parse(mail.content)).full_text.split("\n")
    (line,) = [each for each in lines if f"<{address}>" in each]
    lines.remove(line)
    (there,) = [at for at, each in enumerate(lines) if f"<{before}>" in each]
    lines.insert(there, line)
    return "\n".join(f"> {each}".rstrip() for each in lines)


async def test_twenty_seven_people_become_four_groups(tmp_path: Path) -> None:
    """Asked, chosen in four languages, reminded, proposed, edited, made, and joined late."""
    async with world(tmp_path, limits__answers_per_address_per_day="50") as everybody:
        home = everybody.town.home
        await a_group(home)
        await begin(everybody)
        assert all(
            subjects(everybody, who) == ["Private Sector: which case do you choose?"]
            for who in PEOPLE
        )
        assert "Private Sector: people are choosing a case" in subjects(everybody, BEA)

        for at, (who, (language, said)) in enumerate(zip(PEOPLE, SAID, strict=False)):
            client = CLIENTS[at % len(CLIENTS)]
            await answer(everybody, who, said, mailbox(everybody, who)[0], client, language)
        kept = dict(
            home.rows(
                "select address.folded, value from activity_answer"
                " join address on address.person_id = activity_answer.person_id"
            )
        )
        assert [kept[who].partition(",")[0] for who in PEOPLE[:24]] == [
            str(each) if each else "any" for each in FIRST
        ]

        # Eve holds a ballot that was forwarded to her, and Bob writes on that of another.
        forwarded = mailbox(everybody, PEOPLE[0])[0]
        for forger in (EVE, PEOPLE[24]):
            await answer(everybody, forger, "4", forwarded)
        assert home.one("select count(*) from activity_answer") == 24
        assert len(mailbox(everybody, EVE)) == 1  # only a reply from the other address counts

        await pass_time(everybody, 9 * DAY_S)
        silent = [
            who for who in PEOPLE if any("still choose" in s for s in subjects(everybody, who))
        ]
        assert silent == PEOPLE[24:]
        await pass_time(everybody, DAY_S)
        # One of them has also heard that a reply in the place of another changed nothing.
        assert Counter(map(len, (subjects(everybody, who) for who in PEOPLE[24:]))) == {2: 2, 3: 1}

        await pass_time(everybody, DAY_S)
        proposal = found(everybody, BEA, "Private Sector: a proposal for 4 groups")
        assert "There are 27 people" in words(proposal)
        assert "and 3 have not answered" in words(proposal)
        assert fields(proposal, "Reply-To")[0].startswith("confirm+")

        # The silent are last; Bea puts one of them elsewhere, in the quote of her reply.
        quote = moved(proposal, PEOPLE[19], PEOPLE[20])
        body = f"Person20 has asked me for Malawi.\n\nOn Wednesday Private Sector wrote:\n{quote}"
        home.clock.move(60)
        mail = letter(f"Bea <{BEA}>", body=body, id="edit@example.org", subject="Re: a proposal")
        await everybody.write(mail, fields(proposal, "Reply-To")[0], sender=BEA)
        await everybody.come_to_rest()
        changed = mailbox(everybody, BEA)[-1]
        assert "Moved: Person20 to Tea in Malawi." in words(changed)
        await answer(everybody, BEA, "swap person20 and person25", changed, "gmail")
        swapped = mailbox(everybody, BEA)[-1]
        assert "with your changes" in words(swapped)
        assert groups(home) == {}
        await answer(everybody, BEA, "ok", swapped, "outlook")

        there = groups(home)
        assert there.keys() == {
            "psc-kenya",
            "psc-coffee-peru",
            "psc-youth-work-mali",
            "psc-tea-malawi",
        }
        assert sorted(map(len, there.values())) in ([6, 7, 7, 7], [5, 7, 7, 8], [6, 6, 7, 8])
        assert set().union(*there.values()) == set(PEOPLE)
        for who in PEOPLE:
            own = [each for each in subjects(everybody, who) if each.startswith("Your case group")]
            assert len(own) == 1, who
        of_first = mailbox(everybody, PEOPLE[0])[-1]
        assert "psc-kenya@lists.example.org" in words(of_first)
        assert "Two hundred farmers share one cooler." in words(of_first)
        assert not any(who in of_first.content.decode() for who in PEOPLE[1:])
        assert "the case groups are ready" in subjects(everybody, BEA)[-1]

        # Somebody says hello to their group, and nobody else hears it.
        await write(everybody, PEOPLE[0], "Hello all", "I know this cooler.", "psc-kenya")
        heard = {who for who in PEOPLE if "[psc-kenya] Hello all" in subjects(everybody, who)}
        assert heard == there["psc-kenya"]

        group_id = home.one("select id from groups where name = 'psc'")
        await home.admit(group_id, LATE)
        await pass_time(everybody, 60)
        late = mailbox(everybody, LATE)[-1]
        assert subjects(everybody, LATE) == ["Private Sector: which case group would you like?"]
        await answer(everybody, LATE, "Malawi, graag", late, "outlook", "nl")
        assert LATE in groups(home)["psc-tea-malawi"]
        assert subjects(everybody, LATE)[-1].endswith("Tea in Malawi")


async def test_four_even_groups_come_of_a_plain_ok(tmp_path: Path) -> None:
    """Seven, seven, seven and six; nobody loses a first choice that there is room for."""
    async with world(tmp_path, limits__answers_per_address_per_day="50") as everybody:
        home = everybody.town.home
        await a_group(home)
        await begin(everybody)
        for who, (language, said) in zip(PEOPLE, SAID, strict=False):
            await answer(everybody, who, said, mailbox(everybody, who)[0], "gmail", language)
        await write(everybody, BEA, "split", "split", "psc-request")
        proposal = mailbox(everybody, BEA)[-1]
        assert "20 get their first choice, 3 their second" in words(proposal)
        await answer(everybody, BEA, "ok", proposal, "apple_mail")
        there = groups(home)
        assert sorted(map(len, there.values())) == [6, 7, 7, 7]
        assert set(PEOPLE[10:15]) <= there["psc-coffee-peru"]
        assert set(PEOPLE[15:20]) <= there["psc-youth-work-mali"]
        assert set(PEOPLE[20:23]) <= there["psc-tea-malawi"]
        assert len(there["psc-kenya"] & set(PEOPLE[:10])) == 7
