"""The jobs, one leaf each; importing this package registers them all."""

from dgroup.server.jobs import introductions, optimise, prune, requests, strangers, texts

__all__ = ["introductions", "optimise", "prune", "requests", "strangers", "texts"]
