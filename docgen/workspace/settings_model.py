"""The keys of docgen.yml: their types, defaults and meaning.

The JSON Schema of the file and the page of documentation are made from what is written here.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from docgen.analysis import parity
from docgen.analysis.scope import Scope
from docgen.source.limits import Limits
from docgen.workspace.claim_reader import Claim
from docgen.workspace.policy_settings import AcceptanceSettings, PolicySettings, WaiverSettings


def meaning(text: str, *examples: object) -> msgspec.Meta:
    return msgspec.Meta(description=text, examples=list(examples) or None)


VarFiles = Annotated[
    tuple[str, ...],
    meaning(
        "Variables files, relative to the root module, else to `docgen.yml`. `terraform.tfvars` and `*.auto.tfvars` load by themselves.",
        ["env/prod.tfvars"],
    ),
]
Vars = Annotated[
    dict[str, object],
    meaning("Values of root variables. They win over variables files, as `-var` does.", {"image_tag": "1.4"}),
]
Unset = Annotated[
    tuple[str, ...],
    meaning("Variables that CI sets: unknown, whatever their defaults say.", ["image_tag"]),
]
Data = Annotated[
    dict[str, object],
    meaning(
        "What data sources say that only AWS could answer, by type and name or by whole address; one attribute, or all of them as a mapping.",
        {
            "aws_caller_identity.current.account_id": "123456789012",
            "module.app.data.aws_ami.base": {"id": "ami-0abc"},
        },
    ),
]
DataFrom = Annotated[
    str,
    meaning(
        "A plan or state as JSON (`terraform show -json`), relative to the root module, else to `docgen.yml`. What it says of data sources "
        "and of computed attributes is used where docgen does not know it. `data` wins over it.",
        "plan.json",
    ),
]
BackendConfig = Annotated[
    tuple[str, ...],
    meaning(
        "Files that `terraform init -backend-config` is given: they say which state a root module writes."
    ),
]


class RootSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One root module of an environment, with the values that it alone is given. They come after the environment's."""

    root: Annotated[str, meaning("Its folder, relative to `docgen.yml`.", "live/prod/network")]
    var_files: VarFiles = ()
    vars: Vars = {}
    workspace: Annotated[
        str | None,
        meaning("What `terraform.workspace` says here; empty: as for the environment; `null`: not known."),
    ] = ""
    unset: Unset = ()
    data: Data = {}
    data_from: DataFrom = ""
    backend_config: BackendConfig = ()
    incomplete: Annotated[
        bool,
        meaning(
            "A build step adds files: a name that is used and not declared is unknown instead of an error."
        ),
    ] = False


class EnvironmentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One environment: its root modules, and the values that all of them are given."""

    root: Annotated[
        str, meaning("The folder of its only root module, relative to `docgen.yml`.", "infra")
    ] = ""
    roots: Annotated[
        tuple[str | RootSettings, ...],
        meaning(
            "Several root modules instead of one: folders, or mappings with the keys of a root module. "
            "What one reads of the state of another is known.",
            ["network", {"root": "app", "workspace": "blue"}],
        ),
    ] = ()
    var_files: VarFiles = ()
    vars: Vars = {}
    workspace: Annotated[
        str | None, meaning("What `terraform.workspace` says; `null`: not known.", "prod")
    ] = "default"
    unset: Unset = ()
    data: Data = {}
    data_from: DataFrom = ""
    backend_config: BackendConfig = ()
    incomplete: Annotated[bool, meaning("A build step adds files to all of its root modules.")] = False
    joins: Annotated[
        bool | Literal["on", "off"],
        meaning(
            "Whether its own root modules answer data sources and remote states, where exactly one thing can be meant."
        ),
    ] = True

    def each_root(self) -> tuple[RootSettings, ...]:
        """The root modules, each with everything that it is given."""
        named = self.roots or (self.root,)
        return tuple(self.completed(RootSettings(each) if isinstance(each, str) else each) for each in named)

    def completed(self, own: RootSettings) -> RootSettings:
        return RootSettings(
            own.root,
            (*self.var_files, *own.var_files),
            {**self.vars, **own.vars},
            self.workspace if own.workspace == "" else own.workspace,
            (*self.unset, *own.unset),
            {**self.data, **own.data},
            own.data_from or self.data_from,
            (*self.backend_config, *own.backend_config),
            self.incomplete or own.incomplete,
        )


class ExposureSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as an exposure: who may reach things."""

    allowed: Annotated[
        tuple[str, ...] | None,
        meaning(
            "CIDR blocks that may reach things; whatever admits other addresses is an exposure. Without this key, the internet is.",
            ["10.0.0.0/8"],
        ),
    ] = None
    accepted: Annotated[
        tuple[AcceptanceSettings, ...] | None,
        meaning(
            "The exposures that may be open for a time. With this key, any other one that is open now, or that cannot be decided, "
            "makes `docgen check` exit with 4."
        ),
    ] = None


