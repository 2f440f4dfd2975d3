"""Addresses of My data, below /my-data/, in the namespace `web`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "web/base.html")


urlpatterns = [path("", index, name="my-data")]
