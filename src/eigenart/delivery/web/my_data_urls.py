"""Addresses of My data, below /my-data/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import my_data, my_data_changes

urlpatterns = [
    path("", my_data.page, name="my-data"),
    path("stored/", my_data.stored, name="my-data-stored"),
    path("log/", my_data.log, name="my-data-log"),
    path("skills/", my_data.skills, name="my-data-skills"),
    path("skills/add/", my_data_changes.skill, name="my-data-skill"),
    path("interests/add/", my_data_changes.interest, name="my-data-interest"),
    path("preferences/add/", my_data_changes.preference, name="my-data-preference"),
    path("restate/", my_data_changes.restate, name="my-data-restate"),
    path("switches/<str:purpose>/", my_data_changes.switch, name="my-data-switch"),
    path("facts/<str:fact_id>/<slug:action>/", my_data_changes.change, name="my-data-change"),
]
