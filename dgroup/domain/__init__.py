"""Decisions. Pure: nothing here reads a clock, draws a random number or touches a file."""
