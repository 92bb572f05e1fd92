from django.urls import path

from daihoi.org.access import account
from daihoi.org.views import imports, members, units, users

# Pages about a unit live under /u/<code>/; their views are declared with @page(permission).
urlpatterns = [
    path("tai-khoan/", account(users.account), name="account"),
    path("u/<str:unit>/tai-khoan/", users.users, name="users"),
    path("u/<str:unit>/tai-khoan/moi/", users.user_add, name="user_add"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/", users.user, name="user"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/ma/", users.user_code, name="user_code"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/yeu-to-hai/", users.user_factor, name="user_factor"),
    path("u/<str:unit>/tai-khoan/<int:user_id>/xoa/", users.user_erase, name="user_erase"),
    path("u/<str:unit>/quyen/<int:grant_id>/thu-hoi/", users.grant_end, name="grant_end"),
    path("u/<str:unit>/to-chuc/", units.unit_show, name="unit"),
    path("u/<str:unit>/to-chuc/sua/", units.unit_edit, name="unit_edit"),
    path("u/<str:unit>/to-chuc/sua-ten/", units.unit_rename, name="unit_correct"),
    path("u/<str:unit>/to-chuc/giai-the/", units.unit_end, name="unit_close"),
    path("u/<str:unit>/nhap/", imports.imports, name="imports"),
    path("u/<str:unit>/nhap/mau/<str:kind>/", imports.import_template, name="import_template"),
    path("u/<str:unit>/nhap/<uuid:uuid>/", imports.import_show, name="import"),
    path("u/<str:unit>/nhap/<uuid:uuid>/tien-do/", imports.import_progress, name="import_progress"),
    path("u/<str:unit>/nhap/<uuid:uuid>/ghi/", imports.import_write, name="import_write"),
    path("u/<str:unit>/nhap/<uuid:uuid>/lai/", imports.import_again, name="import_again"),
    path("u/<str:unit>/nhap/<uuid:uuid>/bo/", imports.import_drop, name="import_drop"),
    path("u/<str:unit>/nhap/<uuid:uuid>/tu-choi/", imports.import_refused, name="import_refused"),
    path("u/<str:unit>/nhap/<uuid:uuid>/dong/", imports.import_rows, name="import_rows"),
    path("u/<str:unit>/xuat/", imports.export, name="register_export"),
    path("u/<str:unit>/dang-vien/", members.members, name="members"),
    path("u/<str:unit>/dang-vien/<int:member_id>/", members.member, name="member"),
    path("u/<str:unit>/dang-vien/<int:member_id>/sua/", members.member_edit, name="member_edit"),
    path("u/<str:unit>/dang-vien/<int:member_id>/chuyen/", members.member_transfer, name="member_move"),
    path("u/<str:unit>/dang-vien/<int:member_id>/tu-cach/", members.member_mark, name="member_state"),
    path("u/<str:unit>/dang-vien/<int:member_id>/ra/", members.member_leave, name="member_leave"),
    path("u/<str:unit>/dang-vien/<int:member_id>/ban-ke/", members.member_sheet, name="member_sheet"),
]
