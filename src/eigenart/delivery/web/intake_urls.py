"""Addresses of the HR intake, below /hr/intake/, in the namespace `web`."""

from django.urls import path

from eigenart.delivery.web import intake, intake_changes

urlpatterns = [
    path("", intake.index, name="intake"),
    path("<int:number>/", intake.batch, name="intake-batch"),
    path("<int:number>/progress/", intake.progress, name="intake-progress"),
    path("<int:number>/report.csv", intake.download, name="intake-report"),
    path("<int:number>/mapping/", intake.mapping, name="intake-mapping"),
    path("<int:number>/preview/", intake.preview, name="intake-preview"),
    path("<int:number>/apply/", intake_changes.apply, name="intake-apply"),
    path("<int:number>/revert/", intake_changes.revert, name="intake-revert"),
    path("<int:number>/inspect/", intake_changes.inspect, name="intake-inspect"),
]
