"""Addresses of the portal's own pages, in the namespace `web`. Included at the root by config."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from eigenart.delivery.web import appearance, documents, feedback, health, home, interests, schemas
from eigenart.delivery.web.login import SignIn
from eigenart.delivery.web.rights_urls import hr_urlpatterns

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("suggestions/<str:key>/levers", home.levers, name="levers"),
    path("suggestions/<uuid:impression>/answer", feedback.answer, name="answer"),
    path("answers/<uuid:feedback_id>/undo", feedback.undo, name="undo"),
    path("interests/", interests.choose, name="interests"),
    path("login/", SignIn.as_view(), name="login"),
    path("account/", include("eigenart.delivery.web.account_urls")),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("settings/theme/", appearance.theme, name="theme"),
    path("settings/language/", appearance.language, name="language"),
    path("healthz", health.healthz, name="healthz"),
    path("my-data/", include("eigenart.delivery.web.my_data_urls")),
    path("my-data/rights/", include("eigenart.delivery.web.rights_urls")),
    path("schemas/<slug:name>.schema.json", schemas.schema, name="schema"),
    path("register/", include("eigenart.delivery.web.register_urls")),
    path("desk/", include("eigenart.delivery.web.desk.urls")),
    path("transparenz/", documents.transparency, name="transparency"),
    path("documents/", include("eigenart.delivery.web.document_urls")),
    path("hr/leavers/", include(hr_urlpatterns)),
    path("hr/intake/", include("eigenart.delivery.web.intake_urls")),
]
