"""Where messages end up in tests instead of leaving the building."""

sms: list[tuple[str, str, str]] = []
mail: list[tuple[str, str, str, str]] = []


def remember_sms(phone: str, text: str, *, language: str) -> None:
    sms.append((phone, text, language))


def remember_mail(email: str, subject: str, body: str, *, language: str) -> None:
    mail.append((email, subject, body, language))
