"""How long it takes to tell what was said in a conversation of so many posts."""

from __future__ import annotations

import random
import time

from benchmarks.workloads import Figures
from dgroup.domain.excerpts import Said, excerpts

_SENTENCES = (
    "We dried the {0} for {1} days and then kept it in {2} bottles.",
    "Has anybody tried to sell {0} on the market of {2} before the rains?",
    "I propose that each village sends {1} people to the meeting about {0}.",
    "The price of {0} went up by {1} percent since we changed the {2}.",
    "Thanks, that helps a lot!",
    "It did not work for us because the {2} was too old, and the {0} became wet.",
)
_THINGS = ("maize", "seed", "water", "rice", "honey", "milk", "compost", "beans", "cocoa", "fish")
_PLACES = ("Kumasi", "Gent", "Thiès", "Puno", "plastic", "pump", "school", "road", "well", "fence")


def telling(rounds: int, posts: int = 400) -> Figures:
    """Tell a made conversation of `posts` posts, 3 to 12 sentences each."""
    luck = random.Random(5)
    conversation = []
    for number in range(posts):
        sentences = [
            luck.choice(_SENTENCES).format(
                luck.choice(_THINGS), luck.randrange(2, 40), luck.choice(_PLACES)
            )
            for _ in range(luck.randrange(3, 13))
        ]
        words = f"Hi all,\n\n{' '.join(sentences)}\n\nBest regards,\nWriter {number % 40}"
        conversation.append(Said(number, number % 40, f"Writer {number % 40}", words, number - 1))
    figures = Figures(f"what was said in {posts} posts", "s", is_against_floor=False)
    for _ in range(rounds):
        before = time.perf_counter()
        excerpts(conversation, subject="What we learned")
        figures.add("dgroup", time.perf_counter() - before)
    return figures
