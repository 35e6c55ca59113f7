"""Who may do what: identities, their policies, and the policies of resources.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
"""

import enum

import msgspec

from docgen.aws.model.base import AwsResource, Target, Targets
from docgen.aws.model.policies import Statement
from docgen.source.traced import NOWHERE, Known, Trace, Traced


class IdentityKind(enum.Enum):
    """The kind of an identity; the value is its name in JSON."""

    ROLE = "role"
    USER = "user"
    GROUP = "group"
    PERMISSION_SET = "permission set"  # of IAM Identity Center: it becomes a role in each account


class PolicyText(msgspec.Struct, frozen=True, eq=False):
    """A policy document, and where it comes from."""

    statements: tuple[Statement, ...]
    trace: Trace = NOWHERE
    argument: str = "policy"


class Identity(AwsResource, frozen=True, eq=False, kw_only=True):
    """A role, user, group or permission set, with what its own resource says of it."""

    kind: IdentityKind
    own_name: Traced[str]
    path: Traced[str] = Known("/")
    trust: PolicyText | None = None  # of a role: who may assume it
    inline: tuple[PolicyText, ...] = ()
    managed: Targets = Known(())
    boundary: Traced[Target] | None = None
    longest_session: Traced[int] | None = None  # seconds, of a role
    groups: Targets = Known(())


class CustomerPolicy(AwsResource, frozen=True, eq=False, kw_only=True):
    """`aws_iam_policy`: a customer managed policy."""

    own_name: Traced[str]
    path: Traced[str]
    text: PolicyText


class PolicyAttachment(AwsResource, frozen=True, eq=False, kw_only=True):
    """A policy on identities: a managed one by its ARN, or an inline one."""

    holders: tuple[tuple[IdentityKind, Targets], ...]
    policy: Traced[Target] | None = None
    inline: PolicyText | None = None
    boundary: bool = False  # of a permission set


class ExclusivePolicies(AwsResource, frozen=True, eq=False, kw_only=True):
    """A list of all inline or managed policies of an identity: Terraform removes every other one."""

    kind: IdentityKind
    holder: Traced[Target]
    inline: Traced[tuple[Traced[str], ...]] | None = None
    managed: Targets | None = None


class Membership(AwsResource, frozen=True, eq=False, kw_only=True):
    users: Targets
    groups: Targets


class InstanceProfile(AwsResource, frozen=True, eq=False, kw_only=True):
    own_name: Traced[str]
    role: Traced[Target] | None


class AccessKey(AwsResource, frozen=True, eq=False, kw_only=True):
    """A key, or a password for the console, of a user: neither expires."""

    user: Traced[Target]
    is_password: bool = False
    active: Traced[bool] = Known(value=True)


class IdentityProvider(AwsResource, frozen=True, eq=False, kw_only=True):
    """An OpenID Connect or SAML provider that roles may trust."""

    url: Traced[str]  # "https://token.actions.githubusercontent.com"; of SAML its name
    is_saml: bool = False


class RoleUse(AwsResource, frozen=True, eq=False, kw_only=True):
    """A resource that runs with a role."""

    argument: str  # "task_role_arn"
    role: Traced[Target] | None = None
    profile: Traced[Target] | None = None  # an instance profile
    template: Traced[Target] | None = None  # a launch template, a task definition: what has the role


class ClusterAccess(AwsResource, frozen=True, eq=False, kw_only=True):
    """An entry of an EKS cluster: what an identity of IAM may do in Kubernetes, or which role a service account has."""

    cluster: Traced[Target]
    principal: Traced[Target]
    policy: Traced[str] | None = None
    service_account: Traced[str] | None = None  # "namespace/name"


class Assignment(AwsResource, frozen=True, eq=False, kw_only=True):
    """A permission set for people or groups of IAM Identity Center, in an account."""

    permission_set: Traced[Target]
    principal: Traced[str]
    principal_type: Traced[str]
    target: Traced[str]  # the number of the account


class ResourcePolicy(AwsResource, frozen=True, eq=False, kw_only=True):
    """The policy of a resource: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html."""

    subject: Traced[Target] | None  # None: the resource itself
    noun: str  # "SQS queue"
    text: PolicyText
    argument: str = "policy"
