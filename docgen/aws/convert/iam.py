"""Identities, their policies, and the policies of resources, of each Terraform type.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from docgen.aws.model import iam
from docgen.aws.model.base import AwsResource, Target, Targets
from docgen.aws.model.iam import IdentityKind, PolicyText
from docgen.aws.model.policies import Condition, PartialText, Statement, Text
from docgen.aws.policy_statements import read_statements
from docgen.aws.policy_text import read_policy
from docgen.aws.read import Node, basics, node, read_target
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown

Converter = Callable[[Instance], Iterator[AwsResource]]


def policy_text(own: Node, argument: str) -> PolicyText:
    document = read_policy(own.raw(argument))
    return PolicyText(read_statements(document), document.trace, argument)


def one(target: Traced[Target]) -> Targets:
    return Known((target,), target.trace)


def own_name(own: Node, argument: str = "name") -> Traced[str]:
    return own.text(argument) if own.is_set(argument) else Unknown(Reason(f"{argument} is not set"))


# -- identities --------------------------------------------------------------------------------


def convert_role(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    blocks = [each for each in own.blocks("inline_policy") if not each.is_known or each.is_set("policy")]
    yield iam.Identity(
        **basics(instance, "name", "name_prefix"),
        kind=IdentityKind.ROLE,
        own_name=own_name(own),
        path=own.text("path", "/"),
        trust=policy_text(own, "assume_role_policy"),
        inline=tuple(policy_text(each, "policy") for each in blocks),
        managed=own.targets("managed_policy_arns"),
        boundary=own.optional_target("permissions_boundary"),
        longest_session=own.whole("max_session_duration", 3600),
    )


def convert_user(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.Identity(
        **basics(instance, "name"),
        kind=IdentityKind.USER,
        own_name=own_name(own),
        path=own.text("path", "/"),
        boundary=own.optional_target("permissions_boundary"),
    )


def convert_group(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.Identity(
        **basics(instance, "name"),
        kind=IdentityKind.GROUP,
        own_name=own_name(own),
        path=own.text("path", "/"),
    )


def convert_permission_set(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.Identity(**basics(instance, "name"), kind=IdentityKind.PERMISSION_SET, own_name=own_name(own))


def convert_policy(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.CustomerPolicy(
        **basics(instance, "name", "name_prefix"),
        own_name=own_name(own),
        path=own.text("path", "/"),
        text=policy_text(own, "policy"),
    )


def inline_on(kind: IdentityKind, holder: str, argument: str = "policy") -> Converter:
    def convert(instance: Instance) -> Iterator[AwsResource]:
        own = node(instance)
        holders = ((kind, one(own.target(holder))),)
        yield iam.PolicyAttachment(
            **basics(instance, "name"), holders=holders, inline=policy_text(own, argument)
        )

    return convert


def attached_to(kind: IdentityKind, holder: str, argument: str = "policy_arn") -> Converter:
    def convert(instance: Instance) -> Iterator[AwsResource]:
        own = node(instance)
        yield iam.PolicyAttachment(
            **basics(instance), holders=((kind, one(own.target(holder))),), policy=own.target(argument)
        )

    return convert


def convert_attachment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.PolicyAttachment(
        **basics(instance, "name"),
        holders=(
            (IdentityKind.ROLE, own.targets("roles")),
            (IdentityKind.USER, own.targets("users")),
            (IdentityKind.GROUP, own.targets("groups")),
        ),
        policy=own.target("policy_arn"),
    )


def convert_customer_attachment(instance: Instance) -> Iterator[AwsResource]:
    """A customer managed policy of a permission set: one that each account has under the same name."""
    own = node(instance)
    reference = own.block("customer_managed_policy_reference")
    policy = reference.target("name") if reference else own.target("customer_managed_policy_reference")
    holders = ((IdentityKind.PERMISSION_SET, one(own.target("permission_set_arn"))),)
    yield iam.PolicyAttachment(**basics(instance), holders=holders, policy=policy)


def convert_permissions_boundary(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    block = own.block("permissions_boundary")
    policy = block.target("managed_policy_arn") if block else own.target("permissions_boundary")
    holders = ((IdentityKind.PERMISSION_SET, one(own.target("permission_set_arn"))),)
    yield iam.PolicyAttachment(**basics(instance), holders=holders, policy=policy, boundary=True)


def exclusive(kind: IdentityKind, *, managed: bool) -> Converter:
    holder = f"{kind.value}_name"

    def convert(instance: Instance) -> Iterator[AwsResource]:
        own = node(instance)
        if managed:
            yield iam.ExclusivePolicies(
                **basics(instance), kind=kind, holder=own.target(holder), managed=own.targets("policy_arns")
            )
        else:
            names = own.targets("policy_names")
            yield iam.ExclusivePolicies(
                **basics(instance), kind=kind, holder=own.target(holder), inline=text_list(names)
            )

    return convert


def text_list(targets: Targets) -> Traced[tuple[Traced[str], ...]]:
    if isinstance(targets, Unknown):
        return targets
    found = tuple(
        each if isinstance(each, Unknown) else Known(getattr(each.value, "id", ""), each.trace)
        for each in targets.value
    )
    return Known(found, targets.trace)


def convert_group_membership(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.Membership(
        **basics(instance, "name"), users=own.targets("users"), groups=one(own.target("group"))
    )


def convert_user_membership(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.Membership(**basics(instance), users=one(own.target("user")), groups=own.targets("groups"))


def convert_instance_profile(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.InstanceProfile(
        **basics(instance, "name"), own_name=own_name(own), role=own.optional_target("role")
    )


def convert_access_key(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    status = own.text("status", "Active")
    active = Known(status.value == "Active", status.trace) if isinstance(status, Known) else status
    yield iam.AccessKey(**basics(instance), user=own.target("user"), active=active)


def convert_login_profile(instance: Instance) -> Iterator[AwsResource]:
    yield iam.AccessKey(**basics(instance), user=node(instance).target("user"), is_password=True)


def convert_oidc_provider(instance: Instance) -> Iterator[AwsResource]:
    yield iam.IdentityProvider(**basics(instance, "url"), url=node(instance).text("url"))


def convert_saml_provider(instance: Instance) -> Iterator[AwsResource]:
    yield iam.IdentityProvider(**basics(instance, "name"), url=node(instance).text("name"), is_saml=True)


def convert_access_entry(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.ClusterAccess(
        **basics(instance),
        cluster=own.target("cluster_name"),
        principal=own.target("principal_arn"),
        policy=own.text("policy_arn") if own.is_set("policy_arn") else None,
    )


def convert_pod_identity(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    namespace, account = own.text("namespace"), own.text("service_account")
    name: Traced[str]
    if isinstance(namespace, Unknown):
        name = namespace
    elif isinstance(account, Unknown):
        name = account
    else:
        name = Known(f"{namespace.value}/{account.value}", account.trace)
    yield iam.ClusterAccess(
        **basics(instance),
        cluster=own.target("cluster_name"),
        principal=own.target("role_arn"),
        service_account=name,
    )


def convert_assignment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield iam.Assignment(
        **basics(instance),
        permission_set=own.target("permission_set_arn"),
        principal=own.text("principal_id"),
        principal_type=own.text("principal_type"),
        target=own.text("target_id"),
    )


IDENTITIES: Mapping[str, Converter] = MappingProxyType(
    {
        "aws_iam_role": convert_role,
        "aws_iam_user": convert_user,
        "aws_iam_group": convert_group,
        "aws_ssoadmin_permission_set": convert_permission_set,
        "aws_iam_policy": convert_policy,
        "aws_iam_role_policy": inline_on(IdentityKind.ROLE, "role"),
        "aws_iam_user_policy": inline_on(IdentityKind.USER, "user"),
        "aws_iam_group_policy": inline_on(IdentityKind.GROUP, "group"),
        "aws_ssoadmin_permission_set_inline_policy": inline_on(
            IdentityKind.PERMISSION_SET, "permission_set_arn", "inline_policy"
        ),
        "aws_iam_role_policy_attachment": attached_to(IdentityKind.ROLE, "role"),
        "aws_iam_user_policy_attachment": attached_to(IdentityKind.USER, "user"),
        "aws_iam_group_policy_attachment": attached_to(IdentityKind.GROUP, "group"),
        "aws_ssoadmin_managed_policy_attachment": attached_to(
            IdentityKind.PERMISSION_SET, "permission_set_arn", "managed_policy_arn"
        ),
        "aws_ssoadmin_customer_managed_policy_attachment": convert_customer_attachment,
        "aws_ssoadmin_permissions_boundary_attachment": convert_permissions_boundary,
        "aws_iam_policy_attachment": convert_attachment,
        "aws_iam_role_policies_exclusive": exclusive(IdentityKind.ROLE, managed=False),
        "aws_iam_user_policies_exclusive": exclusive(IdentityKind.USER, managed=False),
        "aws_iam_group_policies_exclusive": exclusive(IdentityKind.GROUP, managed=False),
        "aws_iam_role_policy_attachments_exclusive": exclusive(IdentityKind.ROLE, managed=True),
        "aws_iam_user_policy_attachments_exclusive": exclusive(IdentityKind.USER, managed=True),
        "aws_iam_group_policy_attachments_exclusive": exclusive(IdentityKind.GROUP, managed=True),
        "aws_iam_group_membership": convert_group_membership,
        "aws_iam_user_group_membership": convert_user_membership,
        "aws_iam_instance_profile": convert_instance_profile,
        "aws_iam_access_key": convert_access_key,
        "aws_iam_user_login_profile": convert_login_profile,
        "aws_iam_openid_connect_provider": convert_oidc_provider,
        "aws_iam_saml_provider": convert_saml_provider,
        "aws_eks_access_entry": convert_access_entry,
        "aws_eks_access_policy_association": convert_access_entry,
        "aws_eks_pod_identity_association": convert_pod_identity,
        "aws_ssoadmin_account_assignment": convert_assignment,
    }
)


# -- policies of resources ---------------------------------------------------------------------

# Type: what it is called, the argument with the policy, and the one that names the resource ("": it is its own).
RESOURCE_POLICIES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "aws_acmpca_policy": ("private certificate authority", "policy", "resource_arn"),
        "aws_api_gateway_domain_name": ("API domain name", "policy", ""),
        "aws_api_gateway_rest_api": ("REST API", "policy", ""),
        "aws_api_gateway_rest_api_policy": ("REST API", "policy", "rest_api_id"),
        "aws_backup_vault_policy": ("backup vault", "policy", "backup_vault_name"),
        "aws_cloudwatch_event_bus_policy": ("event bus", "policy", "event_bus_name"),
        "aws_cloudwatch_log_destination_policy": ("log destination", "access_policy", "destination_name"),
        "aws_cloudwatch_log_resource_policy": ("CloudWatch Logs policy", "policy_document", "policy_name"),
        "aws_codeartifact_domain_permissions_policy": ("CodeArtifact domain", "policy_document", "domain"),
        "aws_codeartifact_repository_permissions_policy": (
            "CodeArtifact repository",
            "policy_document",
            "repository",
        ),
        "aws_dynamodb_resource_policy": ("DynamoDB table", "policy", "resource_arn"),
        "aws_ecr_registry_policy": ("ECR registry", "policy", ""),
        "aws_ecr_repository_policy": ("ECR repository", "policy", "repository"),
        "aws_ecrpublic_repository_policy": ("public ECR repository", "policy", "repository_name"),
        "aws_efs_file_system_policy": ("EFS file system", "policy", "file_system_id"),
        "aws_elasticsearch_domain": ("Elasticsearch domain", "access_policies", ""),
        "aws_elasticsearch_domain_policy": ("Elasticsearch domain", "access_policies", "domain_name"),
        "aws_glacier_vault": ("Glacier vault", "access_policy", ""),
        "aws_glacier_vault_lock": ("Glacier vault", "policy", "vault_name"),
        "aws_glue_resource_policy": ("Glue Data Catalog", "policy", ""),
        "aws_kinesis_resource_policy": ("Kinesis stream", "policy", "resource_arn"),
        "aws_kms_external_key": ("KMS key", "policy", ""),
        "aws_kms_key": ("KMS key", "policy", ""),
        "aws_kms_key_policy": ("KMS key", "policy", "key_id"),
        "aws_kms_replica_key": ("KMS key", "policy", ""),
        "aws_media_store_container_policy": ("MediaStore container", "policy", "container_name"),
        "aws_msk_cluster_policy": ("Kafka cluster", "policy", "cluster_arn"),
        "aws_opensearch_domain": ("OpenSearch domain", "access_policies", ""),
        "aws_opensearch_domain_policy": ("OpenSearch domain", "access_policies", "domain_name"),
        "aws_s3_access_point": ("S3 access point", "policy", ""),
        "aws_s3_bucket": ("S3 bucket", "policy", ""),
        "aws_s3_bucket_policy": ("S3 bucket", "policy", "bucket"),
        "aws_s3control_access_point_policy": ("S3 access point", "policy", "access_point_arn"),
        "aws_s3control_multi_region_access_point_policy": ("S3 access point", "policy", ""),
        "aws_s3tables_table_bucket_policy": ("S3 table bucket", "resource_policy", "table_bucket_arn"),
        "aws_secretsmanager_secret": ("secret", "policy", ""),
        "aws_secretsmanager_secret_policy": ("secret", "policy", "secret_arn"),
        "aws_ses_identity_policy": ("SES identity", "policy", "identity"),
        "aws_sesv2_email_identity_policy": ("SES identity", "policy", "email_identity"),
        "aws_sns_topic": ("SNS topic", "policy", ""),
        "aws_sns_topic_policy": ("SNS topic", "policy", "arn"),
        "aws_sqs_queue": ("SQS queue", "policy", ""),
        "aws_sqs_queue_policy": ("SQS queue", "policy", "queue_url"),
        "aws_bedrockagentcore_resource_policy": ("Bedrock AgentCore resource", "policy", "resource_arn"),
        "aws_cloudsearch_domain_service_access_policy": (
            "CloudSearch domain",
            "access_policy",
            "domain_name",
        ),
        "aws_codebuild_resource_policy": ("CodeBuild resource", "policy", "resource_arn"),
        "aws_dsql_cluster_policy": ("Aurora DSQL cluster", "policy", "identifier"),
        "aws_kms_replica_external_key": ("KMS key", "policy", ""),
        "aws_networkfirewall_resource_policy": ("Network Firewall resource", "policy", "resource_arn"),
        "aws_oam_sink_policy": ("CloudWatch sink", "policy", "sink_identifier"),
        "aws_osis_resource_policy": ("OpenSearch Ingestion resource", "policy", "resource_arn"),
        "aws_pinpointsmsvoicev2_resource_policy": ("SMS resource", "policy", "resource_arn"),
        "aws_prometheus_resource_policy": ("Prometheus workspace", "policy_document", "workspace_id"),
        "aws_redshift_resource_policy": ("Redshift namespace", "policy", "resource_arn"),
        "aws_redshiftserverless_resource_policy": ("Redshift Serverless resource", "policy", "resource_arn"),
        "aws_s3control_access_grants_instance_resource_policy": ("Access Grants instance", "policy", ""),
        "aws_s3control_bucket_policy": ("S3 Outposts bucket", "policy", "bucket"),
        "aws_s3control_object_lambda_access_point_policy": (
            "S3 Object Lambda",
            "policy",
            "name",
        ),
        "aws_s3files_file_system_policy": ("S3 file system", "policy", "file_system_id"),
        "aws_s3tables_table_policy": ("S3 table", "resource_policy", "table_bucket_arn"),
        "aws_s3vectors_vector_bucket_policy": ("S3 vector bucket", "policy", "vector_bucket_arn"),
        "aws_sagemaker_model_package_group_policy": (
            "SageMaker model group",
            "resource_policy",
            "model_package_group_name",
        ),
        "aws_schemas_registry_policy": ("schema registry", "policy", "registry_name"),
        "aws_vpclattice_auth_policy": ("VPC Lattice service", "policy", "resource_identifier"),
        "aws_vpclattice_resource_policy": ("VPC Lattice resource", "policy", "resource_arn"),
        "aws_xray_resource_policy": ("X-Ray policy", "policy_document", "policy_name"),
    }
)


def convert_resource_policy(instance: Instance) -> Iterator[AwsResource]:
    noun, argument, subject = RESOURCE_POLICIES[instance.address.type]
    own = node(instance)
    if own.is_set(argument):
        yield iam.ResourcePolicy(
            **basics(instance, "name", "bucket"),
            subject=own.target(subject) if subject else None,
            noun=noun,
            text=policy_text(own, argument),
            argument=argument,
        )


def whole_text(traced: Traced[str]) -> Text:
    return traced.value if isinstance(traced, Known) else PartialText((traced.reason,))


class Permission(msgspec.Struct, frozen=True):
    """A type of resource that is one statement of a resource's policy."""

    noun: str
    subject: str  # the argument that names the resource
    asked: tuple[tuple[str, str, str], ...]  # conditions: operator, key, and the argument that has the value


