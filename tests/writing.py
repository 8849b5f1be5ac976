"""Letters for tests, written as a mail program would write them: bytes with CRLF line ends."""

from __future__ import annotations

from collections.abc import Iterable

DOMAIN = "lists.example.org"


def letter(
    sender: str = "Ann <ann@example.org>",
    to: str = f"psc@{DOMAIN}",
    *,
    subject: str = "Hello",
    body: str = "Hello all of you.",
    id: str | None = "hello@example.org",  # noqa: A002 -- as people say it
    references: Iterable[str] = (),
    in_reply_to: str = "",
    date: str = "Sat, 21 Nov 2026 12:00:00 +0000",
    **more: str,
) -> bytes:
    """Write a letter; ids are without brackets, "" or None leaves a field out.

    `more` fields are named with `_` for `-`: `list_id="<a.example>"`.
    """
    fields = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": date,
        "Message-ID": f"<{id}>" if id else "",
        "References": " ".join(f"<{each}>" for each in references),
        "In-Reply-To": f"<{in_reply_to}>" if in_reply_to else "",
        **{name.replace("_", "-").title(): value for name, value in more.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    text = "\r\n".join(body.splitlines()) + "\r\n"
    return (head + "\r\n" + text).encode()
