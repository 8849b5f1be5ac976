"""The jobs, one leaf each; importing this package registers them all."""

from dgroup.server.jobs import (
    activities,
    desk,
    digests,
    expire,
    introductions,
    invitations,
    optimise,
    orphans,
    prune,
    release,
    reports,
    requests,
    summaries,
    texts,
    waiting,
)

__all__ = [
    "activities",
    "desk",
    "digests",
    "expire",
    "introductions",
    "invitations",
    "optimise",
    "orphans",
    "prune",
    "release",
    "reports",
    "requests",
    "summaries",
    "texts",
    "waiting",
]
