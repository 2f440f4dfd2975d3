"""Art. 50 AI Act: each suggestion by the AI system has the label of the register, which leads to the notice."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eigenart.delivery.web.templatetags.ai_label import ai_label
from eigenart.privacy.in_force import register
from tests.factories.learning import catalogue
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_suggestion_is_labelled(
    client: Client, employee: Any, approved_register: None, language: str
) -> None:
    catalogue()
    sign_in(client, employee)
    page = client.get("/", headers={"accept-language": language}).content.decode()
    label = register().content.ai_systems["learning_recommender"].art50_label.in_language(language)
    suggested = page.count('<article class="suggestion')
    duties = page.count("tag tag-rule")
    assert suggested == 3
    assert page.count(f"{label}</a>") == suggested - duties > 0
    assert reverse("web:document", args=["ai-notice"]) in page


def test_what_no_system_suggests_has_no_label() -> None:
    assert ai_label("nowhere:1") == ""
