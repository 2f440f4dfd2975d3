"""The settings of a test run: a data folder of its own, so that runs side by side never meet."""

import atexit
import os
import shutil
import tempfile

if not os.environ.get("EIGENART_DATA_DIR"):
    folder = tempfile.mkdtemp(prefix="eigenart-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["EIGENART_DATA_DIR"] = folder
os.environ["EIGENART_MODE"] = "test"

from eigenart.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
