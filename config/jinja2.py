"""The Jinja2 environment: what its templates know beyond their context."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Return an environment with `static`, `url` and the translation functions."""
    env = Environment(**options)  # noqa: S701 -- Django passes autoescape=True
    env.globals.update(static=static, url=_url)
    install: Any = env.extensions["jinja2.ext.InternationalizationExtension"]
    env.policies["ext.i18n.trimmed"] = True
    install.environment.install_gettext_callables(
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    return env


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
