"""The jobs, one leaf each; importing this package registers them all."""

from dgroup.server.jobs import optimise, prune, requests, strangers

__all__ = ["optimise", "prune", "strangers"]
