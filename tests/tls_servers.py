"""Servers on loopback with certificates of our own making, and servers of old TLS."""

import ipaddress
import ssl
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Authority:
    """A certificate authority that nobody trusts yet; `between` has it sign through an intermediate one."""

    folder: Path
    between: bool = False

    def __post_init__(self) -> None:
        self._key, self._name = _key(), _name("Test Authority")
        self.certificate = _certificate(self._name, self._key, self._name, self._key, authority=True)
        self.bundle = _written(self.folder / "authority.pem", self.certificate)
        if self.between:
            key, name = _key(), _name("Test Intermediate")
            self.intermediate = _certificate(name, key, self._name, self._key, authority=True)
            self._key, self._name = key, name

    def context(self, host: str = "localhost", *, days: int = 30, alone: bool = False) -> ssl.SSLContext:
        """A server's context with a certificate for a host, valid for so many days; `alone`: signed by itself."""
        key = _key()
        issuer, signer = (_name(host), key) if alone else (self._name, self._key)
        certificate = _certificate(_name(host), key, issuer, signer, host=host, days=days)
        path = _written(self.folder / "server.pem", certificate)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(path.read_bytes() + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def make_old(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context of a server that speaks TLS 1.0 and 1.1 and nothing newer."""
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _written(path: Path, certificate: x509.Certificate) -> Path:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    signer: ec.EllipticCurvePrivateKey,
    *,
    host: str | None = None,
    days: int = 30,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if host is not None:
        name: x509.GeneralName = x509.DNSName(host)
        with suppress(ValueError):
            name = x509.IPAddress(ipaddress.ip_address(host))
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), critical=False)
    return builder.sign(signer, hashes.SHA256())
