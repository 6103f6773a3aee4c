"""A password goes to the mail server that was meant and to no other: its certificate is verified, both ways."""

import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer

import zhengce.settings.load as configuration
from zhengce.notifications.health import try_out
from zhengce.settings.load import Configuration, ConfigurationError, Mail

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WAYS = ("tls", "starttls")


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass
class Certificates:
    """A CA of our own, and certificates of servers, as files."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.ca = self.folder / "ca.pem"
        made = self._made("Test CA", "Test CA", self.key.public_key(), self.key, is_ca=True)
        self.ca.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def server(self, name: str, address: str, *, signed: bool = True) -> Path:
        """Certificate and key of a server, by our CA or by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._made(name, "Test CA" if signed else name, key.public_key(), self.key if signed else key, address)
        path = self.folder / f"{name}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        return path

    @staticmethod
    def _made(
        name: str,
        issuer: str,
        key: ec.EllipticCurvePublicKey,
        signer: ec.EllipticCurvePrivateKey,
        address: str | None = None,
        is_ca: bool = False,
    ) -> x509.Certificate:
        today = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(issuer))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=9))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )
        if address:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(signer, hashes.SHA256())


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


class _Session(socketserver.StreamRequestHandler):
    """So much of SMTP as a sender needs that encrypts and logs in."""

    def handle(self) -> None:
        server = cast("EncryptedServer", self.server)
        try:
            if server.way == "tls":
                self._encrypt(server)
            self._say("220 mail.example.org")
            self._talk(server)
        except OSError:  # the sender did not like the certificate and left
            server.left += 1

    def _talk(self, server: "EncryptedServer") -> None:
        while line := self.rfile.readline():
            server.heard.append(line)
            word = line.split()[0].upper()
            if word == b"EHLO":
                self._say("250-mail.example.org\r\n250-STARTTLS\r\n250 AUTH PLAIN")
            elif word == b"STARTTLS":
                self._say("220 go on")
                self._encrypt(server)
            elif word == b"AUTH":
                self._say("235 welcome")
            elif word == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                server.taken += 1
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _encrypt(self, server: "EncryptedServer") -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        for part in (self.wfile, self.rfile, self.connection):
            part.close()

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class EncryptedServer(socketserver.ThreadingTCPServer):
    """A mail server on the loopback that encrypts at once (`tls`) or when asked (`starttls`)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, way: str, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.way, self.certificate = way, certificate
        self.heard: list[bytes] = []
        self.taken = self.left = 0

    @property
    def mail(self) -> Mail:
        to = ("ops@example.org",)
        port = int(self.server_address[1])
        return Mail("127.0.0.1", "zhengce@example.org", to, port, self.way, "zhengce", "S3cretWord")


@contextmanager
def serving(way: str, certificate: Path) -> Iterator[EncryptedServer]:
    with EncryptedServer(way, certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def why_not(box: Mail) -> str | None:
    [(_, why)] = try_out(Configuration(mail=box), NOW)
    return why


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_signed_its_own_certificate_gets_neither_password_nor_message(
    certificates: Certificates, way: str
) -> None:
    with serving(way, certificates.server("own", "127.0.0.1", signed=False)) as server:
        said = why_not(server.mail) or ""
        assert said.startswith("its certificate is not trusted (self-signed certificate); ")
        assert "notifications.email.ca_bundle" in said
        assert "\n" not in said
    assert server.taken == 0
    assert not [line for line in server.heard if line.startswith((b"AUTH", b"MAIL"))]


@pytest.mark.parametrize("way", WAYS)
def test_a_server_with_the_certificate_of_another_gets_nothing_either(certificates: Certificates, way: str) -> None:
    with serving(way, certificates.server("other", "127.0.0.2")) as server:
        said = why_not(replace(server.mail, ca_bundle=certificates.ca)) or ""
        assert "its certificate is not trusted (IP address mismatch" in said
    assert server.taken == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_server_of_a_ca_that_the_user_names_gets_the_message(certificates: Certificates, way: str) -> None:
    with serving(way, certificates.server("good", "127.0.0.1")) as server:
        assert why_not(replace(server.mail, ca_bundle=certificates.ca)) is None
        assert server.taken == 1
        assert [line for line in server.heard if line.startswith(b"AUTH")]
        assert "is not trusted" in (why_not(server.mail) or "")
    assert server.taken == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_ca_that_the_system_trusts_needs_no_setting(
    certificates: Certificates, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    with serving(way, certificates.server("good", "127.0.0.1")) as server:
        assert why_not(server.mail) is None


def test_a_server_that_does_not_encrypt_gets_nothing_where_encryption_is_wanted(certificates: Certificates) -> None:
    with serving("starttls", certificates.server("good", "127.0.0.1")) as server:
        assert why_not(replace(server.mail, security="tls")) is not None
    assert server.taken == 0


def test_a_webhook_of_a_certificate_nobody_trusts_is_named_with_the_mend(certificates: Certificates) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server("own", "127.0.0.1", signed=False))
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/hook").respond_with_data("")
        [(_, why)] = try_out(Configuration(webhooks=(server.url_for("/hook"),)), NOW)
        assert (why or "").startswith("its certificate is not trusted (self-signed certificate); ")
        assert server.log == []


def test_a_file_of_certificates_is_looked_at_when_it_is_set(certificates: Certificates, tmp_path: Path) -> None:
    file = tmp_path / "zhengce.toml"
    rest = 'to = ["a@example.org"]\nfrom = "b@example.org"\nhost = "mail.example.org"\n'
    file.write_text(f'[notifications.email]\n{rest}ca_bundle = "{certificates.ca}"\n')
    chosen = configuration.load(file, {}).mail
    assert chosen
    assert chosen.ca_bundle == certificates.ca
    (tmp_path / "none.pem").write_text("no certificate")
    for name in ("none.pem", "nowhere.pem"):
        with pytest.raises(ConfigurationError, match="_CA_BUNDLE: expected a file of certificates in PEM"):
            configuration.load(file, {"ZHENGCE_SMTP_CA_BUNDLE": str(tmp_path / name)})
