from django.urls import path

from complaints.views import files, filing, later, me, office, office_acts, public, sending, tracking
from complaints.views.signing_out import SignOut

urlpatterns = [
    path("complaints/new/", filing.new_complaint, name="new_complaint"),
    path("complaints/later/", later.later, name="send_later"),
    path("complaints/receipt/", sending.receipt, name="receipt"),
    path("track/", tracking.track, name="track"),
    path("track/<str:reference>/", tracking.track_case, name="track_case"),
    path("track/<str:reference>/answer/", tracking.answer, name="track_answer"),
    path("track/<str:reference>/confirm/", tracking.confirm, name="track_confirm"),
    path("track/<str:reference>/dispute/", tracking.dispute, name="track_dispute"),
    path("track/<str:reference>/withdraw/", tracking.withdraw, name="track_withdraw"),
    path("track/<str:reference>/forget/", tracking.forget, name="track_forget"),
    path("cases/", public.cases, name="cases"),
    path("cases/<str:reference>/", public.public_case, name="public_case"),
    path("me/", me.me, name="me"),
    path("me/drafts/drop/", me.drop_draft, name="drop_draft"),
    path("office/", office.office, name="office"),
    path("office/<str:reference>/", office.office_case, name="office_case"),
    path("office/<str:reference>/accept/", office_acts.accept, name="office_accept"),
    path("office/<str:reference>/decline/", office_acts.decline, name="office_decline"),
    path("office/<str:reference>/ask/", office_acts.ask, name="office_ask"),
    path("office/<str:reference>/reply/", office_acts.reply, name="office_reply"),
    path("office/<str:reference>/close/", office_acts.close, name="office_close"),
    path("office/<str:reference>/release/", office_acts.release, name="office_release"),
    path("office/<str:reference>/take-back/", office_acts.take_back, name="office_take_back"),
    # Before allauth's and the administration's own, which know nothing of what else a browser keeps.
    path("accounts/logout/", SignOut.as_view(), name="account_logout"),
    path("admin/logout/", SignOut.as_view()),
    path("office/<str:reference>/help/", office_acts.ask_help, name="office_help"),
    path("office/<str:reference>/refuse/", office_acts.refuse_help, name="office_refuse"),
    path("office/<str:reference>/finish/", office_acts.finish, name="office_finish"),
    path("files/<uuid:public_id>/", files.file, name="file"),
]
