"""FLOOR 5: the command line, one file per noun.

A command finds the configuration, calls the floors below and shows what came back. It decides
nothing about mail.
"""
