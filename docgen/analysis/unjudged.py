"""Resources that may be on the internet and that docgen does not model: each is an undecided exposure."""

from collections.abc import Iterator, Mapping, Sequence

from docgen.analysis.allowed_traffic import AllowRule, allow_rule_of
from docgen.analysis.exposure import MOST_SOURCES, Danger, Effect, Exposure, ExposureVerdict, Rating, Severity
from docgen.analysis.findings import UnmodelledType
from docgen.analysis.path import Check, CheckKind
from docgen.analysis.ranges import INTERNET, IntervalSet, blocks
from docgen.aws.model.firewall import SecurityGroup
from docgen.aws.model.network import InventoryItem, Network
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown, joined


def find_unjudged_exposures(
    network: Network, groups: Mapping[ResourceAddress, SecurityGroup], watched: IntervalSet
) -> Iterator[Exposure]:
    """One for each resource outside the model that may be on the internet.

    That is: it has a public flag, a group of it admits watched addresses, or docgen has never heard of its type.
    """
    if not watched.intersection(INTERNET):
        return
    lists = {each.address: each for each in network.prefix_lists}
    for item in network.inventory:
        if item.modelled:
            continue
        own = [groups[each] for each in item.mentions.groups if each in groups]
        grants = [
            allow_rule_of(rule, lists) for group in own for rule in group.rules if rule.direction == "ingress"
        ]
        used = [each for each in grants if each.possible.intersection(watched)]
        if item.mentions.flag or item.is_foreign_type or used:
            yield exposure_of_item(item, used)


def exposure_of_item(item: InventoryItem, used: Sequence[AllowRule]) -> Exposure:
    named = IntervalSet().union(*(each.possible for each in used if isinstance(each.rule.peer.value, Known)))
    type_ = item.address.type
    finding = UnmodelledType(type_, item.is_foreign_type)
    public = item.mentions.public
    return Exposure(
        id=f"unmodelled:{item.address}",
        subject=item.address,
        kind=type_,
        name=item.name.value if isinstance(item.name, Known) else item.address.name,
        verdict=ExposureVerdict.UNDECIDED,
        effect=Effect.UNDECIDED,
        rating=Rating(Severity.MEDIUM, Danger.NOT_MODELLED),
        ports=(),
        sources=tuple(map(str, blocks(named)[:MOST_SOURCES])),
        whole_internet=False,
        path=(Check(CheckKind.MODEL, item.address, finding, item.span),),
        blockers=(),
        unknowns=(finding,),
        rules=tuple(each.rule for each in used),
        flag=item.mentions.flag,
        flag_on=None if isinstance(public, Unknown) else public.value,
        trace=joined([public.trace, *(each.rule.trace for each in used)]),
        flag_trace=public.trace,
    )
