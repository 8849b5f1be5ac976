"""What `compose` is told of a post whose list copy is made, beside the letter itself.

The settings that shape a copy are those that held when the post was accepted (DECISIONS 15).
"""

from __future__ import annotations

import json
from typing import Literal, TypedDict

from dgroup.mail.address import Mailbox
from dgroup.mail.compose import ListHead
from dgroup.mail.trace import trace_field
from dgroup.server.site import Site
from dgroup.store import groups
from dgroup.store.database import Row


class PassingOn(TypedDict):
    """How a letter came: see `compose.list_copy`."""

    received_s: int
    author: Mailbox | None
    drop_authserv: frozenset[str]
    trace: bytes


def list_head(row: Row, site: Site) -> ListHead:
    """Return what a group puts on the copies of a post (`get-copy`)."""
    shape = json.loads(row["copy_settings"])
    settings = groups.settle(site.defaults.settings, shape["own"])
    return ListHead(
        name=row["name"],
        domain=site.domain,
        title=shape["title"],
        subject_prefix=settings.subject_prefix,
        reply_to=_reply_to(settings.reply_to),
        from_policy="group" if settings.from_ == "group" else "author",
        footer=settings.footer,
    )


def passing_on(row: Row, site: Site) -> PassingOn:
    """Return how a letter came: `sender`, `peer`, `helo` and `received_s` of it."""
    sender, received_s = row["sender"], row["received_s"]
    return {
        "received_s": received_s,
        "author": Mailbox("", sender) if sender else None,
        "drop_authserv": frozenset(site.config.smtp.trusted_authserv_ids),
        "trace": trace_field(
            helo=row["helo"], peer=row["peer"], domain=site.domain, received_s=received_s
        ),
    }


def _reply_to(setting: str) -> Literal["group", "author", "both"]:
    return "author" if setting == "author" else "both" if setting == "both" else "group"
