"""Every setting, read once from the environment.

`COLERE_HOME` is the one place that holds state: `secret.key`, `colere.sqlite3`, `facts/`, `files/`. It is made on
first use. A secret may be given directly or as a file (`COLERE_SECRET_KEY` or `COLERE_SECRET_KEY_FILE`).
"""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from colere.platform.mail.servers import server_from

PACKAGE_DIR = Path(__file__).resolve().parent.parent
CHECKOUT_DIR = PACKAGE_DIR.parent.parent


def _default_home() -> Path:
    """`var/` in a checkout; the user's data directory when installed as a wheel."""
    if (CHECKOUT_DIR / "pyproject.toml").exists() and PACKAGE_DIR.parent.name == "src":
        return CHECKOUT_DIR / "var"
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "colere"


def _env(name: str, default: str = "") -> str:
    """The variable, or the content of the file that `NAME_FILE` points to."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text().strip()
    return os.environ.get(name, default)


def _flag(name: str, *, default: bool = False) -> bool:
    return _env(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def _secret_key(home: Path) -> str:
    """The key from the environment, else from the home; made on first use, readable by its owner only."""
    given = _env("COLERE_SECRET_KEY")
    if given:
        return given
    path = home / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


HOME = Path(os.environ.get("COLERE_HOME") or _default_home()).resolve()
HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
FACTS_DIR = HOME / "facts"
FACTS_MEMORY = _env("COLERE_FACTS_MEMORY")
FACTS_THREADS = int(_env("COLERE_FACTS_THREADS", "0"))
FILES_DIR = HOME / "files"

SECRET_KEY = _secret_key(HOME)
DEBUG = _flag("COLERE_DEBUG")
ALLOWED_HOSTS = [h for h in _env("COLERE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in _env("COLERE_ORIGINS").split(",") if o]
BASE_URL = _env("COLERE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "colere.platform.accounts",
    "colere.platform.permissions",
    "colere.platform.events",
    "colere.platform.mail",
    "colere.platform.jobs",
    "colere.platform.live",
    "colere.platform.health",
    "colere.platform.search",
    "colere.platform.kept",
    "colere.platform.metrics",
    "colere.platform.imports",
    "colere.platform.ui",
    "colere.platform.audit",
    "colere.foundation",
    "colere.care.customers",
    "colere.care.conversations",
    "colere.care.feedback",
    "colere.care.listening",
    "colere.culture.improvement",
    "colere.insights.explorer",
    "colere.insights.problems",
    "colere.insights.letter",
    "colere.insights.instruments",
    "colere.insights.themes",
    "colere.insights.journey",
    "colere.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "colere.platform.events.middleware.request_id",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "colere.platform.permissions.middleware.actor",
    "colere.platform.ui.middleware.security_headers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "colere.platform.ui.middleware.preferences",
    "colere.platform.ui.middleware.DomainErrors",
]

ROOT_URLCONF = "colere.config.urls"
WSGI_APPLICATION = None
ASGI_APPLICATION = "colere.config.asgi.application"
WEB_THREADS = int(_env("COLERE_WEB_THREADS", "8"))
TRUSTED_PROXIES = _env("COLERE_TRUSTED_PROXIES", "127.0.0.1,::1")

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "colere.platform.ui.jinja.environment",
            "context_processors": ["colere.platform.ui.context.page"],
        },
    },
    {
        # allauth's mails and any page that we have not drawn ourselves
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]


FORM_RENDERER = "django.forms.renderers.Jinja2"  # a page with a form costs half as much


def _sqlite(path: Path) -> dict[str, Any]:
    """Settings chosen by trial: no lock errors with four writers, nothing acknowledged lost by `kill -9`."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": path.with_name("test.sqlite3")},  # a file: threads of a test share it as processes do
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA foreign_keys=ON;"
            ),
        },
    }


DATABASE_URL = _env("DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
    if DATABASE_URL
    else _sqlite(HOME / "colere.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["colere.platform.accounts.sessions.SignIn"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "colere.platform.ui.errors.csrf_failure"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "colere.platform.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "set_password": "colere.platform.accounts.forms.ChoosePassword",
    "change_password": "colere.platform.accounts.forms.ChangePassword",
    "reset_password_from_key": "colere.platform.accounts.forms.ReplacePassword",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "colere_session"
SESSION_ENGINE = "colere.platform.accounts.sessions"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_TEMP_DIR = None
IMPORT_MAX_BYTES = int(_env("COLERE_IMPORT_MAX_BYTES", str(2 * 2**30)))

_mail = server_from(_env("COLERE_MAIL_URL"))
MAIL_IS_SET = _mail.kind != "none"
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _mail.host, _mail.port, 30
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.is_starttls, _mail.is_tls
EMAIL_FILE_PATH = _mail.folder
DEFAULT_FROM_EMAIL = _env("COLERE_MAIL_FROM", "Colere <colere@localhost>")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # those that the product speaks; add one with its texts
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

TASKS = {"default": {"BACKEND": "colere.platform.jobs.backend.LeaseBackend"}}
COLERE_SCHEDULE = "colere.config.schedule"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _env("COLERE_LOG_LEVEL", "WARNING")},
}

# What each variable is for; docs/reference/settings.md is made from this, and a test fails when one is missing.
VARIABLES = {
    "COLERE_HOME": "Where everything is kept. `./var` in a checkout, else the user's data directory.",
    "COLERE_SECRET_KEY": "Signs sessions and links. Made in `secret.key` on first use.",
    "COLERE_DEBUG": "1 shows errors with their source. Never on a machine that others reach.",
    "COLERE_HOSTS": "Host names under which the product answers, separated by commas.",
    "COLERE_ORIGINS": "Origins (with scheme) from which forms may come behind a proxy, separated by commas.",
    "COLERE_URL": "The address that people use; `https://` turns on secure cookies and HSTS.",
    "DATABASE_URL": "`postgres://user:password@host/name` for PostgreSQL. Empty: one SQLite file in the home.",
    "COLERE_FACTS_MEMORY": "The memory that a process may take for counting, such as `2GB`. Empty: a quarter.",
    "COLERE_FACTS_THREADS": "The threads that a process may take for counting. 0: one for each processor.",
    "COLERE_IMPORT_MAX_BYTES": "The largest file that may be uploaded for an import, in bytes.",
    "COLERE_MAIL_URL": (
        "Where mail is handed over: `smtps://user:password@host`, `smtp://user:password@host` (STARTTLS), "
        "`smtp://localhost:25?tls=off`, `file:///folder` or `console:`. Empty: mail waits until it is set."
    ),
    "COLERE_MAIL_FROM": "The sender of our mails.",
    "COLERE_WEB_THREADS": "How many requests one web process answers at once (8). Each keeps a database connection.",
    "COLERE_TRUSTED_PROXIES": "Addresses whose X-Forwarded-For and -Proto are believed, separated by commas.",
    "COLERE_LOG_LEVEL": "How much is written to standard error: ERROR, WARNING, INFO or DEBUG.",
}
