"""Django settings, from the environment only (see `environment.py` and docs/reference/settings.md)."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from sobria.config import environment

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir()

SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.flag("SOBRIA_DEBUG")
ALLOWED_HOSTS = environment.words("SOBRIA_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("SOBRIA_TRUSTED_ORIGINS")

# The city this deployment serves.
SOBRIA_CITY_NAME = environment.text("SOBRIA_CITY_NAME", "Ma ville")
SOBRIA_COUNTRY = environment.text("SOBRIA_COUNTRY", "FRA")
SOBRIA_CITY_INSEE = environment.text("SOBRIA_CITY_INSEE")
SOBRIA_CITY_SIRET = environment.text("SOBRIA_CITY_SIRET")
# Address of the site, put before the links of letters.
SOBRIA_SITE_URL = environment.text("SOBRIA_SITE_URL")
SOBRIA_DEMO = environment.flag("SOBRIA_DEMO")
SOBRIA_MAX_UPLOAD_MB = environment.number("SOBRIA_MAX_UPLOAD_MB", 200)
SOBRIA_PROXY_HOPS = environment.number("SOBRIA_PROXY_HOPS", 0)

# The registers kept, in the order of the page that lists them.
REGISTERS = [
    "sobria.sober.equipment.register.EQUIPMENT",
    "sobria.democratic.algorithms.register.ALGORITHMS",
    "sobria.city.partners.register.PARTNERS",
    "sobria.sober.economy.register.GRANTS",
]

# Rooms whose writing may be given to one person, beside each register: their name is that of their application.
ROOM_SCOPES = ["strategy", "indicators", "duties", "reports"]

# The partners for which people prescribe or refurbish: () → {code: name}.
PARTNER_SCOPES = "sobria.city.partners.selectors.names"

# What each room computes for the indicators: (year, on) → values of engine.indicators.value.
INDICATOR_PROVIDERS = [
    "sobria.sober.footprint.indicators.provide",
    "sobria.sober.equipment.indicators.provide",
    "sobria.sober.economy.indicators.provide",
    "sobria.city.strategy.indicators.provide",
    "sobria.democratic.algorithms.indicators.provide",
    "sobria.inclusive.devices.indicators.provide",
]

# What rooms tell the duties: numbers of rows (on → {code: number}), and what follows a duty (code → [Follower]).
DUTY_COUNTS: list[str] = ["sobria.democratic.algorithms.indicators.counts"]
DUTY_FOLLOWERS: list[str] = ["sobria.city.strategy.following.measures_of"]

# What rooms add to the yearly edition: (year, on) → engine.editions.contribution.Contribution.
EDITION_PROVIDERS: list[str] = [
    "sobria.sober.footprint.editions.contribute",
    "sobria.sober.future.editions.contribute",
]

# Private key (Ed25519, PEM) that signs the journal's checkpoints; empty: made once, kept in the data folder.
SOBRIA_JOURNAL_KEY = environment.text("SOBRIA_JOURNAL_KEY")

# What is done each day: what is kept for a time only leaves, and the journal is checked and signed.
DAILY = [
    "sobria.city.jobs.queue.prune",
    "sobria.city.people.throttle.purge",
    "sobria.city.journal.checkpoints.nightly",
    "sobria.city.registers.imports.retention.forget_files",
    "sobria.sober.equipment.purchases.import_files.forget_old",
    "sobria.sober.equipment.erasure.import_files.forget_old",
    "sobria.sober.equipment.handling.selections.forget_old",
    "sobria.democratic.algorithms.governance.watching.review_due",
    "sobria.democratic.algorithms.governance.forgetting.forget_addresses",
    "sobria.democratic.algorithms.governance.forgetting.forget_texts",
    "sobria.democratic.algorithms.exchange.import_files.forget_old",
    "sobria.democratic.algorithms.notices.terms.remind",
    "sobria.inclusive.devices.codes.daily.run",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "sobria.ui",
    "sobria.city.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "sobria.city.journal",
    "sobria.city.jobs",
    "sobria.city.registers",
    "sobria.city.indicators",
    "sobria.city.duties",
    "sobria.city.strategy",
    "sobria.city.reports",
    "sobria.city.partners",
    "sobria.sober.equipment",
    "sobria.sober.footprint",
    "sobria.sober.economy",
    "sobria.sober.future",
    "sobria.democratic.algorithms",
    "sobria.inclusive.devices",
    "sobria.web.portal",
    "sobria.web.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Compression of pages holding a CSRF token is safe here: the token is masked anew in each page, and Django
    # pads compressed pages with random bytes (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "sobria.web.portal.null.NoNull",
    "sobria.ui.weight.PageWeight",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sobria.city.people.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "sobria.city.registers.imports.limit.UploadLimit",
]

ROOT_URLCONF = "sobria.config.urls"
WSGI_APPLICATION = "sobria.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sobria.ui.context.city",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'sobria.sqlite3'}",
        conn_max_age=60,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Letters: the sign-in codes. Without a mail server none is sent; the demonstration writes them in its terminal.
EMAIL_HOST = environment.text("SOBRIA_SMTP_HOST")
EMAIL_PORT = environment.number("SOBRIA_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("SOBRIA_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SOBRIA_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.text("SOBRIA_SMTP_SECURITY", "starttls") == "starttls"
EMAIL_USE_SSL = environment.text("SOBRIA_SMTP_SECURITY", "starttls") == "tls"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("SOBRIA_EMAIL_FROM", "sobria@localhost")

# Signing in. Tries are limited by the house (people.throttle), in the database that every process shares.
ACCOUNT_ADAPTER = "sobria.city.people.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = bool(EMAIL_HOST) or SOBRIA_DEMO
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "sobria.city.people.sign_in.forms.SignInForm",
    "request_login_code": "sobria.city.people.sign_in.forms.CodeRequestForm",
    "confirm_login_code": "sobria.city.people.sign_in.forms.CodeForm",
    "reauthenticate": "sobria.city.people.sign_in.forms.PasswordAgainForm",
    "change_password": "sobria.city.people.sign_in.forms.PasswordChangeForm",
    "set_password": "sobria.city.people.sign_in.forms.PasswordSetForm",
}
MFA_ADAPTER = "sobria.city.people.sign_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "sobria.city.people.sign_in.forms.FactorForm",
    "reauthenticate": "sobria.city.people.sign_in.forms.FactorAgainForm",
    "activate_totp": "sobria.city.people.sign_in.forms.AppForm",
    "add_webauthn": "sobria.city.people.sign_in.forms.KeyForm",
}
SOCIALACCOUNT_ADAPTER = "sobria.city.people.sign_in.adapters.IdentityAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another site would have to be allowed in the CSP
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": environment.identity_providers()}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["sobria.config.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = environment.text("SOBRIA_TIME_ZONE", "Europe/Paris")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA_DIR / "files"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sobria.web.portal.errors.form_expired"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.flag("SOBRIA_HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("SOBRIA_HTTPS") else None
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals": {"()": "sobria.config.quiet.RefusalsWithoutStack"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": environment.text("SOBRIA_LOG_LEVEL", "WARNING")},
    # Anyone may ask under any name; the answer is 400, and a stack trace per visitor would hide what matters.
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.RequestDataTooBig": {"filters": ["refusals"]},
        "django.request": {"filters": ["refusals"]},
    },
}
