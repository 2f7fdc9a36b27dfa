"""Sign-up, sign-in, confirmation and recovery by django-allauth; the rules are in directory/accounts.py."""

ACCOUNT_ADAPTER = "directory.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "directory.account_forms.SignupForm",
    "login": "directory.account_forms.LoginForm",
    "request_login_code": "directory.account_forms.RequestLoginCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Either of the two is enough: SignupForm asks for one. The star is there for allauth's own system check.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True

# Everything is confirmed by a code typed on the same page: no link to lose, the same for mail and SMS.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Ten minutes: mail and SMS are often late, and three wrong tries end it anyway.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}

# Signing up with a known address looks the same as with a new one: nobody learns who has an account.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True

# Codes go through the outbox, like every other message (SMS_SENDER is in base.py).
MAIL_SENDER = "notifications.mail.send_later"
