"""The copy of a post for members whose line is thin: its words, and what was left out.

Attachments are listed, and one line says how to have the post whole. A post that is nothing but
plain text stays as it came. Nothing here reads the store.
"""

from __future__ import annotations

import asyncio
from typing import Final

from dgroup.mail.body import read_body
from dgroup.mail.compose import ListHead
from dgroup.mail.parse import Letter
from dgroup.mail.render import Letters

_SMALL_BYTES: Final = 16 * 1024  # more HTML than this takes tens of milliseconds to read
_LINE: Final = "- " * 20 + "-"  # between the author's words and ours


async def text_only(
    letter: Letter, post_id: int, head: ListHead, language: str, letters: Letters
) -> str | None:
    """Return the text that stands for a post; None where the post is no more than that itself."""
    if len(letter.parts) == 1 and letter.content_type == "text/plain":
        return None
    is_small = letter.size <= _SMALL_BYTES
    body = read_body(letter) if is_small else await asyncio.to_thread(read_body, letter)
    if not body.attachments:
        return body.full_text
    left_out = letters.render(
        "posts/text_only",
        language,
        {
            "name": head.name,
            "title": head.title,
            "address": head.address,
            "request_address": f"{head.name}-request@{head.domain}",
            "subject": letter.subject,
            "post_id": post_id,
            "attachments": [
                {"name": each.name, "type": each.type, "bytes": each.bytes}
                for each in body.attachments
            ],
        },
    )
    return f"{body.full_text}\n\n{_LINE}\n{left_out.plain}".lstrip("\n")
