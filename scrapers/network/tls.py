"""TLS settings of a source, and the messages of failed handshakes.

Certificates are always verified. `ca_bundle` adds certificates for hosts with an incomplete chain; `legacy_tls` allows
servers that are too old for today's OpenSSL. Both hold for one source.
"""

import ssl
import warnings
from pathlib import Path

LEGACY_CIPHERS = "DEFAULT:@SECLEVEL=0"
"""For servers of TLS 1.0 and 1.1: they sign with SHA-1, which OpenSSL 3 refuses at level 1."""
LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT, which `ssl` names from Python 3.12 on."""

SILENT = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""The server closed the connection during the handshake, which may be temporary."""

VERIFICATION = {
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "the certificate is signed by itself",
    19: "the certificate chain ends at an authority that is not trusted",
    20: "the certificate chain is incomplete, or ends at an authority that is not trusted",
    21: "the certificate chain is incomplete, or ends at an authority that is not trusted",
    62: "the certificate is for another host",
    64: "the certificate is for another host",
    66: "the key of the certificate is too short",
    67: "the key of the certificate authority is too short",
    68: "the certificate is signed with a digest that is too weak",
}
"""OpenSSL's code of a failed verification (X509_V_ERR_…) -> our message."""
HELPED_BY_BUNDLE = (18, 19, 20, 21)
HELPED_BY_LEGACY = (66, 67, 68)

HANDSHAKE = {
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "the server knows legacy renegotiation only",
    "UNSUPPORTED_PROTOCOL": "the server speaks no TLS newer than 1.1",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks no TLS newer than 1.1",
    "WRONG_SSL_VERSION": "the server speaks no TLS newer than 1.1",
    "VERSION_TOO_LOW": "the server speaks no TLS newer than 1.1",
    "DH_KEY_TOO_SMALL": "the server's key exchange is too weak",
    "EE_KEY_TOO_SMALL": "the key of the certificate is too short",
    "CA_KEY_TOO_SMALL": "the key of the certificate authority is too short",
    "CA_MD_TOO_WEAK": "the certificate is signed with a digest that is too weak",
    "WRONG_SIGNATURE_TYPE": "the server signs with a digest that is too weak",
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED": "the server signs with a digest that is too weak",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the server shares no cipher with us",
}
"""OpenSSL's reason of a failed handshake -> our message; `legacy_tls` may help with each."""


def adapt(context: ssl.SSLContext, ca_bundle: Path | str | None, *, legacy: bool) -> None:
    """Applies a source's TLS settings to a verifying context. Raises OSError for an unreadable bundle."""
    if ca_bundle is not None:
        context.load_verify_locations(cafile=str(ca_bundle))
    if legacy:
        context.options |= LEGACY_SERVER_CONNECT
        context.set_ciphers(LEGACY_CIPHERS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the old versions
            context.minimum_version = ssl.TLSVersion.TLSv1


def failure(error: BaseException) -> str | None:
    """The message of a failed handshake, with the setting that may help.

    None for another error, or where the server only closed the connection.
    """
    cause = _ssl_error(error)
    if cause is None or isinstance(cause, SILENT):
        return None
    if isinstance(cause, ssl.SSLCertVerificationError):
        code = cause.verify_code
        setting = "ca_bundle" if code in HELPED_BY_BUNDLE else "legacy_tls" if code in HELPED_BY_LEGACY else None
        return _message(VERIFICATION.get(code, "the certificate is not valid"), cause.verify_message, setting)
    reason = str(getattr(cause, "reason", None) or cause)
    if reason in HANDSHAKE:
        return _message(HANDSHAKE[reason], reason, "legacy_tls")
    return _message("the TLS handshake failed", reason, None)


def _ssl_error(error: BaseException) -> ssl.SSLError | None:
    """The `ssl` error behind this one; aiohttp wraps it in SSLErrors without its details."""
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None)
    if isinstance(inner, ssl.SSLError):
        return inner
    if isinstance(error, ssl.SSLError):
        return error
    return _ssl_error(error.__cause__) if error.__cause__ else None


def _message(what: str, by_openssl: str, setting: str | None) -> str:
    words = by_openssl.lower().replace("_", " ").rstrip(".")
    return f"{what} (OpenSSL: {words})" + (f"; {setting} of the source may help" if setting else "")
