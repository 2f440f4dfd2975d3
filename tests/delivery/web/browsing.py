"""How the tests of the portal read My data: in English, whole or as a part for HTMX."""

from django.test import Client

ENGLISH = {"Accept-Language": "en"}
HTMX = ENGLISH | {"HX-Request": "true"}


def page(client: Client, query: str = "") -> str:
    """My data of the person who is logged in."""
    response = client.get(f"/my-data/{query}", headers=ENGLISH)
    assert response.status_code == 200
    return str(response.content.decode())
