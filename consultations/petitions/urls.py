"""Addresses of petitions. Their slugs look like those of consultations, which `consultations.urls` registers."""

from django.urls import path

from consultations.petitions import desk_views, joining_views, own_views, views
from consultations.petitions.feeds import AnsweredFeed

_ONE = "petitions/<consultation:slug>/"
_MINE = "petitions/mine/<consultation:slug>/"
_DESK = "petitions/desk/<consultation:slug>/"
_AUTHOR, _AGENCY = {"side": joining_views.AUTHOR}, {"side": joining_views.AGENCY}
urlpatterns = [
    path("petitions/", views.petitions, name="petitions"),
    path("petitions/answered.atom", AnsweredFeed(), name="petitions_feed"),
    path("petitions/new/", own_views.new, name="new_petition"),
    path("petitions/similar/", own_views.similar, name="similar_petitions"),
    path("petitions/mine/", own_views.mine, name="my_petitions"),
    path(_MINE, own_views.own, name="own_petition"),
    path(_MINE + "edit/", own_views.edit, name="edit_petition"),
    path(_MINE + "check/", own_views.check, name="check_petition"),
    path(_MINE + "drop/", own_views.drop, name="drop_petition"),
    path(_MINE + "again/", own_views.again, name="write_petition_again"),
    path(_MINE + "longer/", own_views.extend, name="extend_petition"),
    path(_MINE + "join/", joining_views.propose, _AUTHOR, name="propose_joining"),
    path(_MINE + "join-answer/", joining_views.answer, _AUTHOR, name="answer_joining"),
    path(_MINE + "join-undo/", joining_views.undo, _AUTHOR, name="undo_joining"),
    path(_MINE + "appeal/", own_views.appeal, name="appeal_petition"),
    path(_MINE + "complaint/", own_views.complain, name="petition_as_complaint"),
    path("petitions/desk/", desk_views.desk, name="petition_desk"),
    path(_DESK, desk_views.one, name="petition_desk_one"),
    path(_DESK + "publish/", desk_views.publish, name="publish_petition"),
    path(_DESK + "refuse/", desk_views.refuse, name="refuse_petition"),
    path(_DESK + "keep/", desk_views.keep, name="keep_petition"),
    path(_DESK + "hand/", desk_views.hand, name="hand_petition"),
    path(_DESK + "join/", joining_views.propose, _AGENCY, name="propose_joining_at_desk"),
    path(_DESK + "join-answer/", joining_views.answer, _AGENCY, name="answer_joining_at_desk"),
    path(_DESK + "join-undo/", joining_views.undo, _AGENCY, name="undo_joining_at_desk"),
    path(_DESK + "decide/", desk_views.decide, name="decide_petition_appeal"),
    path(_DESK + "answer/", desk_views.answer, name="answer_petition"),
    path(_ONE, views.petition, name="petition"),
    path(_ONE + "own-case/", views.own_case, name="own_case_of_petition"),
    path(_ONE + "report/", views.report, name="report_petition"),
    path(_ONE + "sign/", views.sign, name="sign_petition"),
    path(_ONE + "withdraw/", views.withdraw, name="withdraw_signature"),
]