class IntendedDifference(parity.IntendedDifference, frozen=True, forbid_unknown_fields=True):
    """Differences that somebody wants. `fact` and `of` may hold * and ?."""

    because: Annotated[str, msgspec.Meta(description="Why it is wanted.")]
    fact: Annotated[
        str,
        msgspec.Meta(
            description="The fact as the parity page calls it; `*` matches any text, `?` one character."
        ),
    ] = "*"
    of: Annotated[
        str,
        msgspec.Meta(description='An address, or "environment"; `*` matches any text, `?` one character.'),
    ] = "*"
    until: Annotated[dt.date | None, msgspec.Meta(description="The last day on which it is wanted.")] = None


class ParitySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With this section, a difference between environments that is not listed makes `docgen check` exit with 4."""

    intended: Annotated[
        tuple[IntendedDifference, ...], meaning("The differences that are wanted, each with its reason.")
    ] = ()


class SecretsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What docgen hides because its name or form says that it is a secret."""

    show: Annotated[
        tuple[str, ...],
        meaning(
            "Names that look like secrets and are none: of variables, local values, arguments and keys, or whole addresses.",
            ["db_password", "local.api_token", "aws_instance.web.user_data"],
        ),
    ] = ()


class WhyMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which allowed flows an entry is about: all that is given must match. In names, `*` matches any text, `?` one character."""

    environment: Annotated[str | None, meaning("The name of an environment.", "prod*")] = None
    from_: Annotated[
        str | None,
        meaning(
            "Who connects: `internet`, a CIDR block (all ranges in it), `self`, or an address, name, label or collection of a "
            "security group or of what has it.",
            "internet",
        ),
    ] = msgspec.field(name="from", default=None)
    to: Annotated[str | None, meaning("Who answers, written as `from`.", "databases")] = None
    group: Annotated[
        str | None, meaning("The security group that has the rule: its address, name or label.", "*-web-sg")
    ] = None
    port: Annotated[
        int | str | None,
        meaning(
            "The flow's ports are among these: `443`, `8000-8100`, `tcp/443`, `udp`, `icmp/8`, `-1`.",
            443,
            "tcp/443",
        ),
    ] = None
    direction: Annotated[Literal["ingress", "egress"] | None, meaning("Of rules in this direction only.")] = (
        None
    )


class WhySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why allowed flows are needed, where the description of their rules does not say it. The first entry that matches counts."""

    match: Annotated[WhyMatch, meaning("The flows that it is about.")]
    reason: Annotated[str, meaning("Why they are needed.")]
    owner: Annotated[str, meaning("Who answers for them.")] = ""
    ticket: Annotated[str, meaning("Where they were approved.", "NET-214")] = ""
    review: Annotated[dt.date | None, meaning("The last day on which the entry is good.")] = None
    mitigation: Annotated[
        str, meaning("What reduces the risk of an insecure service among them (PCI DSS 1.2.6).")
    ] = ""


class ReviewSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With this section, `docgen check` exits with 4 where the last `docgen review` is too old, or there is none."""

    every: Annotated[int, meaning("The most days between two reviews.", 180)] = 180
    folder: Annotated[str, meaning("Where reviews are kept, relative to `docgen.yml`.")] = "reviews"


class ScopeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the system that is assessed on its own. A resource is inside where its tags, its module or its address say so."""

    tags: Annotated[
        dict[str, str],
        meaning(
            "Tags that a resource must have, all of them; `default_tags` of its provider count. In values, `*` matches any text, `?` one character.",
            {"scope": "cde"},
        ),
    ] = {}
    modules: Annotated[
        tuple[str, ...],
        meaning("Modules, with everything in them; `*` matches any text, `?` one character.", ["module.vpn"]),
    ] = ()
    addresses: Annotated[
        tuple[str, ...],
        meaning(
            "Addresses of resources, with or without a key; `*` matches any text, `?` one character.",
            ["aws_instance.jump", "module.app.aws_lb.*"],
        ),
    ] = ()

    def scope(self, name: str) -> Scope:
        return Scope(name, tuple(sorted(self.tags.items())), self.modules, self.addresses)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    project: Annotated[str, meaning("The title of the site.", "Harbor")]
    environments: Annotated[
        dict[str, EnvironmentSettings],
        meaning(
            "The environments by name, in the order of columns on every page. At least one is needed where there are no `systems`."
        ),
    ] = {}
    systems: Annotated[
        dict[str, str],
        meaning(
            "Further systems for `docgen fleet`: the name of each, and its folder in this repository, which has a `docgen.yml` of its own or "
            "Terraform.",
            {"billing": "systems/billing"},
        ),
    ] = {}
    source_url: Annotated[
        str,
        meaning(
            "Where a line of the sources is published, with `{revision}`, `{path}` and `{line}`. Without it, the site has pages of the sources.",
            "https://git.example.com/team/infra/blob/{revision}/{path}#L{line}",
        ),
    ] = ""
    docs: Annotated[str, meaning("The folder that the pages are written to.")] = "docs"
    modules: Annotated[
        dict[str, str],
        meaning(
            "Where the code of modules of other repositories or registries is in this repository: source, perhaps with `@` and a version, to folder. "
            "Without it, `.terraform/modules` is read, which `terraform init -backend=false` fills.",
            {"terraform-aws-modules/vpc/aws@5.1.0": "vendor/vpc"},
        ),
    ] = {}
    terraform: Annotated[
        str, meaning("The version of Terraform that the files are for; by itself, what they ask for.", "1.9")
    ] = ""
    opentofu: Annotated[str, meaning("The version of OpenTofu that the files are for.", "1.10")] = ""
    strict: Annotated[
        bool | tuple[str, ...],
        meaning(
            "Whether what docgen does not know is an error: all of it, or some kinds of gaps.",
            ["module", "variable"],
        ),
    ] = False
    limits: Annotated[Limits, meaning("How much of a machine one evaluation may use.")] = Limits()
    exposures: Annotated[ExposureSettings, meaning("What counts as an exposure.")] = ExposureSettings()
    secrets: Annotated[
        SecretsSettings, meaning("What docgen hides because its name or form says that it is a secret.")
    ] = SecretsSettings()
    parity: Annotated[
        ParitySettings | None, meaning("Which differences between environments are wanted.")
    ] = None
    why: Annotated[
        tuple[WhySettings, ...] | None,
        meaning(
            "Why allowed flows are needed. With this section, `docgen check` exits with 4 where a flow has no reason, or an insecure "
            "service no mitigation."
        ),
    ] = None
    review: Annotated[ReviewSettings | None, meaning("How often the allowed flows are reviewed.")] = None
    scopes: Annotated[
        dict[str, ScopeSettings],
        meaning(
            "Parts of the system that are assessed on their own, by name: a frame in the architecture picture, a column of the register, "
            "and the page of connections across their borders.",
            {"cde": {"tags": {"scope": "cde"}}, "management": {"modules": ["module.vpn"]}},
        ),
    ] = {}
    waivers: Annotated[
        tuple[WaiverSettings, ...], meaning("The controls that may be broken for a time.")
    ] = ()
    policy: Annotated[
        PolicySettings | tuple[PolicySettings, ...] | None,
        meaning(
            "Which controls must hold where; `docgen check` exits with 4 where one does not, or cannot be decided."
        ),
    ] = None
    assertions: Annotated[
        tuple[Claim, ...],
        meaning(
            "What must hold; `docgen check` exits with 4 where something does not, or cannot be decided."
        ),
    ] = ()

    @property
    def policies(self) -> tuple[PolicySettings, ...]:
        """The policy, or all of them where there are several."""
        if self.policy is None:
            return ()
        return (self.policy,) if isinstance(self.policy, PolicySettings) else self.policy

    @property
    def shown(self) -> frozenset[str]:
        """The names that look like secrets and are none."""
        return frozenset(self.secrets.show)

    @property
    def language(self) -> Mapping[str, str]:
        """The program and version that the file names; empty where it names none."""
        named = {"terraform": self.terraform, "opentofu": self.opentofu}
        return {program: version for program, version in named.items() if version}
