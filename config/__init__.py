"""Settings, addresses, background jobs and health: everything that wires the apps together."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
