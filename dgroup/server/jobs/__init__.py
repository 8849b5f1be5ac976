"""The jobs, one leaf each; importing this package registers them all."""

from dgroup.server.jobs import (
    expire,
    introductions,
    optimise,
    prune,
    release,
    requests,
    strangers,
    texts,
)

__all__ = [
    "expire",
    "introductions",
    "optimise",
    "prune",
    "release",
    "requests",
    "strangers",
    "texts",
]
