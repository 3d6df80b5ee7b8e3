"""Addresses of sessions: question, thread, texts, ballots, desk and projector."""

from django.urls import URLPattern, path

from sessions_app.views import consultation, desk, discussion, intake, session, setup, submission, voting

SESSION = "c/<slug:slug>/s/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("convene/", intake.convene, name="convene"),
    path("convene/<int:pk>/", intake.review, name="import_review"),
    path("c/<slug:slug>/", consultation.consultation, name="consultation"),
    path("c/<slug:slug>/calendar.ics", consultation.calendar_file, name="calendar"),
    path("c/<slug:slug>/set-up/agenda/", setup.agenda, name="setup_agenda"),
    path("c/<slug:slug>/set-up/agenda/<int:pk>/", setup.session, name="setup_session"),
    path(SESSION, session.session, name="session"),
    path(SESSION + "q/<int:number>/", session.question, name="question"),
    path(SESSION + "q/<int:number>/contribute/", discussion.contribute, name="contribute"),
    path(SESSION + "q/<int:number>/propose/", discussion.propose, name="propose"),
    path(SESSION + "q/<int:number>/own/", session.own, name="own"),
    path(SESSION + "since/", session.since, name="since"),
    path(SESSION + "screen/", session.screen, name="screen"),
    path(SESSION + "desk/", desk.desk, name="desk"),
    path(SESSION + "steer/", desk.steer, name="steer"),
    path(SESSION + "contribution/<int:contribution_id>/", session.contribution, name="contribution"),
    path(SESSION + "contribution/<int:contribution_id>/edit/", discussion.edit, name="edit"),
    path(SESSION + "contribution/<int:contribution_id>/withdraw/", discussion.withdraw, name="withdraw"),
    path(SESSION + "contribution/<int:contribution_id>/moderate/", discussion.moderate, name="moderate"),
    path(SESSION + "submit/", submission.submit, name="submit"),
    path(SESSION + "round/", submission.written_round, name="round"),
    path(SESSION + "receipt/<str:reference>/", submission.receipt, name="receipt"),
    path(SESSION + "submissions/", submission.submissions, name="submissions"),
    path(SESSION + "submissions/<int:submission_id>/", submission.submission, name="submission"),
    path(SESSION + "submissions/<int:submission_id>/annexes/<int:annex_id>/", submission.annex, name="annex"),
    path("c/<slug:slug>/inputs/", submission.inputs, name="inputs"),
    path("c/<slug:slug>/inputs/<str:mark>/", submission.published_input, name="input"),
    path("c/<slug:slug>/texts/<str:number>/", voting.text, name="text"),
    path("c/<slug:slug>/texts/<int:text_id>/yours/", voting.yours, name="yours"),
    path("c/<slug:slug>/ballots/<int:ballot_id>/vote/", voting.vote, name="vote"),
]
