"""Addresses of this package."""

from django.urls import URLPattern, path

from synthesis.views import coding, desk, notebook, report, theme

REPORT = "c/<slug:slug>/report/<int:pk>/"
PARAGRAPH = "c/<slug:slug>/report/paragraph/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/results/", report.results, name="results"),
    path("c/<slug:slug>/results/results.<slug:extension>", report.results_file, name="results_file"),
    path("c/<slug:slug>/themes/", theme.themes, name="themes"),
    path("c/<slug:slug>/themes/<int:pk>/", theme.question_themes, name="question_themes"),
    path("c/<slug:slug>/themes/<int:pk>/news/", theme.theme_news, name="theme_news"),
    path("c/<slug:slug>/theme/<int:pk>/", theme.theme, name="theme"),
    path("c/<slug:slug>/reading/", coding.reading, name="reading"),
    path("c/<slug:slug>/reading/<int:pk>/", coding.code, name="code"),
    path("c/<slug:slug>/coders/", coding.coders, name="coders"),
    path("c/<slug:slug>/notebook/", notebook.notebook, name="notebook"),
    path("c/<slug:slug>/notebook/<int:pk>/", notebook.note, name="note"),
    path("c/<slug:slug>/reports/", report.reports, name="reports"),
    path("c/<slug:slug>/report/", report.report, name="report"),
    path("c/<slug:slug>/report/desk/", report.editor, name="report_editor"),
    path("c/<slug:slug>/report/draft/", desk.draft, name="draft"),
    path(REPORT, report.report, name="report"),
    path(REPORT + "desk/", desk.desk, name="report_desk"),
    path(REPORT + "progress/", desk.progress, name="report_progress"),
    path(REPORT + "export.<slug:extension>", report.download, name="export"),
    path(REPORT + "publish/", desk.publish, name="publish"),
    path("c/<slug:slug>/report/section/<int:pk>/add/", desk.add, name="paragraph_add"),
    path(PARAGRAPH + "edit/", desk.edit, name="paragraph_edit"),
    path(PARAGRAPH + "restore/", desk.restore, name="paragraph_restore"),
    path(PARAGRAPH + "move/", desk.move, name="paragraph_move"),
    path(PARAGRAPH + "remove/", desk.remove, name="paragraph_remove"),
]
