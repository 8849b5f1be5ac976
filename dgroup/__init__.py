"""dgroup: discussion groups for learning communities, purely by email."""

__version__ = "0.1.0"
