from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "dummy"


def item(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(f"Walk {number}")


urlpatterns = [path("item/<str:number>/", item, name="item")]
