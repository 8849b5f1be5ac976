"""How a company comes together: people are invited, and each says yes in their own way.

Nobody becomes a member but by a reply of their own. What a vacation program answers is no reply.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from dgroup.demo.company import FOLDER, Company, Said, read_company
from dgroup.demo.programs import compose, reply
from dgroup.demo.screen import Row
from dgroup.demo.script import Letter, Person
from dgroup.demo.show import Show
from dgroup.demo.views import counted, phone
from dgroup.domain.model import Role
from dgroup.mail.address import fold

_LANGUAGES: Final = {"en": "English", "nl": "Dutch", "fr": "French", "es": "Spanish"}
_ROLES: Final[dict[Role, str]] = {
    "facilitator": "facilitators",
    "resource": "resource persons",
    "observer": "observers",
    "member": "other members",
}
_SEEN: Final = "rosa"  # whose invitation is looked at


async def invitations(show: Show) -> None:
    """27 people are invited, in their languages; two do not come, and one does uninvited."""
    company, screen, group = read_company(show.script), show.screen, show.script.groups[0]
    scene = show.script.scene(FOLDER)
    await screen.title(scene.title)
    await show.work(company.invited_at.timestamp())
    pasted = company.beginning.invite.invited
    others = [each for each in company.invited if each.key not in pasted]
    await show.stage.invite(group, others, company.by, company.note)
    for each in others:
        show.owe(each.address, "invitations")
    await show.letters_came()
    languages = Counter(f"in {_LANGUAGES[each.language]}" for each in company.invited)
    screen.lines(
        [
            f"The {len(others)} others are in a file of the operator's, and invited by one",
            "command, `dgroup member invite`. In all:",
            f"{counted(languages)}.",
        ]
    )
    reader = company.person(_SEEN)
    screen.line()
    screen.lines([f"The invitation, as it lies on {reader.name}'s phone in {reader.place}:"])
    screen.line()
    if letter := show.latest(reader.address, "invitations"):
        screen.lines(phone(letter), 6)
    screen.line()
    await screen.pause(0.6)
    mails: list[Letter | Said] = [*scene.letters, *company.answers]
    for mail in sorted(mails, key=_when):
        if isinstance(mail, Letter):
            await _ask(show, mail)
        else:
            await _answer(show, company, mail)
    for each in show.script.members(group):
        if each.is_moderated:
            await show.stage.moderate(group, each)
    await _sum_up(show, company)


async def respond(show: Show, company: Company, said: Said) -> tuple[Letter, bool] | None:
    """Send a reply, or a mail of one's own; return it, and whether it went its way.

    None where there is nothing to answer.
    The mail goes to where the letter wants it, from the address that the writer uses.
    """
    person, by = company.person(said.key), company.writer(said)
    if said.to:
        answered = show.latest(person.address, said.to)
        if answered is None:
            return None
        content = reply(said.program, by, said.words, answered.mail, said.at)
    else:
        group = show.script.groups[0]
        content = compose(
            by, f"{group.name}-introduce@{show.script.domain}", "Hallo", said.words, said.at
        )
    letter = show.script.letter(content, said.note, said.outcome)
    return letter, await show.hand_in(letter, by.address)


async def tell(
    show: Show, person: Person, said: Said, result: str, detail: str, mood: str = "green"
) -> None:
    """Show a reply that has a note."""
    if not said.note:
        return
    show.turn_to(said.at)
    first = " ".join(said.words.split())
    words = f"“{first}”" if first else "(no words at all)"
    row = Row(f"{said.at:%H:%M}", person.name, person.place, words, said.note, result, detail, mood)
    await show.screen.row(row)


async def _answer(show: Show, company: Company, said: Said) -> None:
    """A reply to the invitation, and what comes of it."""
    person, group = company.person(said.key), show.script.groups[0]
    sent = await respond(show, company, said)
    if sent is None:
        return
    match said.outcome:
        case "confirmed":
            show.owe(person.address, "welcomes")
            if person.mail == "each":
                show.readers[group.name].add(fold(person.address))
            await show.letters_came()
            welcomed = f"in {_LANGUAGES[person.language]}"
            await tell(show, person, said, "joined", welcomed if sent[1] else "not so")
        case "confirmed declined":
            show.owe(person.address, "farewells")
            await show.letters_came()
            await tell(show, person, said, "not joined", "", "yellow")
        case _:
            await tell(show, person, said, "dropped", "automatic", "")


async def _ask(show: Show, asking: Letter) -> None:
    """Somebody whom nobody invited asks to join, and is asked whether it was they."""
    await show.hand_in(asking)
    show.owe(asking.author.address, "questions whether to join")
    await show.letters_came()
    person = show.script.who(asking.author.address)
    await show.tell(asking, person, "asked", "is this you?", "yellow")


def _when(mail: Letter | Said) -> datetime:
    return mail.comes if isinstance(mail, Letter) else mail.at


async def _sum_up(show: Show, company: Company) -> None:
    screen, group = show.screen, show.script.groups[0]
    members = show.script.members(group)
    shown = {each.key for each in company.answers if each.note}
    others = sum(each.key not in shown for each in members)
    came = len(members) - len(company.uninvited) - 1  # who began it was there
    silent = len(company.silent)
    screen.line()
    screen.lines(
        [
            f"{others} others said yes as well. {len(company.invited)} invited:"
            f" {came} came, {len(company.guests) - silent} would rather not,",
            f"{silent} said nothing; {len(company.uninvited)} came uninvited. With"
            f" {company.by.name}, {len(members)} members:",
        ]
    )
    countries = Counter(f"in {each.country}" for each in members)
    roles = Counter(group.role_of(each) for each in members)
    screen.lines([counted(countries)], 4)
    said = counted({word: roles[role] for role, word in _ROLES.items() if role in roles})
    screen.lines([said], 4)
    await screen.pause(0.6)
