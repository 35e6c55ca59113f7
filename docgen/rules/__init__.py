"""Controls: requirements of a secure network, judged on the facts of one environment.

One rule, one file: its docstring says what it checks, why, and how to fix it; `judge` gives a verdict for each subject.
`table.py` lists the rules, `catalogue.py` reads which requirements of which framework each belongs to.
"""
