"""Floor 1: bytes to values and back.

Everything here is pure: no clock, no randomness that is not handed in or asked of `secrets`, no
network and no database. Nothing here knows what a member or a post is.
"""
