"""The settings of the tests: those of the portal, in a directory of their own and on plain HTTP."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["SECURE"] = "0"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from config.settings import *  # noqa: F403

# The quickest hash: passwords of the tests protect nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405 -- else WhiteNoise warns that nothing was collected
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter", "zeal"]  # noqa: F405
# A page that asks the database once per row fails.
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405
ZEAL_RAISE = True
# An empty database is a test's normal start; the tests of the first visit put this back.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("FirstManagerMiddleware")]
