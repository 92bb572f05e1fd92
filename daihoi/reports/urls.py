from django.urls import path

from daihoi.reports.views import ledger, report, returns, season, tables

urlpatterns = [
    path("u/<str:unit>/", season.season, name="season"),
    path("u/<str:unit>/bau-thieu/", season.season_short, name="season_short"),
    path("u/<str:unit>/ban-bao-cao/", returns.returns, name="returns"),
    path("u/<str:unit>/ban-bao-cao/nhan-tep/", returns.return_take_in, name="return_take_in"),
    path("u/<str:unit>/ban-bao-cao/khoa/<str:below>/", returns.key_enrol, name="key_enrol"),
    path("u/<str:unit>/ban-bao-cao/<int:return_id>/", returns.return_show, name="return"),
    path("u/<str:unit>/ban-bao-cao/<int:return_id>/tep/", returns.return_file, name="return_file"),
    path("u/<str:unit>/ban-bao-cao/<int:return_id>/nhan/", returns.return_accept, name="return_accept"),
    path("u/<str:unit>/ban-bao-cao/<int:return_id>/tra-lai/", returns.return_send_back, name="return_send_back"),
    path("u/<str:unit>/ban-bao-cao/<int:return_id>/chuan-y/", returns.return_ratify, name="return_ratify"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/nop/", returns.return_hand_in, name="return_hand_in"),
    path("u/<str:unit>/bieu/tep/", tables.tables_file, name="tables_file"),
    path("u/<str:unit>/bieu/<str:table>/", tables.table, name="table"),
    path("u/<str:unit>/doi-chieu/", tables.findings_show, name="findings"),
    path("u/<str:unit>/bao-cao/", report.report, name="report"),
    path("u/<str:unit>/bao-cao/lap/", report.report_make, name="report_make"),
    path("u/<str:unit>/bao-cao/cap-nhat/", report.report_refresh, name="report_refresh"),
    path("u/<str:unit>/bao-cao/dau-trang/", report.report_head, name="report_head"),
    path("u/<str:unit>/bao-cao/them/", report.block_add, name="block_add"),
    path("u/<str:unit>/bao-cao/doan/<str:key>/", report.block_edit, name="block_edit"),
    path("u/<str:unit>/bao-cao/doan/<str:key>/bo/", report.block_remove, name="block_remove"),
    path("u/<str:unit>/bao-cao/doan/<str:key>/<str:act>/", report.block_act, name="block_act"),
    path("u/<str:unit>/bao-cao/tep/<str:format>/", report.report_file, name="report_file"),
    path("u/<str:unit>/bieu-mau/", report.own_form, name="own_form"),
    path("u/<str:unit>/bieu-mau/ten/", report.form_names, name="form_names"),
    path("u/<str:unit>/so-su-kien/", ledger.ledger, name="ledger"),
    path("u/<str:unit>/so-su-kien/kiem-tra/", ledger.ledger_check, name="ledger_check"),
]
