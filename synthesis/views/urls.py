"""Addresses of this package."""

from django.urls import URLPattern, path

from synthesis.views import analysis, coding, desk, files, notebook, paragraph, report, results, section, theme, version

REPORT = "c/<slug:slug>/report/<int:pk>/"
SECTION = "c/<slug:slug>/report/section/<int:pk>/"
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
    path(REPORT + "editing/", desk.editing, name="report_editing"),
    path(REPORT + "section/", section.add, name="section_add"),
    path(SECTION + "change/", section.change, name="section_change"),
    path(SECTION + "move/", section.move, name="section_move"),
    path(SECTION + "remove/", section.remove, name="section_remove"),
    path(SECTION + "add/", paragraph.add, name="paragraph_add"),
    path(PARAGRAPH, version.paragraph, name="paragraph"),
    path(PARAGRAPH + "edit/", paragraph.edit, name="paragraph_edit"),
    path(PARAGRAPH + "restore/", version.restore, name="paragraph_restore"),
    path(PARAGRAPH + "version/", version.put_back, name="paragraph_version"),
    path(PARAGRAPH + "move/", paragraph.move, name="paragraph_move"),
    path(PARAGRAPH + "place/", paragraph.place, name="paragraph_place"),
    path(PARAGRAPH + "split/", paragraph.split, name="paragraph_split"),
    path(PARAGRAPH + "join/", paragraph.join, name="paragraph_join"),
    path(PARAGRAPH + "remove/", paragraph.remove, name="paragraph_remove"),
]
