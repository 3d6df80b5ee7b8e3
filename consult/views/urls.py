"""Addresses of this package."""

from django.conf import settings
from django.urls import URLPattern, path

from consult.views import account, consultation, inviting, joining, logos, people, people_export, preview, setup, stages

urlpatterns: list[URLPattern] = [
    path("", consultation.home, name="home"),
    path("j/", joining.enter_code, name="join"),
    path("j/<str:code>/", joining.join, name="join_code"),
    path("i/<str:token>/", joining.invitation, name="invitation"),
    path("c/<slug:slug>/rules/", consultation.rules, name="rules"),
    path("c/<slug:slug>/confidentiality/", consultation.confidentiality, name="confidentiality"),
    path("c/<slug:slug>/set-up/", setup.setup, name="setup"),
    path("c/<slug:slug>/set-up/logo/", logos.setup_logo, name="setup_logo"),
    path("c/<slug:slug>/logo/<int:pk>.png", logos.logo, name="logo"),
    path("c/<slug:slug>/set-up/rules/", setup.setup_rules, name="setup_rules"),
    path("c/<slug:slug>/set-up/phases/", setup.setup_phases, name="setup_phases"),
    path("c/<slug:slug>/set-up/groups/", setup.setup_groups, name="setup_groups"),
    path("c/<slug:slug>/set-up/delegations/", setup.setup_delegations, name="setup_delegations"),
    path("c/<slug:slug>/set-up/delegations/<int:delegation_id>/", setup.setup_delegation, name="setup_delegation"),
    path("c/<slug:slug>/set-up/stage/", stages.setup_stage, name="setup_stage"),
    path("c/<slug:slug>/preview/", preview.preview, name="preview"),
    path("c/<slug:slug>/set-up/clone/", stages.setup_clone, name="setup_clone"),
    path("c/<slug:slug>/set-up/changes/", setup.setup_changes, name="setup_changes"),
    path("c/<slug:slug>/people/", people.people, name="people"),
    path("c/<slug:slug>/people/invite/", people.invite, name="invite"),
    path("c/<slug:slug>/people/code/", people.change_code, name="change_code"),
    path("c/<slug:slug>/people/<int:participant_id>/", people.person, name="person"),
    path("c/<slug:slug>/people/list/", inviting.invite_list, name="invite_list"),
    path("c/<slug:slug>/people/list/<int:list_id>/", inviting.guest_list, name="guest_list"),
    path("c/<slug:slug>/people/mail/<int:mailing_id>/", inviting.mailing, name="mailing"),
    path("c/<slug:slug>/people/export.csv", people_export.people_export, name="people_export"),
    path("c/<slug:slug>/people/remind/", inviting.remind, name="remind"),
    path("c/<slug:slug>/people/admit/", inviting.admit, name="admit"),
    path("c/<slug:slug>/people/invitation/<int:invitation_id>/", inviting.invitation_act, name="invitation_act"),
    path("me/", account.account, name="account"),
    path("me/data.json", account.own_data, name="own_data"),
    path("me/consent/<int:participant_id>/", account.consent, name="consent"),
    path("me/claim/", account.claim, name="claim"),
    path("me/claim/confirm/", account.confirm_claim, name="confirm_claim"),
]
if settings.DEMO:  # the sign-in links of a demonstration; elsewhere this address does not exist
    urlpatterns.append(path("d/<str:token>/", account.demo_sign_in, name="demo_sign_in"))
