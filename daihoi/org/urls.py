from django.urls import path

from daihoi.org.access import account
from daihoi.org.views import users

# Pages about a unit live under /u/<code>/; their views are declared with @page(permission).
urlpatterns = [
    path("tai-khoan/", account(users.account), name="account"),
    path("u/<str:unit>/tai-khoan/", users.users, name="users"),
    path("u/<str:unit>/tai-khoan/moi/", users.user_add, name="user_add"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/", users.user, name="user"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/ma/", users.user_code, name="user_code"),
    path("u/<str:unit>/quyen/<int:grant_id>/thu-hoi/", users.grant_end, name="grant_end"),
]
