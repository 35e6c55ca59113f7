"""Repositories whose documents lead elsewhere: nothing outside is read, written or served, and nothing blocks."""
