"""The demo touches nothing that is not a demo, and what is only for a demo does not exist elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from eigenart.delivery.cli.demo_folder import MARK, forget_everything
from eigenart.privacy import approvals


def test_the_demo_refuses_to_run_in_production(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "eigenart", "demo"],
        env=os.environ | {"EIGENART_MODE": "production", "EIGENART_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "EIGENART_MODE is not demo" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reset_leaves_a_folder_alone_that_no_demo_marked(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    forget_everything(tmp_path)
    assert (tmp_path / "postgres").is_dir()
    (tmp_path / MARK).write_text("{}")
    (tmp_path / "letters").mkdir()
    forget_everything(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letters"]


def test_one_click_logins_have_no_address_outside_the_demo(client: Client, db: None) -> None:
    assert client.post("/demo/login/marketing/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:login", args=["marketing"])


def test_approvals_in_advance_are_refused_outside_the_demo(db: None) -> None:
    with pytest.raises(approvals.ApprovalRefused, match="demo_only"):
        approvals.approve_for_demo()
