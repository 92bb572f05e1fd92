from django.urls import path

from daihoi.org.access import account
from daihoi.org.views import units, users

# Pages about a unit live under /u/<code>/; their views are declared with @page(permission).
urlpatterns = [
    path("tai-khoan/", account(users.account), name="account"),
    path("u/<str:unit>/tai-khoan/", users.users, name="users"),
    path("u/<str:unit>/tai-khoan/moi/", users.user_add, name="user_add"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/", users.user, name="user"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/ma/", users.user_code, name="user_code"),
    path("u/<str:unit>/quyen/<int:grant_id>/thu-hoi/", users.grant_end, name="grant_end"),
    path("u/<str:unit>/to-chuc/", units.unit_show, name="unit"),
    path("u/<str:unit>/to-chuc/sua/", units.unit_edit, name="unit_edit"),
    path("u/<str:unit>/to-chuc/sua-ten/", units.unit_rename, name="unit_correct"),
    path("u/<str:unit>/to-chuc/giai-the/", units.unit_end, name="unit_close"),
]
