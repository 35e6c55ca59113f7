"""Facts in the formats that other programs read.

In: facts. Out: plain data that encodes as JSON.
"""
