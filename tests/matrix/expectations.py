"""Who may reach what: one line per route (by its name) and per socket command. A route without a line fails.

``get`` and ``post``: an ``Act`` (whoever ``procedure.may`` allows it to), or one of the words below; a method that is
not named must not exist there. ``body`` is what a good post holds. A value that begins with "@" is looked up in the
world of ``test_rights_matrix.make_world``, as are the parts of the address (see ``PARTS``); ``parts`` replaces them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.procedure import Act

PUBLIC = "public"  # everybody
SIGNED_IN = "signed in"  # every account, a guest's too
ACCOUNT = "account"  # every account with an address
OWN = "own"  # the one participant whom it is about, and nobody else
GUEST = "guest"  # a page of guests: others are led away from it
LIBRARY = "library"  # Django's and allauth's own: their rights are tested there; here, that they stand and never fail
ABSENT = ""

Who = Act | str


@dataclass(frozen=True, slots=True)
class Route:
    get: Who = ABSENT
    post: Who = ABSENT
    body: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    own: str = ""  # of those whom the act allows, only this person: what it is about is theirs


# Which thing of the world an address's part names.
PARTS = {
    "slug": "@slug",
    "pk": "@session",
    "number": "@question_number",
    "contribution_id": "@contribution",
    "attachment_id": "@attachment",
    "text_id": "@text",
    "ballot_id": "@ballot",
    "participant_id": "@participant",
    "delegation_id": "@delegation",
    "list_id": "@list",
    "mailing_id": "@mailing",
    "invitation_id": "@invitation",
    "code": "@code",
    "extension": "@extension",
    "token": "@token",
    "submission_id": "@submission",
    "annex_id": "@annex",
    "mark": "@mark",
    "amendment": "@amendment",
    "paper_id": "@paper",
    "transcript_id": "@transcript",
    "uidb36": "@word",
    "key": "@word",
}

ENTRY = {"name": "Somebody", "group": "@group", "capacity": "personal", "quotation": "none"}

DESCRIPTION = {"title": "Renamed", "document_status": "chair", "time_zone": "UTC", "language": "en"}
RULES = {"visibility": "link", "attribution_rule": "by-group", "inside": "names", "smallest_cell": "5"}

PAPER = {
    "title": "A paper",
    "authors": "Its author",
    "language": "en",
    "appears_at": "2026-01-02T10:00",
    "text": "What it says.",
}

DESCRIPTION = {"title": "Renamed", "document_status": "chair", "time_zone": "UTC", "language": "en"}
RULES = {"visibility": "link", "attribution_rule": "by-group", "inside": "names", "smallest_cell": "5"}

ROUTES: dict[str, Route] = {
    # consult
    "home": Route(get=PUBLIC),
    "join": Route(get=PUBLIC, post=PUBLIC, body={"code": "@code"}),
    "join_code": Route(get=PUBLIC, post=PUBLIC, body=ENTRY),
    "invitation": Route(get=PUBLIC, post=PUBLIC, body=ENTRY),
    "rules": Route(get=PUBLIC),
    "rules_of_questions": Route(get=PUBLIC),
    "confidentiality": Route(get=PUBLIC),
    "setup": Route(get=Act.SET_UP, post=Act.SET_UP, body=DESCRIPTION),
    "setup_logo": Route(post=Act.SET_UP, body={"do": "@remove_logo"}),
    "logo": Route(get=PUBLIC, parts={"pk": "@logo"}),
    "setup_rules": Route(get=Act.SET_UP, post=Act.SET_UP, body=RULES),
    "setup_phases": Route(get=Act.SET_UP, post=Act.SET_UP, body={"contributions-opens_at": "2024-06-03T10:00"}),
    "setup_groups": Route(get=Act.SET_UP, post=Act.SET_UP, body={"do": "add", "new-name": "Another group"}),
    "setup_delegations": Route(get=Act.SET_UP, post=Act.SET_UP, body={"name": "Another body", "group": "@group"}),
    "setup_delegation": Route(get=Act.SET_UP, post=Act.SET_UP, body={"name": "Renamed", "group": "@group"}),
    "setup_stage": Route(get=Act.SET_UP, post=Act.SET_UP, body={"do": "open"}),
    "setup_clone": Route(post=Act.SET_UP),
    "preview": Route(post=Act.SET_UP, body={"role": "participant"}),
    "setup_changes": Route(get=Act.SET_UP),
    "setup_agenda": Route(get=Act.SET_UP, post=Act.SET_UP, body={"title": "Another session", "kind": "sitting"}),
    "setup_session": Route(
        get=Act.SET_UP, post=Act.SET_UP, body={"do": "new-question", "new-question-text": "What else?"}
    ),
    "setup_reminders": Route(get=Act.SET_UP, post=Act.SET_UP, body={"invited": "3"}),
    "people": Route(get=Act.SEE_PEOPLE),
    "invite": Route(post=Act.INVITE, body={"people": "new@example.org", "role": "observer"}),
    "change_code": Route(post=Act.INVITE, body={"act": "renew"}),
    "person": Route(post=Act.INVITE, body={"act": "give", "role": "observer"}),
    "invite_list": Route(get=Act.INVITE, post=Act.INVITE, body={"file": "@file"}),
    "guest_list": Route(get=Act.INVITE, post=Act.INVITE, body={"do": "throw away"}),
    "mailing": Route(get=Act.INVITE),
    "people_export": Route(get=Act.SEE_PEOPLE),
    "remind": Route(post=Act.INVITE),
    "admit": Route(post=Act.INVITE, body={"who": "@participant"}),
    "invitation_act": Route(post=Act.INVITE, body={"act": "withdraw"}),
    "account": Route(get=SIGNED_IN, post=SIGNED_IN, body={"name": "Other"}),
    "own_data": Route(get=SIGNED_IN),
    "consent": Route(post=OWN, body={"quotation": "none"}),
    "claim": Route(get=GUEST, post=GUEST, body={"email": "guest@example.org"}),
    "confirm_claim": Route(get=GUEST, post=GUEST, body={"code": "x"}),
    # sessions_app
    "consultation": Route(get=PUBLIC),
    "calendar": Route(get=PUBLIC),
    "convene": Route(get=ACCOUNT, post=ACCOUNT, body={"text": "A title\n\n1. What is asked here?"}),
    "import_review": Route(get=OWN, post=OWN, parts={"pk": "@import"}),
    "session": Route(get=Act.READ),
    "question": Route(get=Act.READ),
    "contribute": Route(post=Act.CONTRIBUTE, body={"text": "A thing."}),
    "propose": Route(post=Act.PROPOSE, body={"text": "States should."}),
    "own": Route(get=Act.READ),
    "since": Route(get=Act.READ),
    "screen": Route(get=Act.READ),
    "desk": Route(get=Act.STEER),
    "breakouts": Route(get=Act.STEER, post=Act.STEER, body={"do": "make", "titles": "A room", "how": "hand"}),
    "breakouts_own": Route(get=Act.READ),
    "join_room": Route(post=Act.CONTRIBUTE, parts={"pk": "@chosen_room"}),
    # A room whose scribe is the consultation's: each of its members is refused otherwise, an observer too.
    "report_back": Route(
        get=Act.TAKE_DOWN, post=Act.TAKE_DOWN, body={"text": "We agreed."}, parts={"pk": "@named_room"}
    ),
    "minutes": Route(get=Act.READ, post=Act.TAKE_DOWN, body={"do": "save", "summary": "In short.", "revision": "0"}),
    "minutes_file": Route(get=Act.READ, parts={"pk": "@minuted", "file_id": "@minutes_file"}),
    "minutes_text": Route(get=Act.READ, parts={"pk": "@minuted"}),
    "scribe": Route(
        get=Act.TAKE_DOWN,
        post=Act.TAKE_DOWN,
        body={"question": "@question", "who": "other", "other": "@speaker", "text": "What was said."},
    ),
    "scribe_who": Route(get=Act.TAKE_DOWN),
    "scribe_entered": Route(get=Act.TAKE_DOWN),
    "transcripts": Route(get=Act.TAKE_DOWN, post=Act.TAKE_DOWN, body={"file": "@captions"}),
    "transcript": Route(get=Act.TAKE_DOWN, post=Act.TAKE_DOWN, body={"do": "take-all"}),
    "statement": Route(get=Act.ASK_FLOOR, post=Act.ASK_FLOOR, body={"text": "What I will say."}),
    "statements": Route(get=Act.TAKE_DOWN, post=Act.STEER, body={"do": "open"}),
    "interpreters": Route(get=PUBLIC, parts={"key": "@interpreters"}),
    "desk_floor": Route(get=Act.STEER),
    "desk_floor_act": Route(post=Act.STEER, parts={"act": "open"}),
    "floor_own": Route(get=Act.READ),
    "floor_act": Route(post=Act.ASK_FLOOR, body={"kind": "speak"}, parts={"act": "ask"}),
    "steer": Route(post=Act.STEER, body={"do": "close", "on": "@question"}),
    "contribution": Route(get=Act.READ),
    "edit": Route(get=Act.WITHDRAW, post=Act.WITHDRAW, body={"text": "Another thing."}, own="participant"),
    "withdraw": Route(post=Act.WITHDRAW, own="participant"),
    "flag": Route(get=Act.FLAG, post=Act.FLAG, body={"reason": "It names somebody."}),
    "attachment": Route(get=Act.READ),
    "similar": Route(
        post=Act.READ, body={"text": "A thing was seen, and it was seen by more than one of those who were there."}
    ),
    "news": Route(get=Act.READ),
    "moderation": Route(get=Act.MODERATE, post=Act.MODERATE, body={"do": "hold-all"}),
    "desk_moderation": Route(get=Act.MODERATE),
    "moderation_policy": Route(get=PUBLIC),
    "moderation_log": Route(post=Act.MODERATE),
    "moderate": Route(get=Act.MODERATE, post=Act.MODERATE, body={"state": "held"}),
    "submit": Route(
        get=Act.SUBMIT, post=Act.SUBMIT, body={"answer_1": "An answer.", "consent": "publish", "revises": "0"}
    ),
    "round": Route(get=Act.SET_UP, post=Act.SET_UP, body={"word_limit": "900"}),
    "withdraw_submission": Route(post=OWN, parts={"pk": "@written", "reference": "@receipt"}),
    "receipt": Route(get=OWN, parts={"pk": "@written", "reference": "@receipt"}),
    "submissions": Route(get=Act.SUBMISSIONS),
    "submission": Route(get=Act.SUBMISSIONS, post=Act.SUBMISSIONS, body={"do": "unpublish"}, parts={"pk": "@written"}),
    "annex": Route(get=Act.SUBMISSIONS, parts={"pk": "@written"}),
    "card": Route(get=PUBLIC),
    "feed": Route(get=PUBLIC),
    "home_feed": Route(get=PUBLIC),
    "follow": Route(get=PUBLIC, post=PUBLIC, body={"email": "follower@example.org"}),
    "following": Route(get=PUBLIC, post=PUBLIC, parts={"token": "@following"}),
    "leave": Route(get=PUBLIC, post=PUBLIC, parts={"token": "@following"}),
    "papers": Route(get=PUBLIC),
    "paper": Route(get=PUBLIC, parts={"number": "@paper_number"}),
    "paper_add": Route(get=Act.SET_UP, post=Act.SET_UP, body=PAPER),
    "paper_edit": Route(get=Act.SET_UP, post=Act.SET_UP, body=PAPER),
    "inputs": Route(get=PUBLIC),
    "input": Route(get=PUBLIC),
    "text": Route(get=Act.READ, parts={"number": "@text_number"}),
    "tracker": Route(get=Act.READ_REPORT),
    "commitments_file": Route(get=Act.READ_REPORT),
    "commitment": Route(
        get=Act.READ_REPORT, post=Act.FOLLOW_UP, parts={"number": "@commitment"}, body={"do": "report", "state": "done"}
    ),
    "pledge": Route(get=Act.PLEDGE, post=Act.PLEDGE, body={"text": "We publish our assessments."}),
    "commitment_add": Route(get=Act.FOLLOW_UP, post=Act.FOLLOW_UP, body={"text": "They publish."}),
    "take_up": Route(post=Act.FOLLOW_UP),
    "commitments_update": Route(get=Act.FOLLOW_UP, post=Act.FOLLOW_UP, body={"file": "@list_of_commitments"}),
    "texts": Route(get=Act.READ),
    "turn": Route(get=Act.TURN, post=Act.TURN, body={"text": "States should publish every register of systems."}),
    "reword": Route(
        get=Act.EDIT_TEXTS,
        post=Act.EDIT_TEXTS,
        body={"text": "States should do it.", "version": "1", "reason": "It is shorter."},
        parts={"number": "@free_number"},
    ),
    "text_state": Route(post=Act.PROPOSE, body={"state": "put-forward"}, parts={"number": "@free_number"}),
    "split": Route(
        get=Act.EDIT_TEXTS, post=Act.EDIT_TEXTS, body={"parts": "One.\n\nTwo."}, parts={"number": "@free_number"}
    ),
    "merge": Route(get=Act.EDIT_TEXTS, post=Act.EDIT_TEXTS, body={"which": "@mergeable", "text": "Both."}),
    "undo": Route(post=Act.EDIT_TEXTS, parts={"number": "@merged_number"}),
    "sponsor": Route(post=Act.SPONSOR, body={"do": "stand"}, parts={"number": "@free_number"}),
    "confirm_position": Route(post=Act.VOTE, parts={"number": "@changed_number"}),
    "amend": Route(
        get=Act.AMEND,
        post=Act.AMEND,
        body={"text": "States shall do another thing.", "version": "1"},
        parts={"number": "@free_number"},
    ),
    "compilation": Route(get=Act.READ, parts={"number": "@amended_number"}),
    "amendment_decide": Route(
        post=Act.DECIDE, body={"outcome": "adopted", "reason": "Agreed."}, parts={"number": "@amended_number"}
    ),
    "amendment_answer": Route(post=Act.SPONSOR, body={"do": "accept"}, parts={"number": "@amended_number"}),
    "amendment_withdraw": Route(post=Act.AMEND, parts={"number": "@amended_number"}, own="participant"),
    "notices": Route(get=SIGNED_IN, post=SIGNED_IN),
    "yours": Route(get=Act.READ),
    "ballot": Route(get=Act.READ, parts={"ballot_id": "@silence"}),
    "ballot_desk": Route(
        get=Act.PUT,
        post=Act.PUT,
        body={"do": "tell", "elector": "@elector", "choice": "yes", "way": "telephone"},
        parts={"ballot_id": "@recorded"},
    ),
    "receipt_of_text": Route(post=Act.VOTE, parts={"ballot_id": "@silence"}),
    "delegation": Route(get=Act.VOTE, post=Act.VOTE, body={"do": "allow", "member": "@member"}),
    "separate": Route(
        post=Act.SEPARATE, body={"do": "ask", "paragraph": "1", "version": "1"}, parts={"number": "@divisible_number"}
    ),
    "position": Route(
        get=Act.EXPLAIN,
        post=Act.EXPLAIN,
        body={"kind": "general", "text": "We say so."},
        parts={"number": "@free_number"},
    ),
    "setup_decisions": Route(
        get=Act.SET_UP,
        post=Act.SET_UP,
        body={"majority": "simple", "statement_words": "300", "statement_hours": "48"},
    ),
    "vote": Route(post=Act.VOTE, body={"choice": "support"}),
    "secret": Route(get=Act.READ, post=Act.VOTE, body={"choice": "yes", "do": "cast"}, parts={"ballot_id": "@secret"}),
    "opinions": Route(get=Act.READ),
    "opinions_desk": Route(get=Act.PUT, post=Act.PUT, body={"do": "close"}),
    "opinion": Route(post=Act.VOTE, body={"choice": "agree"}, parts={"ballot_id": "@statement_vote"}),
    "choices": Route(
        get=Act.READ,
        post=Act.PUT,
        body={"title": "Who?", "options": "A\nB", "method": "ranked", "seats": "1", "secret": "yes"},
    ),
    "choice": Route(get=Act.READ, post=Act.VOTE, body={"abstain": "yes", "do": "cast"}, parts={"ballot_id": "@choice"}),
    "choice_desk": Route(get=Act.PUT, post=Act.PUT, body={"do": "close"}, parts={"ballot_id": "@choice"}),
    "sheets": Route(get=Act.PUT, post=Act.PUT, body={"do": "print"}, parts={"ballot_id": "@choice"}),
    # synthesis
    "results": Route(get=Act.READ_REPORT),
    "results_opinion": Route(get=Act.READ_REPORT),
    "results_participation": Route(get=Act.READ_REPORT),
    "results_slate": Route(get=Act.READ_REPORT),
    "results_method": Route(get=Act.READ_REPORT),
    "analyse": Route(post=Act.ANALYSE, body={"size": "5"}),
    "analysis_progress": Route(get=Act.ANALYSE),
    "results_file": Route(get=Act.READ_REPORT, parts={"extension": "@table"}),
    "themes": Route(get=Act.READ_DRAFT),
    "question_themes": Route(
        get=Act.READ_DRAFT, post=Act.DRAFT, body={"do": "make", "label": "A theme"}, parts={"pk": "@question"}
    ),
    "theme_news": Route(get=Act.READ_DRAFT, parts={"pk": "@question"}),
    "theme": Route(
        get=Act.READ_DRAFT,
        post=Act.DRAFT,
        body={"do": "rename", "label": "Renamed", "revision": "1"},
        parts={"pk": "@theme"},
    ),
    "reading": Route(get=Act.READ_DRAFT),
    "code": Route(post=Act.DRAFT, body={"theme": "@theme"}, parts={"pk": "@contribution"}),
    "quotes": Route(get=Act.READ_DRAFT),
    "coders": Route(get=Act.READ_DRAFT),
    "notebook": Route(get=Act.READ_DRAFT, post=Act.READ_DRAFT, body={"text": "A note."}),
    # A note is its author's: everybody else is told that it is not there.
    "note": Route(
        get=Act.READ_DRAFT, post=Act.READ_DRAFT, body={"text": "Changed."}, parts={"pk": "@note"}, own="rapporteur"
    ),
    "reports": Route(get=Act.READ_REPORT),
    "report": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "export": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "report_files": Route(get=Act.READ_REPORT, post=Act.DRAFT, parts={"pk": "@report"}),
    "files_progress": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "manifest": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "report_editor": Route(get=Act.READ_DRAFT),
    "report_desk": Route(get=Act.READ_DRAFT, parts={"pk": "@draft"}),
    "report_progress": Route(get=Act.READ_DRAFT, parts={"pk": "@draft"}),
    "report_changes": Route(get=Act.READ_DRAFT, post=Act.DRAFT, parts={"pk": "@draft"}),
    "report_checks": Route(
        get=Act.READ_DRAFT, post=Act.DRAFT, body={"do": "back", "token": "x"}, parts={"pk": "@draft"}
    ),
    "checks_panel": Route(get=Act.READ_DRAFT, parts={"pk": "@draft"}),
    "report_word": Route(get=Act.READ_DRAFT, post=Act.DRAFT, parts={"pk": "@draft"}),
    "returned_file": Route(
        get=Act.READ_DRAFT, post=Act.DRAFT, body={"do": "decline-all"}, parts={"pk": "@draft", "file_id": "@returned"}
    ),
    "check_word": Route(get=Act.READ_DRAFT, post=Act.READ_DRAFT, body={"file": "@file"}),
    "rephrasings": Route(get=Act.READ_DRAFT, parts={"pk": "@draft"}),
    "rephrasings_progress": Route(get=Act.READ_DRAFT, parts={"pk": "@draft"}),
    "draft": Route(post=Act.DRAFT),
    "coverage": Route(
        get=Act.READ_DRAFT, post=Act.DRAFT, body={"kind": "noted", "unit": "@unit"}, parts={"pk": "@draft"}
    ),
    "coverage_file": Route(get=Act.READ_DRAFT, parts={"pk": "@draft", "extension": "@table"}),
    "tell_contributors": Route(get=Act.READ_DRAFT, post=Act.DRAFT, parts={"pk": "@draft"}),
    "circulated": Route(
        get=Act.READ_CIRCULATED,
        post=Act.COMMENT,
        body={"do": "comment", "place": "@place", "kind": "factual", "text": "It was not so."},
        parts={"pk": "@draft"},
    ),
    "comments": Route(
        get=Act.READ_DRAFT,
        post=Act.CIRCULATE,
        body={"do": "answer", "comment": "@comment", "taken": "up"},
        parts={"pk": "@draft"},
    ),
    "comments_file": Route(get=Act.READ_DRAFT, parts={"pk": "@draft", "extension": "@table"}),
    "own_reports": Route(get=SIGNED_IN),
    "report_part": Route(get=Act.READ_REPORT, parts={"pk": "@report", "number": "@one"}),
    "report_paragraph": Route(get=Act.READ_REPORT, parts={"pk": "@report", "number": "@one"}),
    "report_whole": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "report_recommendations": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "report_charts": Route(get=Act.READ_REPORT, parts={"pk": "@report"}),
    "publish": Route(get=Act.PUBLISH, post=Act.PUBLISH, parts={"pk": "@draft"}),
    "roll_up": Route(get=Act.DRAFT, post=Act.DRAFT),
    "report_style": Route(get=Act.SET_UP, post=Act.SET_UP, body={"do": "masthead", "symbol": "A/1"}),
    "report_style_preview": Route(get=Act.SET_UP),
    "report_remove": Route(
        get=Act.TAKE_OUT,
        post=Act.TAKE_OUT,
        body={"extent": "whole", "ground": "safety", "reason": "Somebody is in danger."},
        parts={"pk": "@report"},
    ),
    "embargo_cancel": Route(post=Act.PUBLISH, parts={"pk": "@embargoed"}),
    "report_editing": Route(
        get=Act.READ_DRAFT, post=Act.DRAFT, body={"paragraph": "@paragraph"}, parts={"pk": "@draft"}
    ),
    # Approval is the chair’s here: the status of the document says whose text it is.
    "report_approve": Route(post=Act.READ_DRAFT, parts={"pk": "@finished"}, own="chair"),
    "section_material": Route(get=Act.DRAFT, parts={"pk": "@section"}),
    "section_quote": Route(
        post=Act.DRAFT, body={"contribution": "@quotable", "sentence": "0"}, parts={"pk": "@section"}
    ),
    "section_note": Route(post=Act.DRAFT, body={"note": "@note"}, parts={"pk": "@section"}, own="rapporteur"),
    "paragraph_evidence": Route(post=Act.DRAFT, body={"marks": "@source"}, parts={"pk": "@paragraph"}),
    "paragraph_remarks": Route(post=Act.DRAFT, body={"text": "Is it so?"}, parts={"pk": "@paragraph"}),
    "section_add": Route(post=Act.DRAFT, body={"heading": "Another"}, parts={"pk": "@draft"}),
    "section_change": Route(
        post=Act.DRAFT, body={"heading": "Renamed", "before": "A section", "level": 1}, parts={"pk": "@section"}
    ),
    "section_move": Route(post=Act.DRAFT, body={"to": "up"}, parts={"pk": "@section"}),
    "section_remove": Route(post=Act.DRAFT, parts={"pk": "@spare_section"}),
    "paragraph": Route(get=Act.READ_DRAFT, parts={"pk": "@paragraph"}),
    "paragraph_version": Route(post=Act.DRAFT, body={"revision": 2}, parts={"pk": "@changed_paragraph"}),
    "paragraph_place": Route(post=Act.DRAFT, body={"section": "@section"}, parts={"pk": "@paragraph"}),
    "paragraph_split": Route(
        post=Act.DRAFT, body={"first": "One.", "rest": "Two.", "revision": 1}, parts={"pk": "@paragraph"}
    ),
    "paragraph_join": Route(post=Act.DRAFT, parts={"pk": "@first_paragraph"}),
    "paragraph_shape": Route(post=Act.DRAFT, body={"form": "plain"}, parts={"pk": "@paragraph"}),
    "paragraph_annotate": Route(post=Act.DRAFT, body={"text": "See there."}, parts={"pk": "@paragraph"}),
    "paragraph_add": Route(post=Act.DRAFT, body={"text": "Mine."}, parts={"pk": "@section"}),
    "paragraph_edit": Route(post=Act.DRAFT, body={"text": "Mine.", "revision": 1}, parts={"pk": "@paragraph"}),
    "paragraph_rephrase": Route(
        post=Act.DRAFT, body={"do": "leave", "proposal": "@proposal", "revision": 1}, parts={"pk": "@paragraph"}
    ),
    "paragraph_restore": Route(post=Act.DRAFT, body={"revision": 1}, parts={"pk": "@paragraph"}),
    "paragraph_move": Route(post=Act.DRAFT, body={"to": "up"}, parts={"pk": "@paragraph"}),
    "paragraph_remove": Route(post=Act.DRAFT, parts={"pk": "@paragraph"}),
    # Django’s and allauth’s
    "set_language": Route(get=LIBRARY, post=LIBRARY, body={"language": "fr"}),
    "mfa_index": Route(get=LIBRARY, post=LIBRARY),
    "mfa_authenticate": Route(get=LIBRARY, post=LIBRARY),
    "mfa_reauthenticate": Route(get=LIBRARY, post=LIBRARY),
    "mfa_view_recovery_codes": Route(get=LIBRARY, post=LIBRARY),
    "mfa_generate_recovery_codes": Route(get=LIBRARY, post=LIBRARY),
    "mfa_download_recovery_codes": Route(get=LIBRARY, post=LIBRARY),
    "mfa_activate_totp": Route(get=LIBRARY, post=LIBRARY),
    "mfa_deactivate_totp": Route(get=LIBRARY, post=LIBRARY),
    "mfa_list_webauthn": Route(get=LIBRARY, post=LIBRARY),
    "mfa_add_webauthn": Route(get=LIBRARY, post=LIBRARY),
    "mfa_reauthenticate_webauthn": Route(get=LIBRARY, post=LIBRARY),
    "mfa_remove_webauthn": Route(get=LIBRARY, post=LIBRARY, parts={"pk": "@session"}),
    "mfa_edit_webauthn": Route(get=LIBRARY, post=LIBRARY, parts={"pk": "@session"}),
    "account_login": Route(get=LIBRARY, post=LIBRARY),
    "account_logout": Route(get=LIBRARY, post=LIBRARY),
    "account_inactive": Route(get=LIBRARY, post=LIBRARY),
    "account_signup": Route(get=LIBRARY, post=LIBRARY),
    "account_reauthenticate": Route(get=LIBRARY, post=LIBRARY),
    "account_email": Route(get=LIBRARY, post=LIBRARY),
    "account_email_verification_sent": Route(get=LIBRARY, post=LIBRARY),
    "account_change_password": Route(get=LIBRARY, post=LIBRARY),
    "account_set_password": Route(get=LIBRARY, post=LIBRARY),
    "account_reset_password": Route(get=LIBRARY, post=LIBRARY),
    "account_reset_password_done": Route(get=LIBRARY, post=LIBRARY),
    "account_reset_password_from_key": Route(get=LIBRARY, post=LIBRARY),
    "account_reset_password_from_key_done": Route(get=LIBRARY, post=LIBRARY),
    "account_request_login_code": Route(get=LIBRARY, post=LIBRARY),
    "account_confirm_login_code": Route(get=LIBRARY, post=LIBRARY),
}

# What may come up a socket: the act that it carries out.
COMMANDS: dict[str, Act] = {
    "vote": Act.VOTE,
    "contribute": Act.CONTRIBUTE,
}

# Reading the names and taking along what only the desk reads are acts: a GET of these, and of nothing else, enters
# something in the record.
ENTERED_BY_READING = {"read names", "export draft with sources", "export coverage", "export comments"}
