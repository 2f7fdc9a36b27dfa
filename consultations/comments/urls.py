"""Addresses of comments, below those of their consultation. `consultations.urls` registers how its slugs look."""

from django.urls import path

from consultations.comments import file_views, manage_views, own_views, views

urlpatterns = [
    path("manage/<consultation:slug>/comments/", manage_views.comments, name="manage_comments"),
    path("manage/<consultation:slug>/comments/settings/", manage_views.settings, name="set_up_commenting"),
    path("manage/<consultation:slug>/comments/none/", manage_views.drop, name="drop_commenting"),
    path("manage/<consultation:slug>/comments/comments.csv", manage_views.export, name="export_comments"),
    path("manage/<consultation:slug>/comments/<str:number>/", manage_views.comment, name="manage_comment"),
    path("manage/<consultation:slug>/comments/<str:number>/back/", manage_views.back, name="take_answer_back"),
    path("<consultation:slug>/comments/", views.comments, name="comments"),
    path("<consultation:slug>/comments/home/", own_views.home, name="tell_home_of_commenter"),
    path("<consultation:slug>/comments/files/<uuid:public_id>/", file_views.file, name="comment_file"),
    path("<consultation:slug>/comments/<int:n>/gone/", views.gone, name="comments_gone"),
    path("<consultation:slug>/comments/<int:n>/<str:eid>/", views.section, name="section_comments"),
    path("<consultation:slug>/comments/<str:number>/", views.comment, name="comment"),
    path("<consultation:slug>/comments/<str:number>/reply/", own_views.reply, name="reply_to_comment"),
    path("<consultation:slug>/comments/<str:number>/change/", own_views.change, name="change_comment"),
    path("<consultation:slug>/comments/<str:number>/withdraw/", own_views.withdraw, name="withdraw_comment"),
    path("<consultation:slug>/comments/<str:number>/support/", own_views.support, name="support_comment"),
]
