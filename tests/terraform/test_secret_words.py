"""Which names and texts are obviously secrets, and which only look so."""

import pytest

from docgen.terraform.secret_words import assigns_secret, has_secret_form, is_secret_name, may_be_secret


@pytest.mark.parametrize(
    "name",
    [
        "db_password",
        "apiKey",
        "aws_secret_access_key",
        "AWS_SECRET_ACCESS_KEY",
        "password",
        "master_password2",
        "client_secret",
        "auth_token",
        "private_key",
        "DB_PASSWORD",
        "secret_string",
        "db_password_value",
        "credentials",
        "access_key",
        "PGPASSWORD",
    ],
)
def test_a_name_tells_a_secret(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "secret_arn",
        "secrets_manager_secret_arn",
        "secret_id",
        "kms_key_id",
        "key_name",
        "token_validity",
        "http_tokens",
        "creation_token",
        "password_policy",
        "secret_name",
        "key",
        "public_key",
        "hash_key",
        "secrets",
        "access_key_id",
        "token_type",
        "tokens",
        "path",
        "manage_password",
        "password_length",
    ],
)
def test_a_name_only_speaks_of_a_secret(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("text", ["hunter2", "two words", "postgres://u:p@h", "12345678", "s3cret.with.dots"])
def test_a_text_may_be_a_secret(text: str) -> None:
    assert may_be_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "arn:aws:s3:::x",
        "/prod/db",
        "alias/x",
        "true",
        "required",
        "10.0.0.0/8",
        "https://x.example.com/a",
    ],
)
def test_a_text_is_no_secret(text: str) -> None:
    assert not may_be_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgres://u:p@h/db",
        "see amqps://user:p%40ss@broker:5671 for it",
        "key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ],
)
def test_a_form_tells_a_secret(text: str) -> None:
    assert has_secret_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "https://git.example.com/team/infra/blob/{revision}/{path}#L{line}",
        "arn:aws:iam::123456789012:role/aws-service-role/AmazonEKS",
        "git@github.com:a/b",
        "https://${var.user}:${var.word}@example.com",
        "-----BEGIN CERTIFICATE-----\nMIIE",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1",
    ],
)
def test_a_form_tells_none(text: str) -> None:
    assert not has_secret_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\nexport DB_PASSWORD=hunter2\n",
        "user: a\npassword: hunter2\n",
        '{"password": "hunter2"}',
        "TOKEN=x run",
    ],
)
def test_a_script_gives_a_secret_a_value(text: str) -> None:
    assert assigns_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "token_url=https://x",
        "export P=$(aws get)",
        "TOKEN=$TOKEN",
        "Access token: see the wiki.",
        '{"secret": "arn:aws:secretsmanager:eu-west-1:1:secret:x"}',
        "http_tokens = required",
    ],
)
def test_a_script_only_names_a_secret(text: str) -> None:
    assert not assigns_secret(text)
