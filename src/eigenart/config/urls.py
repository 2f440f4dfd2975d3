"""All addresses: the portal's own and those of each registered surface."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from eigenart.personalisation import registry

handler429 = "eigenart.delivery.web.limits.too_many"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("eigenart.delivery.web.urls")),
    path("", include("eigenart.delivery.web.sign_in_urls")),
    *(path(f"{s.key}/", include(s.urls)) for s in registry.all_surfaces() if s.urls),
]

if settings.EIGENART.is_demo:
    urlpatterns.append(path("demo/", include("eigenart.delivery.demo.urls")))
