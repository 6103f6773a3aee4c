"""TLS settings of a source, and the messages of failed handshakes.

Certificates are always verified. `ca_bundle` adds certificates for hosts with an incomplete chain; `legacy_tls` allows
servers that are too old for today's OpenSSL. Both hold for one source.
"""

import ssl
import warnings
from pathlib import Path

from parsers.csv_tables import rows_of

LEGACY_CIPHERS = "DEFAULT:@SECLEVEL=0"
"""For servers of TLS 1.0 and 1.1: they sign with SHA-1, which OpenSSL 3 refuses at level 1."""
LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT, which `ssl` names from Python 3.12 on."""

SILENT = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""The server closed the connection during the handshake, which may be temporary."""

FAILURES = {row["code"]: row for row in rows_of(__package__, "tls.csv")}
"""By OpenSSL's code of a failed verification (X509_V_ERR_…), or its reason of a failed handshake: our message, and the
setting of a source that may help."""


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
    code = what = str(getattr(cause, "reason", None) or cause)
    otherwise = "the TLS handshake failed"
    if isinstance(cause, ssl.SSLCertVerificationError):
        code, what, otherwise = str(cause.verify_code), cause.verify_message, "the certificate is not valid"
    row = FAILURES.get(code, {"message": otherwise, "setting": ""})
    by_openssl = what.lower().replace("_", " ").rstrip(".")
    help_by = f"; {row['setting']} of the source may help" if row["setting"] else ""
    return f"{row['message']} (OpenSSL: {by_openssl}){help_by}"


def _ssl_error(error: BaseException) -> ssl.SSLError | None:
    """The `ssl` error behind this one; aiohttp wraps it in SSLErrors without its details."""
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None)
    if isinstance(inner, ssl.SSLError):
        return inner
    if isinstance(error, ssl.SSLError):
        return error
    return _ssl_error(error.__cause__) if error.__cause__ else None
