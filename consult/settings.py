"""One settings file, read from the environment, safe by default.

Without any variable it runs on this machine alone, with an embedded database and a secret of its own, and answers only
over https. ``CONSULT_DEMO=1`` is the demonstration setting (``make demo``): sign-in links printed by ``make_demo``,
mail written to files, plain http.
"""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEMO = env.bool("CONSULT_DEMO", default=False)
DEBUG = env.bool("CONSULT_DEBUG", default=False)
DATA_DIR = Path(env.str("CONSULT_DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _own_secret() -> str:
    """This machine's own secret, made once and kept beside its database; several machines share one by the variable."""
    path = DATA_DIR / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(60))
    return path.read_text()


SECRET_KEY = env.str("CONSULT_SECRET_KEY", default="") or _own_secret()

ALLOWED_HOSTS = env.list("CONSULT_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# The exact origins (scheme, host, port) that may post forms and open sockets; empty means "the page's own".
ORIGINS: list[str] = env.list("CONSULT_ORIGINS", default=[])
CSRF_TRUSTED_ORIGINS = ORIGINS
# Plain http is for a demonstration or a test on this machine; anything else redirects to https.
INSECURE = env.bool("CONSULT_INSECURE_HTTP", default=DEMO or DEBUG)

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "consult",
    "sessions_app",
    "synthesis",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consult.middleware.refusals",
    "consult.middleware.keep_private",
    "consult.middleware.keep_out",
    "consult.middleware.only_as_written",
]

ROOT_URLCONF = "consult.urls"
ASGI_APPLICATION = "consult.asgi.application"
# Frames are written to a socket's transport where the server lets us find it (sessions_app.hub.prepared).
PREPARED_FRAMES: bool = env.bool("CONSULT_PREPARED_FRAMES", default=True)
WSGI_APPLICATION = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consult.views.context.house",
            ],
        },
    },
]

# --- the database -----------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'consult.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        # A writer takes its lock when the transaction begins, so that nothing read in it can be stale.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = 0
    _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("CONSULT_DATABASE_POOL", default=12)}}
_database["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the bus: announcements between processes ------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- people -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "consult.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "consult.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if INSECURE else "https"
# A conference room is one address: limits count per account and per code, with a high ceiling per address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "signup": "200/m/ip", "request_login_code": "10/h/key,400/h/ip"}
# The second factor of staff, to publish and to read or export names. A demonstration does without it; nothing else may.
SECOND_FACTOR = env.bool("CONSULT_SECOND_FACTOR", default=not (DEMO or DEBUG))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Consult"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# --- mail: notices name no topic --------------------------------------------------------------------------------

_mail = env.email_url("EMAIL_URL", default="filemail://" if DEMO or DEBUG else "smtp://localhost:25")
globals().update(_mail)
EMAIL_FILE_PATH = env.str("CONSULT_EMAIL_DIR", default=str(DATA_DIR / "mail"))
DEFAULT_FROM_EMAIL = env.str("CONSULT_FROM", default="Consult <consult@localhost>")

# --- pages ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("ru", "Русский"),
]
LOCALE_PATHS = [BASE_DIR / "consult" / "locale"]
LANGUAGE_COOKIE_NAME = "django_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = not INSECURE
SECURE_HSTS_SECONDS = 0 if INSECURE else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE
SECURE_HSTS_PRELOAD = not INSECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("CONSULT_BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not INSECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "consult.views.context.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# A form is text; documents come as files, which have a limit of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- long work --------------------------------------------------------------------------------------------------

TASKS = {
    "default": {
        "BACKEND": env.str("CONSULT_TASKS", default="django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default"],
    }
}

# --- the drafting assistant: off without an address (docs/assistant.md) -----------------------------------------

ASSISTANT_URL = env.str("CONSULT_ASSISTANT_URL", default="")
ASSISTANT_MODEL = env.str("CONSULT_ASSISTANT_MODEL", default="")
ASSISTANT_KEY = env.str("CONSULT_ASSISTANT_KEY", default="")
# The endpoint is the host's own, so that what is sent stays in the house. A loopback address is so without saying it.
ASSISTANT_LOCAL = env.bool("CONSULT_ASSISTANT_LOCAL", default=False)
ASSISTANT_SECONDS = env.int("CONSULT_ASSISTANT_SECONDS", default=60)

# --- what the house says of itself ------------------------------------------------------------------------------

HOSTING = env.str("CONSULT_HOSTING", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Access lines carry addresses: nobody needs them here.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.channels.server": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "consult": {"level": "INFO"},
    },
}
