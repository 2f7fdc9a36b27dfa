"""Signed as PAdES by pyhanko, and checked by another hand: OpenSSL, over the bytes that the signature says it covers."""

import io
import re
import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.core.management import CommandError, call_command

from records.official_letter import draw_letter
from records.pdf_signing import NOT_VALID, CannotSign, load_key, make_test_key, sign_pdf
from tests.records.keys import key_of_the_tests as a_key
from tests.records.test_official_letter import LETTER


@pytest.fixture
def signed(settings):
    settings.LETTER_KEY = str(a_key())
    return sign_pdf(draw_letter(LETTER), load_key(), reason="คค 0612/15", location="กรมทางหลวง")


def parts_of(pdf: bytes) -> tuple[bytes, bytes]:
    """What is covered, and the signature over it (PDF 32000-1, 12.8.1)."""
    spans = [int(n) for n in re.findall(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", pdf)[-1]]
    start, length, again, rest = spans
    covered = pdf[start : start + length] + pdf[again : again + rest]
    return covered, bytes.fromhex(pdf[start + length + 1 : again - 1].decode())


def openssl(tmp_path, covered: bytes, signature: bytes) -> subprocess.CompletedProcess:
    """`openssl cms -verify` with the certificate of the tests as the only one that is believed."""
    _private, certificate, _others = pkcs12.load_key_and_certificates(a_key().read_bytes(), None)
    files = {"covered": covered, "signature": signature, "certificate": certificate.public_bytes(Encoding.PEM)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "covered"]
    command += ["-CAfile", "certificate", "-purpose", "any", "-partial_chain", "-out", "read"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)


class TestASignedLetter:
    def test_is_verified_by_openssl(self, signed, tmp_path):
        covered, signature = parts_of(signed)
        checked = openssl(tmp_path, covered, signature.rstrip(b"\0"))
        assert checked.returncode == 0, checked.stderr
        assert (tmp_path / "read").read_bytes() == covered

    def test_is_no_longer_verified_once_a_byte_is_changed(self, signed, tmp_path):
        covered, signature = parts_of(signed)
        changed = covered.replace(b"/Lang", b"/Lanh", 1)
        assert changed != covered
        assert openssl(tmp_path, changed, signature.rstrip(b"\0")).returncode != 0

    def test_is_covered_from_its_first_to_its_last_byte(self, signed):
        covered, signature = parts_of(signed)
        assert len(covered) + 2 * len(signature) + 2 == len(signed)

    def test_is_pades_and_allows_no_change(self, signed):
        document = pikepdf.open(io.BytesIO(signed))
        [field] = document.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert document.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1

    def test_says_in_its_certificate_that_it_is_not_valid(self, settings):
        settings.LETTER_KEY = str(a_key())
        key = load_key()
        assert key.is_test
        assert NOT_VALID in key.certificate.subject.rfc4514_string().replace("\\", "")


class TestAKeyThatCannotSign:
    def code(self):
        with pytest.raises(CannotSign) as refused:
            load_key()
        return refused.value.code

    def test_is_none(self, settings):
        settings.LETTER_KEY = ""
        assert self.code() == "no_key"

    def test_is_not_there(self, settings, tmp_path):
        settings.LETTER_KEY = str(tmp_path / "lost.p12")
        assert self.code() == "key_missing"

    @pytest.mark.parametrize(
        "content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
    )
    def test_is_something_else(self, settings, tmp_path, content):
        (tmp_path / "key").write_bytes(content)
        settings.LETTER_KEY = str(tmp_path / "key")
        assert self.code() == "key_unreadable"

    @pytest.mark.parametrize("password", ["", "wrong"])
    def test_is_locked(self, settings, tmp_path, password):
        settings.LETTER_KEY = str(make_test_key(tmp_path / "key.p12", password="right"))
        settings.LETTER_KEY_PASSWORD = password
        assert self.code() == "key_unreadable"
        settings.LETTER_KEY_PASSWORD = "right"
        assert load_key().is_test

    def test_is_over_or_not_begun(self, settings, tmp_path):
        now = datetime.now(UTC)
        settings.LETTER_KEY = str(make_test_key(tmp_path / "old.p12", days=1, now=now - timedelta(days=3)))
        assert self.code() == "certificate_expired"
        settings.LETTER_KEY = str(make_test_key(tmp_path / "new.p12", now=now + timedelta(days=3)))
        assert self.code() == "certificate_not_begun"

    def test_is_a_pem_key_with_the_certificate_of_another(self, settings, tmp_path):
        private, certificate, _others = pkcs12.load_key_and_certificates(a_key().read_bytes(), None)
        other = make_test_key(tmp_path / "other.p12").read_bytes()
        _private, others_certificate, _others = pkcs12.load_key_and_certificates(other, None)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        settings.LETTER_KEY = str(tmp_path / "key.pem")
        (tmp_path / "key.pem").write_bytes(pem)
        assert self.code() == "key_without_certificate"
        settings.LETTER_CERTIFICATE = str(tmp_path / "certificate.pem")
        (tmp_path / "certificate.pem").write_bytes(others_certificate.public_bytes(Encoding.PEM))
        assert self.code() == "key_of_another"
        (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        assert load_key().certificate == certificate


class TestMakingAKeyToTryItOut:
    def test_writes_one_that_only_its_owner_reads_and_never_over_another(self, tmp_path):
        path = tmp_path / "letters" / "key.p12"
        call_command("make_letter_key", str(path))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        before = path.read_bytes()
        with pytest.raises(CommandError, match="already"):
            call_command("make_letter_key", str(path))
        assert path.read_bytes() == before

    def test_asks_where_to_write_it(self, settings):
        settings.LETTER_KEY = ""
        with pytest.raises(CommandError, match="LETTER_KEY"):
            call_command("make_letter_key")
