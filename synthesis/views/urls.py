"""Addresses of this package."""

from django.urls import URLPattern, path

from synthesis.views import desk, files, report

REPORT = "c/<slug:slug>/report/<int:pk>/"
PARAGRAPH = "c/<slug:slug>/report/paragraph/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/results/", report.results, name="results"),
    path("c/<slug:slug>/results/results.<slug:extension>", report.results_file, name="results_file"),
    path("c/<slug:slug>/reports/", report.reports, name="reports"),
    path("c/<slug:slug>/report/", report.report, name="report"),
    path("c/<slug:slug>/report/desk/", report.editor, name="report_editor"),
    path("c/<slug:slug>/report/draft/", desk.draft, name="draft"),
    path(REPORT, report.report, name="report"),
    path(REPORT + "desk/", desk.desk, name="report_desk"),
    path(REPORT + "progress/", desk.progress, name="report_progress"),
    path(REPORT + "export.<slug:extension>", files.download, name="export"),
    path(REPORT + "files/", files.files, name="report_files"),
    path(REPORT + "files/progress/", files.progress, name="files_progress"),
    path(REPORT + "files/manifest.json", files.digests, name="manifest"),
    path(REPORT + "publish/", desk.publish, name="publish"),
    path("c/<slug:slug>/report/section/<int:pk>/add/", desk.add, name="paragraph_add"),
    path(PARAGRAPH + "edit/", desk.edit, name="paragraph_edit"),
    path(PARAGRAPH + "restore/", desk.restore, name="paragraph_restore"),
    path(PARAGRAPH + "move/", desk.move, name="paragraph_move"),
    path(PARAGRAPH + "remove/", desk.remove, name="paragraph_remove"),
]