PERMISSIONS: Mapping[str, Permission] = MappingProxyType(
    {
        # https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
        "aws_lambda_permission": Permission(
            "Lambda function",
            "function_name",
            (
                ("ArnLike", "aws:sourcearn", "source_arn"),
                ("StringEquals", "aws:sourceaccount", "source_account"),
                ("StringEquals", "aws:principalorgid", "principal_org_id"),
                ("StringEquals", "lambda:functionurlauthtype", "function_url_auth_type"),
                ("StringEquals", "lambda:eventsourcetoken", "event_source_token"),
            ),
        ),
        # https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html
        "aws_lambda_layer_version_permission": Permission(
            "Lambda layer", "layer_name", (("StringEquals", "aws:principalorgid", "organization_id"),)
        ),
        # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
        "aws_cloudwatch_event_permission": Permission("event bus", "event_bus_name", ()),
    }
)


def convert_permission(instance: Instance) -> Iterator[AwsResource]:
    own, kind = node(instance), PERMISSIONS[instance.address.type]
    principal = whole_text(own.text("principal"))
    is_service = isinstance(principal, str) and principal.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    conditions = tuple(
        Condition(operator, key, (argument_text(own, argument),))
        for operator, key, argument in kind.asked
        if own.is_set(argument)
    )
    statement = Statement(
        sid=instance.address.name,
        actions=(whole_text(own.text("action")),),
        resources=("*",),
        principals=(("Service" if is_service else "AWS", (principal,)),),
        conditions=(*conditions, *written_condition(own)),
    )
    yield iam.ResourcePolicy(
        **basics(instance, "statement_id"),
        subject=own.target(kind.subject),
        noun=kind.noun,
        text=PolicyText((statement,), instance.trace, "principal"),
        argument="principal",
    )


