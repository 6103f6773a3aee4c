"""A password goes to the mail server that was meant and to no other: its certificate is verified, both ways."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

import zhengce.settings.load as configuration
from tests.receivers import Chance, MailServer, running
from tests.tls_servers import Authority
from zhengce.notifications.health import try_out
from zhengce.settings.load import Configuration, ConfigurationError, Mail

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WAYS = ("tls", "starttls")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@contextmanager
def serving(way: str, context: ssl.SSLContext) -> Iterator[tuple[MailServer, Mail]]:
    """A mail server that encrypts at once (`tls`) or when asked (`starttls`), and what is set to send by it."""
    server = MailServer(Chance(), context, way)
    port = int(server.server_address[1])
    with running(server):
        yield (
            server,
            Mail("127.0.0.1", "zhengce@example.org", ("ops@example.org",), port, way, "zhengce", "S3cretWord"),
        )


def why_not(box: Mail) -> str | None:
    [(_, why)] = try_out(Configuration(mail=box), NOW)
    return why


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_signed_its_own_certificate_gets_neither_password_nor_message(
    authority: Authority, way: str
) -> None:
    with serving(way, authority.context("127.0.0.1", alone=True)) as (server, box):
        said = why_not(box) or ""
        assert said.startswith("its certificate is not trusted (self-signed certificate); ")
        assert "notifications.email.ca_bundle" in said
        assert "\n" not in said
    assert server.got == []
    assert not [line for line in server.heard if line.startswith((b"AUTH", b"MAIL"))]


@pytest.mark.parametrize("way", WAYS)
def test_a_server_with_the_certificate_of_another_gets_nothing_either(authority: Authority, way: str) -> None:
    with serving(way, authority.context("127.0.0.2")) as (server, box):
        said = why_not(replace(box, ca_bundle=authority.bundle)) or ""
        assert "its certificate is not trusted (IP address mismatch" in said
    assert server.got == []


@pytest.mark.parametrize("way", WAYS)
def test_a_server_of_a_ca_that_the_user_names_gets_the_message(authority: Authority, way: str) -> None:
    with serving(way, authority.context("127.0.0.1")) as (server, box):
        assert why_not(replace(box, ca_bundle=authority.bundle)) is None
        assert len(server.got) == 1
        assert [line for line in server.heard if line.startswith(b"AUTH")]
        assert "is not trusted" in (why_not(box) or "")
    assert len(server.got) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_ca_that_the_system_trusts_needs_no_setting(
    authority: Authority, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    with serving(way, authority.context("127.0.0.1")) as (_, box):
        assert why_not(box) is None


def test_a_server_that_does_not_encrypt_gets_nothing_where_encryption_is_wanted(authority: Authority) -> None:
    with serving("starttls", authority.context("127.0.0.1")) as (server, box):
        assert why_not(replace(box, security="tls")) is not None
    assert server.got == []


def test_a_webhook_of_a_certificate_nobody_trusts_is_named_with_the_mend(authority: Authority) -> None:
    with HTTPServer(host="127.0.0.1", ssl_context=authority.context("127.0.0.1", alone=True)) as server:
        server.expect_request("/hook").respond_with_data("")
        [(_, why)] = try_out(Configuration(webhooks=(server.url_for("/hook"),)), NOW)
        assert (why or "").startswith("its certificate is not trusted (self-signed certificate); ")
        assert server.log == []


def test_a_file_of_certificates_is_looked_at_when_it_is_set(authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "zhengce.toml"
    rest = 'to = ["a@example.org"]\nfrom = "b@example.org"\nhost = "mail.example.org"\n'
    file.write_text(f'[notifications.email]\n{rest}ca_bundle = "{authority.bundle}"\n')
    chosen = configuration.load(file, {}).mail
    assert chosen
    assert chosen.ca_bundle == authority.bundle
    (tmp_path / "none.pem").write_text("no certificate")
    for name in ("none.pem", "nowhere.pem"):
        with pytest.raises(ConfigurationError, match="_CA_BUNDLE: expected a file of certificates in PEM"):
            configuration.load(file, {"ZHENGCE_SMTP_CA_BUNDLE": str(tmp_path / name)})
