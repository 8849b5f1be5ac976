"""Whether digests hold what they ought to, and what was answered to them nothing but its words.

Each check returns what is wrong, nothing where all is well. Mails are read by Python's own parser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dgroup.demo.kinds import kind_of
from dgroup.demo.show import Show, opening
from dgroup.demo.views import text_of
from dgroup.demo.world import Delivered

_KNOWN_BY = 40  # characters with which a post begins


def digests(show: Show) -> list[str]:
    """Whether each reader of digests had each post in one of them, and none that they had before.

    A post is known by the words with which it begins.
    """
    words = {
        each.letter.message_id: _squeezed(opening(each.letter))[:_KNOWN_BY] for each in show.posted
    }
    words |= {each.letter.message_id: _beginning(each.words) for each in show.posted if each.words}
    words |= {each.message_id: _beginning(each.words) for each in (*show.presented, *show.reports)}
    problems = []
    for reader in show.digests.values():
        mails = [
            each
            for each in show.world.mailbox(reader.address)
            if each.is_by_robot and kind_of(each) == "digests"
        ]
        problems += [f"{reader.address} never had {words[one]!r}" for one in reader.to_come]
        if len(mails) != len(reader.had):
            problems.append(f"{reader.address}: {len(mails)} digests, not {len(reader.had)}")
        for mail, wanted in zip(mails, reader.had, strict=False):
            problems += _differences(mail, wanted, words)
    return problems


def answers(show: Show) -> list[str]:
    """Whether answers to digests and other letters of the server's went out without those."""
    wanted = {each.letter.message_id: _squeezed(each.words) for each in show.posted if each.words}
    return [
        f"the answer {wanted[each.message_id][:30]!r} came to {each.recipient} as something else"
        for each in show.world.mails
        if not each.is_by_robot
        and each.message_id in wanted
        and _squeezed(" ".join(text_of(each))) != wanted[each.message_id]
    ]


def summaries(show: Show) -> list[str]:
    """Whether each summary holds the words that a facilitator put on top, and her name."""
    problems = []
    for each in show.world.mails:
        if each.is_by_robot and kind_of(each) == "summaries":
            text = _squeezed(" ".join(text_of(each)))
            problems += [
                f"the summary of {each.recipient} misses {words!r}"
                for words in show.summed
                if _squeezed(words) not in text
            ]
    return problems


def _differences(
    mail: Delivered, wanted: tuple[str, ...], words: Mapping[str, str]
) -> Iterator[str]:
    text = _squeezed(" ".join(text_of(mail)))
    for message_id, beginning in words.items():
        there = text.count(beginning)
        if there != (message_id in wanted):
            yield f"a digest to {mail.recipient} has {beginning!r} {there} times"


def _beginning(words: str) -> str:
    return _squeezed(words)[:_KNOWN_BY]


def _squeezed(text: str) -> str:
    return " ".join(text.split())