def written_condition(own: Node) -> Iterator[Condition]:
    """The block `condition` of a permission of an event bus; AWS takes `aws:PrincipalOrgID` with `StringEquals` alone.

    A block that may not be there is a condition of which it is not known what it asks for.
    """
    for each in own.blocks("condition"):
        is_sure = each.is_known and each.is_counted
        operator = "StringEquals" if is_sure else "ForAllValues:StringEquals"
        yield Condition(operator, "aws:principalorgid", (whole_text(each.text("value")),))


def argument_text(own: Node, argument: str) -> Text:
    """The argument as text; of an ARN that is known after an apply, the resource that it belongs to."""
    value = own.raw(argument)
    read = own.text(argument)
    if isinstance(read, Known):
        return read.value
    return (
        PartialText((read.reference,)) if read.reference and not value.marks else PartialText((read.reason,))
    )


# -- what runs with a role ---------------------------------------------------------------------

# Type: the block or blocks on the way ("" none) and the argument; what kind of pointer it is.
ROLE_USES: Mapping[str, tuple[tuple[str, str, str], ...]] = MappingProxyType(
    {
        "aws_instance": (("", "iam_instance_profile", "profile"), ("launch_template", "id", "template")),
        "aws_spot_instance_request": (("", "iam_instance_profile", "profile"),),
        "aws_launch_template": (
            ("iam_instance_profile", "name", "profile"),
            ("iam_instance_profile", "arn", "profile"),
        ),
        "aws_launch_configuration": (("", "iam_instance_profile", "profile"),),
        "aws_autoscaling_group": (
            ("launch_template", "id", "template"),
            ("", "launch_configuration", "template"),
        ),
        "aws_ecs_task_definition": (("", "task_role_arn", "role"), ("", "execution_role_arn", "role")),
        "aws_ecs_service": (("", "task_definition", "template"),),
        "aws_lambda_function": (("", "role", "role"),),
        "aws_eks_cluster": (("", "role_arn", "role"),),
        "aws_eks_node_group": (("", "node_role_arn", "role"),),
        "aws_eks_fargate_profile": (("", "pod_execution_role_arn", "role"),),
        "aws_codebuild_project": (("", "service_role", "role"),),
        "aws_codepipeline": (("", "role_arn", "role"),),
        "aws_glue_job": (("", "role_arn", "role"),),
        "aws_glue_crawler": (("", "role", "role"),),
        "aws_glue_dev_endpoint": (("", "role_arn", "role"),),
        "aws_sagemaker_notebook_instance": (("", "role_arn", "role"),),
        "aws_sfn_state_machine": (("", "role_arn", "role"),),
        "aws_cloudformation_stack": (("", "iam_role_arn", "role"),),
        "aws_bedrockagent_agent": (("", "agent_resource_role_arn", "role"),),
        "aws_cognito_identity_pool_roles_attachment": (
            ("roles", "authenticated", "role"),
            ("roles", "unauthenticated", "role"),
        ),
        "aws_mskconnect_connector": (("", "service_execution_role_arn", "role"),),
        "aws_emr_cluster": (("", "service_role", "role"),),
        "aws_apprunner_service": (("instance_configuration", "instance_role_arn", "role"),),
        "aws_batch_job_definition": (("", "job_role_arn", "role"),),
        "aws_scheduler_schedule": (("target", "role_arn", "role"),),
        "aws_iot_role_alias": (("", "role_arn", "role"),),
        "aws_transfer_user": (("", "role", "role"),),
    }
)


