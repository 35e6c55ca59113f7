"""VPC Block Public Access blocks the internet gateways of the Region.

Checks: `internet_gateway_block_mode` of `aws_vpc_block_public_access_options`: `block-bidirectional` or `block-ingress`.
Why: It blocks traffic in the whole account and Region, whatever routes and security groups allow.
Fix: Add `aws_vpc_block_public_access_options`, with exclusions for the subnets of public load balancers.
Undecided: The mode is not known, or nothing here sets it: it may be set elsewhere in the account.
Not applicable: An environment without VPCs.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import (
    ControlVerdict,
    InDoubt,
    Judgement,
    PropertyIs,
    PropertyUnknown,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.source.traced import Unknown

MODES = frozenset({"block-bidirectional", "block-ingress"})
MODE = "internet_gateway_block_mode"


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    blocks = facts.network.public_access_blocks
    for each in blocks:
        if isinstance(each.mode, Unknown):
            yield judged(each, ControlVerdict.UNDECIDED, PropertyUnknown(MODE, each.mode.reason))
        else:
            verdict = ControlVerdict.HOLDS if each.mode.value in MODES else ControlVerdict.BROKEN
            yield judged(each, verdict, PropertyIs(MODE, each.mode.value), trace=each.mode.trace)
    if not blocks and facts.network.vpcs:
        # The setting belongs to the account: other code, or a person, may have made it.
        missing = facts.not_seen.anything
        reasons = (may_be_missing(missing),) if missing else (InDoubt(VerdictDoubt.BLOCK_MODE),)
        yield Judgement(None, ControlVerdict.UNDECIDED, reasons)
