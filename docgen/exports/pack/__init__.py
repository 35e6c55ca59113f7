"""The evidence pack: everything that was evaluated from one revision, as files of one archive.

In: facts and what was computed from them. Out: bytes that are the same for the same revision, on any machine.
"""
