"""The jobs, one leaf each; importing this package registers them all."""

from dgroup.server.jobs import (
    activities,
    expire,
    introductions,
    optimise,
    prune,
    release,
    reports,
    requests,
    texts,
    waiting,
)

__all__ = [
    "activities",
    "expire",
    "introductions",
    "optimise",
    "prune",
    "release",
    "reports",
    "requests",
    "texts",
    "waiting",
]
