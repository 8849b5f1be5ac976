"""People as they stand in a round of cases, and the groups that are made of them in the end.

Whom a round concerns, what each chose, how many chose what; subgroups with their members, and the
one letter that tells each member where they are. Nothing is read from mails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands.calendar import Calendar
from dgroup.commands.desk import UNDO_S, Desk, about
from dgroup.commands.subgrouping import Founded, Placed, found_subgroup
from dgroup.domain import naming
from dgroup.domain.cases import Case, Chosen, read_chosen
from dgroup.domain.effects import Data, Effect, Notify
from dgroup.domain.model import Activity, Group, Member
from dgroup.domain.words import fold_word, is_filler
from dgroup.store import activities, subgroups
from dgroup.store.database import Readable
from dgroup.store.subgroups import Fellow


@dataclass(frozen=True, slots=True)
class Standing:
    """Everybody in a round: `chosen` by member id; who has not answered is not in it.

    `taking_part`: to be placed, by member id; `out` want no group; `unasked` were not asked, and
    have not chosen: they run the group, read along, or get no mail.
    """

    chosen: Mapping[int, Chosen]
    taking_part: tuple[Fellow, ...]
    out: tuple[Fellow, ...]
    unasked: tuple[Fellow, ...]

    @property
    def silent(self) -> list[Fellow]:
        """Who was asked and has not answered."""
        return [each for each in self.taking_part if each.member_id not in self.chosen]

    def count(self, number: int) -> tuple[int, int]:
        """How many chose a case first, and how many second."""
        firsts = sum(each.first == number for each in self.chosen.values())
        seconds = sum(each.second == number for each in self.chosen.values())
        return firsts, seconds


def is_asked(member: Fellow | Member) -> bool:
    """Whether a round asks somebody: not who runs the group, reads along, or gets no mail now.

    Those who answer all the same take part.
    """
    is_reached = member.arrangement.status == "active" and member.arrangement.delivery != "none"
    return is_reached and member.role in ("member", "resource")


async def standing(store: Readable, activity: Activity, group: Group) -> Standing:
    """Return who is in a round, and what they have chosen so far."""
    company = await subgroups.company(store, group)
    by_person = {each.person.id: each.member_id for each in company.fellows}
    chosen = {
        by_person[each.person_id]: read_chosen(each.value)
        for each in await activities.responses(store, activity.id)
        if each.person_id in by_person
    }
    taking: list[Fellow] = []
    out: list[Fellow] = []
    unasked: list[Fellow] = []
    for each in sorted(company.fellows, key=lambda each: each.member_id):
        choice = chosen.get(each.member_id)
        if choice is None:
            (taking if is_asked(each) else unasked).append(each)
        else:
            (out if choice.kind == "none" else taking).append(each)
    return Standing(chosen, tuple(taking), tuple(out), tuple(unasked))


def found_groups(
    parent: Group,
    cases: Sequence[Case],
    placed: Mapping[int, Sequence[Fellow]],
    taken: Mapping[str, str],
    at: Desk,
    by: str,
) -> dict[int, Founded]:
    """Found a subgroup for each case that has people: number of the case -> what is founded.

    `placed`: number -> who goes there. Each is named after its case's key or title, so that nobody
    else has the name (`taken`); where no such name is free, after its number.
    """
    founded: dict[int, Founded] = {}
    names = dict(taken)
    for number, people in sorted(placed.items()):
        if not people:
            continue
        case = cases[number - 1]
        name = _name(parent, case, number, names)
        names[name] = name
        founded[number] = found_subgroup(
            parent,
            name,
            case.title,
            people,
            new_id=at.new_id,
            now_s=at.now_s,
            defaults=at.defaults,
            by=by,
            purpose=case.text or case.title,
        )
    return founded


def tell_members(
    group: Group,
    parent: Group,
    case: Case,
    told: Iterable[Placed],
    here: Sequence[Fellow],
    at: Desk | Calendar,
) -> list[Effect]:
    """The one letter to each of `told`, with their group, its members (`here`) and the case.

    A reply to it goes to the robot and not to the group: it is a letter of the server's own
    (DECISIONS 9), and "no" takes somebody out of the group again.
    """
    effects: list[Effect] = []
    for each in told:
        person = each.fellow.person
        reply_to, issue = at.issue(
            "placed",
            {"member_id": each.member_id},
            to=person.address,
            lasts_s=UNDO_S,
            person_id=person.id,
            group_id=group.id,
        )
        effects += (
            issue,
            Notify(
                "cases/group",
                each.fellow.reader(group),
                group.id,
                tell_group(group, parent, case, here, person.id),
                automatic="auto-generated",
                reply_to=reply_to,
                member_id=each.member_id,
            ),
        )
    return effects


def tell_group(
    group: Group, parent: Group, case: Case, here: Sequence[Fellow], person_id: int
) -> dict[str, Data]:
    """What somebody is told of their case group: by name who else is in it, and no addresses."""
    others = [each for each in here if each.person.id != person_id]
    names = [each.person.name for each in others if _is_shown(each)]
    return {
        **about(group),
        "parent_title": parent.title,
        "text": case.text,
        "people": names[:_MOST_NAMES],
        "unnamed": len(others) - len(names[:_MOST_NAMES]),
    }


def called(fellow: Fellow) -> str:
    """What a facilitator calls somebody: by name, else by address."""
    return fellow.person.name or fellow.person.address


_MOST_NAMES: Final = 60
_MOST_WORDS: Final = 4  # of a title that become a name


def _is_shown(fellow: Fellow) -> bool:
    return bool(fellow.person.name) and not fellow.person.is_concealed


def _name(parent: Group, case: Case, number: int, taken: Mapping[str, str]) -> str:
    """The first name that is free: of the key, else of words of the title, else of the number."""
    words = [each for each in fold_word(case.title).split() if not is_filler(each)]
    stems = (case.key, "-".join(words[:_MOST_WORDS]), f"case-{number}")
    for stem in filter(None, stems):
        room = naming.LONGEST - len(parent.name) - 1
        short = re.sub(r"[^a-z0-9]+", "-", stem)[: max(room, 0)].strip("-")
        if short and (name := naming.proposal(f"{parent.name}-{short}", taken)):
            return name
    return naming.proposal(f"case-{parent.id}-{number}", taken)
