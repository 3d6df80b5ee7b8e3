"""Addresses of this package."""

from django.urls import URLPattern, path

from synthesis.views import analysis, checks, coding, desk, files, notebook, report, results, returned, theme

REPORT = "c/<slug:slug>/report/<int:pk>/"
PARAGRAPH = "c/<slug:slug>/report/paragraph/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/results/", results.results, name="results"),
    path("c/<slug:slug>/results/opinion/", results.opinion, name="results_opinion"),
    path("c/<slug:slug>/results/participation/", results.participation, name="results_participation"),
    path("c/<slug:slug>/results/slate/", results.slate, name="results_slate"),
    path("c/<slug:slug>/results/method/", results.method, name="results_method"),
    path("c/<slug:slug>/results/analysis/", analysis.begin, name="analyse"),
    path("c/<slug:slug>/results/analysis/progress/", analysis.progress, name="analysis_progress"),
    path("c/<slug:slug>/results/results.<slug:extension>", results.results_file, name="results_file"),
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
    path(REPORT + "export.<slug:extension>", files.download, name="export"),
    path(REPORT + "files/", files.files, name="report_files"),
    path(REPORT + "files/progress/", files.progress, name="files_progress"),
    path(REPORT + "files/manifest.json", files.digests, name="manifest"),
    path(REPORT + "publish/", desk.publish, name="publish"),
    path(REPORT + "checks/", checks.checks, name="report_checks"),
    path(REPORT + "checks/panel/", checks.panel, name="checks_panel"),
    path(REPORT + "word/", returned.word, name="report_word"),
    path(REPORT + "word/<int:file_id>/", returned.returned_file, name="returned_file"),
    path("c/<slug:slug>/report/check-word/", checks.check_word, name="check_word"),
    path("c/<slug:slug>/report/section/<int:pk>/add/", desk.add, name="paragraph_add"),
    path(PARAGRAPH + "edit/", desk.edit, name="paragraph_edit"),
    path(PARAGRAPH + "restore/", desk.restore, name="paragraph_restore"),
    path(PARAGRAPH + "move/", desk.move, name="paragraph_move"),
    path(PARAGRAPH + "remove/", desk.remove, name="paragraph_remove"),
]
