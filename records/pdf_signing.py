"""Signs PDFs by PAdES with a key of the deployment, in the worker only; pyhanko is loaded by `sign_pdf`.

Baseline B-B (ETSI EN 319 142-1): the certificate goes along, no time stamp of a third party. A document leaves signed or
not at all: whoever calls holds it back while `CannotSign` says why.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOT_VALID = "ทดสอบ ไม่มีผล TEST - NOT VALID"
"""Stands in certificates that the house made itself, to try signing out; X.520 gives a name 64 bytes."""
REASONS = {
    "no_key": _("No key to sign with is set up: LETTER_KEY is empty."),
    "key_missing": _("The file that LETTER_KEY names is not there or cannot be read."),
    "key_unreadable": _("The key cannot be opened: the password is wrong, or it is no PKCS#12 or PEM file."),
    "key_without_certificate": _("The key comes without its certificate."),
    "key_of_another": _("The key does not belong to the certificate."),
    "certificate_not_begun": _("The certificate is not valid yet."),
    "certificate_expired": _("The certificate has expired."),
}


class CannotSign(Exception):
    """code: one of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code}: {REASONS[code]}")
        self.code = code


@dataclass(frozen=True)
class Key:
    """A private key with its certificate and those above it."""

    private: Any
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def is_test(self) -> bool:
        """Whether the house made it itself: what it signs proves nothing to anybody."""
        units = self.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        return any(unit.value == NOT_VALID for unit in units)


def load_key(at: datetime | None = None) -> Key:
    """The key of the settings, as it can sign at that moment. Raises CannotSign."""
    if not settings.LETTER_KEY:
        raise CannotSign("no_key")
    key = _read(_bytes_of(settings.LETTER_KEY), (settings.LETTER_KEY_PASSWORD or "").encode() or None)
    now = at or timezone.now()
    if now < key.certificate.not_valid_before_utc:
        raise CannotSign("certificate_not_begun")
    if now > key.certificate.not_valid_after_utc:
        raise CannotSign("certificate_expired")
    if _public(key.private.public_key()) != _public(key.certificate.public_key()):
        raise CannotSign("key_of_another")
    return key


def sign_pdf(pdf: bytes, key: Key, *, reason: str, location: str, at: datetime | None = None) -> bytes:
    """The same PDF with a signature over all of it; any later change breaks it."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    known = SimpleCertificateStore()
    known.register_multiple(asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.chain)
    private = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=known,
    )
    about = signers.PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        location=location,
    )
    signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer)
    return bytes(signed.getvalue())


def make_test_key(path: Path, *, password: str = "", days: int = 3650, now: datetime | None = None) -> Path:
    """Write a key and a certificate of its own making as PKCS#12, to try signing out; readable by its owner alone."""
    now = now or datetime.now(UTC)
    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TH"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Siang Pracha"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, NOT_VALID),
            x509.NameAttribute(NameOID.COMMON_NAME, NOT_VALID),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_may_only_sign(), critical=True)
        .sign(private, hashes.SHA256())
    )
    how = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(pkcs12.serialize_key_and_certificates(NOT_VALID.encode(), private, certificate, None, how))
    return path


def _may_only_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CannotSign("key_missing") from error


def _read(content: bytes, password: bytes | None) -> Key:
    try:
        if b"-----BEGIN" in content:
            return _read_pem(content, password)
        private, certificate, others = pkcs12.load_key_and_certificates(content, password)
    except (ValueError, TypeError) as error:
        raise CannotSign("key_unreadable") from error
    if private is None:
        raise CannotSign("key_unreadable")
    if certificate is None:
        raise CannotSign("key_without_certificate")
    return Key(private, certificate, tuple(others))


def _read_pem(content: bytes, password: bytes | None) -> Key:
    """The certificate stands with the key, or in the file that LETTER_CERTIFICATE names; those above it follow it."""
    private = load_pem_private_key(content, password)
    held = _bytes_of(settings.LETTER_CERTIFICATE) if settings.LETTER_CERTIFICATE else content
    if b"-----BEGIN CERTIFICATE" not in held:
        raise CannotSign("key_without_certificate")
    certificate, *chain = x509.load_pem_x509_certificates(held)
    return Key(private, certificate, tuple(chain))


def _public(key: Any) -> bytes:
    found: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return found
