"""Known privilege escalation paths, from some permissions to all permissions: data, each with its source.

Sources: [R] https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/; [V]
https://github.com/BishopFox/iam-vulnerable#supported-privilege-escalation-paths; [P] https://github.com/nccgroup/PMapper/wiki/Checks-Reference; [H]
https://hackingthe.cloud/aws/exploitation/local_ec2_priv_esc_through_user_data/; [C] https://github.com/RhinoSecurityLabs/cloudgoat.
"""

import enum

import msgspec


class Object(enum.Enum):
    """The target of an action of an escalation path, and when the action gains permissions."""

    POLICY = enum.auto()  # a customer managed policy that the identity has
    CREDENTIALS = enum.auto()  # those of another, more privileged user
    USER = enum.auto()  # a user that gets permissions: the identity itself
    GROUP = enum.auto()  # a group that gets permissions: one that the identity is in
    PRIVILEGED_GROUP = enum.auto()  # a more privileged group
    ROLE = enum.auto()  # a role that gets permissions: the identity itself, or one that it may assume
    TRUST = enum.auto()  # the trust policy of a more privileged role
    PASSED = enum.auto()  # a more privileged role that trusts the service
    ASSUMED = enum.auto()  # a more privileged role that trusts the identity
    RUNNING = enum.auto()  # something that runs with a more privileged role
    NEW = enum.auto()  # something that it makes itself, or that gains nothing by itself


class Need(msgspec.Struct, frozen=True):
    action: str
    object: Object
    resource: str = "*"  # the ARN of what it is done to, of any name; "*" in it


class Way(msgspec.Struct, frozen=True):
    """One way: everything that it needs, and the service that a role is passed to."""

    key: str
    needs: tuple[Need, ...]
    source: str  # the letter of one of the sources above
    service: str = ""  # "lambda.amazonaws.com"


def passing(service: str, key: str, source: str, *actions: str) -> Way:
    """A role is passed to a service, which then runs what the identity gives it."""
    needs = [Need("iam:PassRole", Object.PASSED, "role")]
    needs += [Need(each, Object.NEW) for each in actions]
    return Way(key, tuple(needs), source, f"{service}.amazonaws.com")


def single(action: str, object_: Object, resource: str, source: str) -> Way:
    return Way(action, (Need(action, object_, resource),), source)


