"""The settings of a test run: a data folder of its own, so that runs side by side never meet."""

import atexit
import os
import shutil
import tempfile

FOLDER = None
if not os.environ.get("EIGENART_DATA_DIR"):
    FOLDER = tempfile.mkdtemp(prefix="eigenart-test-")
    os.environ["EIGENART_DATA_DIR"] = FOLDER
os.environ["EIGENART_MODE"] = "test"

from eigenart.config.settings import *  # noqa: E402, F403
from eigenart.config.settings import DATABASES_FOUND  # noqa: E402

SECOND_FACTOR_REQUIRED = False  # tests/security turns it on; elsewhere a test signs in without ceremony
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@atexit.register
def clean_up() -> None:
    """Stop the server even if a test killed a process that used it, then remove the folder."""
    if FOLDER is not None:
        DATABASES_FOUND.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)
