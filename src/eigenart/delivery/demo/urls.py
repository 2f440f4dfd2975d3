"""Addresses of the demo, below /demo/. Included by config in demo mode only; the views refuse elsewhere as well."""

from django.urls import path

from eigenart.delivery.demo import views

app_name = "demo"

urlpatterns = [path("login/<slug:persona>/", views.enter, name="login")]