WAYS = (
    single("iam:CreatePolicyVersion", Object.POLICY, "policy", "R"),
    single("iam:SetDefaultPolicyVersion", Object.POLICY, "policy", "R"),
    single("iam:CreateAccessKey", Object.CREDENTIALS, "user", "R"),
    single("iam:CreateLoginProfile", Object.CREDENTIALS, "user", "R"),
    single("iam:UpdateLoginProfile", Object.CREDENTIALS, "user", "R"),
    single("iam:AttachUserPolicy", Object.USER, "user", "R"),
    single("iam:AttachGroupPolicy", Object.GROUP, "group", "R"),
    single("iam:AttachRolePolicy", Object.ROLE, "role", "R"),
    single("iam:PutUserPolicy", Object.USER, "user", "R"),
    single("iam:PutGroupPolicy", Object.GROUP, "group", "R"),
    single("iam:PutRolePolicy", Object.ROLE, "role", "R"),
    single("iam:AddUserToGroup", Object.PRIVILEGED_GROUP, "group", "R"),
    single("iam:UpdateAssumeRolePolicy", Object.TRUST, "role", "R"),
    passing("ec2", "iam:PassRole, ec2:RunInstances", "R", "ec2:RunInstances"),
    Way(
        "ec2:AssociateIamInstanceProfile",
        (Need("ec2:AssociateIamInstanceProfile", Object.NEW), Need("iam:PassRole", Object.PASSED, "role")),
        "P",
        "ec2.amazonaws.com",
    ),
    passing(
        "lambda",
        "iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction",
        "R",
        "lambda:CreateFunction",
        "lambda:InvokeFunction",
    ),
    passing(
        "lambda",
        "iam:PassRole, lambda:CreateFunction, lambda:CreateEventSourceMapping",
        "R",
        "lambda:CreateFunction",
        "lambda:CreateEventSourceMapping",
    ),
    passing(
        "lambda",
        "iam:PassRole, lambda:CreateFunction, lambda:AddPermission",
        "P",
        "lambda:CreateFunction",
        "lambda:AddPermission",
    ),
    single("lambda:UpdateFunctionCode", Object.RUNNING, "lambda", "R"),
    passing("glue", "iam:PassRole, glue:CreateDevEndpoint", "R", "glue:CreateDevEndpoint"),
    single("glue:UpdateDevEndpoint", Object.RUNNING, "glue", "R"),
    passing(
        "glue", "iam:PassRole, glue:CreateJob, glue:StartJobRun", "P", "glue:CreateJob", "glue:StartJobRun"
    ),
    passing(
        "glue",
        "iam:PassRole, glue:CreateJob, glue:CreateTrigger",
        "P",
        "glue:CreateJob",
        "glue:CreateTrigger",
    ),
    passing(
        "glue", "iam:PassRole, glue:UpdateJob, glue:StartJobRun", "P", "glue:UpdateJob", "glue:StartJobRun"
    ),
    passing("cloudformation", "iam:PassRole, cloudformation:CreateStack", "R", "cloudformation:CreateStack"),
    single("cloudformation:UpdateStack", Object.RUNNING, "cloudformation", "V"),
    passing(
        "datapipeline",
        "iam:PassRole, datapipeline:CreatePipeline, datapipeline:PutPipelineDefinition",
        "R",
        "datapipeline:CreatePipeline",
        "datapipeline:PutPipelineDefinition",
    ),
    passing(
        "codebuild",
        "iam:PassRole, codebuild:CreateProject, codebuild:StartBuild",
        "V",
        "codebuild:CreateProject",
        "codebuild:StartBuild",
    ),
    passing("codestar", "iam:PassRole, codestar:CreateProject", "R", "codestar:CreateProject"),
    passing(
        "ecs-tasks",
        "iam:PassRole, ecs:RegisterTaskDefinition, ecs:RunTask",
        "P",
        "ecs:RegisterTaskDefinition",
        "ecs:RunTask",
    ),
    passing(
        "ecs-tasks",
        "iam:PassRole, ecs:RegisterTaskDefinition, ecs:CreateService",
        "P",
        "ecs:RegisterTaskDefinition",
        "ecs:CreateService",
    ),
    passing(
        "sagemaker",
        "iam:PassRole, sagemaker:CreateNotebookInstance",
        "V",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
    ),
    single("sagemaker:CreatePresignedNotebookInstanceUrl", Object.RUNNING, "sagemaker", "V"),
    passing("sagemaker", "iam:PassRole, sagemaker:CreateTrainingJob", "V", "sagemaker:CreateTrainingJob"),
    passing("sagemaker", "iam:PassRole, sagemaker:CreateProcessingJob", "V", "sagemaker:CreateProcessingJob"),
    single("ssm:SendCommand", Object.RUNNING, "ec2", "V"),
    single("ssm:StartSession", Object.RUNNING, "ec2", "V"),
    single("ec2-instance-connect:SendSSHPublicKey", Object.RUNNING, "ec2", "V"),
    Way(
        "ec2:ModifyInstanceAttribute, ec2:StopInstances, ec2:StartInstances",
        (
            Need("ec2:ModifyInstanceAttribute", Object.RUNNING, "ec2"),
            Need("ec2:StopInstances", Object.NEW),
            Need("ec2:StartInstances", Object.NEW),
        ),
        "H",
    ),
    passing(
        "bedrock-agentcore",
        "iam:PassRole, bedrock-agentcore:CreateCodeInterpreter, bedrock-agentcore:InvokeCodeInterpreter",
        "C",
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ),
    single("sts:AssumeRole", Object.ASSUMED, "role", "V"),
)
