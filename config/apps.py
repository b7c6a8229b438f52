"""Which of the installed assets are worth serving."""

from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects the minified files only: the rest of the npm packages is never asked for."""

    ignore_patterns = [
        *DjangoStaticFilesConfig.ignore_patterns,
        "*.map",
        "*.esm.*",
        "*.rtl.*",
        "libs",
        "types",
        "extension",
        "ext",
        "img/flags",
        "img/payments",
        "img/social",
        "tabler*[!n].css",
        "tabler-[!t]*.css",
        "tabler*[!n].js",
        "tabler-sprite-nostroke.svg",
        "echarts.[!m]*",
        "echarts.js",
        "htmx.[!m]*",
    ]
