"""What pages of source code say beside the code."""

HIDDEN = "…"
VALUES_HIDDEN = f"Values are hidden. “{HIDDEN}” replaces everything in this file but the names of its inputs."
