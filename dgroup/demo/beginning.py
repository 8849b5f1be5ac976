"""How a group begins: asked for by mail, approved by the operator, and filled from a pasted list.

Nothing is done before somebody has said yes to it, by replying.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from dgroup.demo.company import read_company
from dgroup.demo.show import Show
from dgroup.demo.speaking import answer, tell, write
from dgroup.demo.views import phone
from dgroup.mail.address import fold

_REMINDED: Final = timedelta(days=4)
_WEEK: Final = timedelta(days=7)
_CARD: Final = 6  # lines of it are shown


async def beginning(show: Show) -> None:
    """A facilitator asks for a group and gets its card; then she pastes a list of people."""
    company, screen, plan = read_company(show.script), show.screen, show.script.groups[0]
    story, by = company.beginning, company.by
    operator, robot = story.operator, f"{plan.name}-request"
    await screen.title(story.title)

    await write(show, by, "dgroup", "", story.create.words, story.create.at, "command create")
    show.owe(by.address, "questions whether it was they")
    await show.letters_came()
    first = story.create.words.strip().partition("\n")[0]
    note = "to the server, with what it is for"
    await tell(show, by, story.create.at, first, note, "asked", "is this you?", "yellow")

    asked = show.latest(by.address, "questions whether it was they")
    await answer(show, by, asked, story.confirm.words, story.confirm.at, "confirmed")
    show.owe(operator.address, "for the operator")
    show.owe(by.address, "answers")
    await show.letters_came()
    words, note = f"“{story.confirm.words}”", "it was she"
    await tell(show, by, story.confirm.at, words, note, "waits", "the operator", "yellow")

    asked = show.latest(operator.address, "for the operator")
    await answer(show, operator, asked, story.approve.words, story.approve.at, "confirmed")
    show.owe(operator.address, "for the operator")
    show.owe(by.address, "address cards")
    show.owe(by.address, "invitations")  # to the facilitators' own group
    await show.letters_came()
    await show.stage.look_up(plan.name)
    show.readers[plan.name].add(fold(by.address))
    words, note = f"“{story.approve.words}”", "may groups be started here? he decides"
    await tell(show, operator, story.approve.at, words, note, "started", plan.name)
    screen.line()
    screen.lines([f"The card that {by.name} gets; with it comes an invitation to the group in"])
    screen.lines(["which the facilitators of this site learn from each other."])
    screen.line()
    if card := show.latest(by.address, "address cards"):
        screen.lines(phone(card, _CARD), 6)
    screen.line()
    invited = show.latest(by.address, "invitations")
    await answer(show, by, invited, story.learn.words, story.learn.at, "confirmed")
    show.owe(by.address, "welcomes")
    await show.letters_came()

    reminded_at = story.learn.at.replace(hour=9, minute=0) + _REMINDED
    for at in (reminded_at, reminded_at + _WEEK):  # that nobody knows her in that group
        show.owe_later(at, by.address, "reminders")

    await write(show, by, robot, story.speak.words, " ", story.speak.at, "command set")
    show.owe(by.address, "questions whether to do it")
    await show.letters_came()
    asked = show.latest(by.address, "questions whether to do it")
    await answer(show, by, asked, story.sure.words, story.speak.at, "command language")
    show.owe(by.address, "reports of what was done")
    await show.letters_came()
    note = "she reads Dutch; the group is to speak English"
    await tell(show, by, story.speak.at, story.speak.words, note, "set", "")

    pasted = story.invite
    await write(show, by, robot, "invite", pasted.words, pasted.at, "command invite")
    show.owe(by.address, "questions whether to do it")
    await show.letters_came()
    note = f"a list in {len(pasted.invited)} ways of writing, pasted"
    await tell(show, by, pasted.at, "invite", note, "asked", "do all this?", "yellow")

    asked = show.latest(by.address, "questions whether to do it")
    await answer(show, by, asked, story.sure.words, story.sure.at, "command invite")
    for key in pasted.invited:
        show.owe(company.person(key).address, "invitations")
    silent = [company.person(key) for key in pasted.invited if key in company.silent]
    for each in silent:
        show.owe_later(story.sure.at + _WEEK, each.address, "questions whether to join")
    show.owe(by.address, "reports of what was done")
    await show.letters_came()
    words, note = f"“{story.sure.words}”", "one yes for the whole list"
    detail = f"{len(pasted.invited)} people"
    await tell(show, by, story.sure.at, words, note, "invited", detail)
    screen.line()
    screen.lines([f"In the answer: “{pasted.unread}”", "has no address. She will hear of it."])
    await screen.pause(0.6)
