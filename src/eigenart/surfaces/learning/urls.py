"""Addresses of the learning surface, below /learning/, and its places in the main navigation."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from eigenart.surfaces.learning import views

app_name = "learning"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("mine/", views.mine, name="mine"),
    path("item/<path:number>/state", views.state, name="state"),
    path("item/<path:number>/undo/<slug:step>/<str:noted_at>", views.undo, name="undo"),
    path("item/<path:number>/", views.item, name="item"),
]

navigation = (
    (_("Catalogue"), "learning:catalogue", "collection"),
    (_("My learning"), "learning:mine", "journal-check"),
)