def convert_role_use(instance: Instance) -> Iterator[AwsResource]:
    for block, argument, kind in ROLE_USES[instance.address.type]:
        own = node(instance)
        for holder in own.blocks(block) if block else [own]:
            if not holder.is_set(argument):
                continue
            target = read_target(holder.raw(argument))
            yield iam.RoleUse(
                **basics(instance, "name", "function_name", "family"),
                argument=argument,
                role=target if kind == "role" else None,
                profile=target if kind == "profile" else None,
                template=target if kind == "template" else None,
            )


def all_of(*converters: Converter) -> Converter:
    def convert(instance: Instance) -> Iterator[AwsResource]:
        for each in converters:
            yield from each(instance)

    return convert


def converter_table() -> Mapping[str, Converter]:
    found: dict[str, list[Converter]] = {}
    for name, each in IDENTITIES.items():
        found.setdefault(name, []).append(each)
    for name in RESOURCE_POLICIES:
        found.setdefault(name, []).append(convert_resource_policy)
    for name in ROLE_USES:
        found.setdefault(name, []).append(convert_role_use)
    for name in PERMISSIONS:
        found[name] = [convert_permission]
    return MappingProxyType({name: all_of(*each) for name, each in found.items()})


ACCESS_CONVERTERS = converter_table()
# Types of which the access model says all there is to say.
ACCESS_TYPES = (
    frozenset(IDENTITIES)
    | frozenset(PERMISSIONS)
    | {name for name, (_, _, subject) in RESOURCE_POLICIES.items() if subject}
)
