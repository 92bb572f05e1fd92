from django.urls import path

from daihoi.elections.views import election, election_acts, erasure, results, rounds

urlpatterns = [
    path("u/<str:unit>/bau-cu/", election.elections, name="elections"),
    path("u/<str:unit>/bau-cu/nhap/", results.results_import, name="results_import"),
    path("u/<str:unit>/bau-cu/<int:election_id>/", election.election, name="election"),
    path("u/<str:unit>/bau-cu/<int:election_id>/vong-sau/", election_acts.election_next, name="election_next"),
    path("u/<str:unit>/bau-cu/<int:election_id>/tam-dung/", election_acts.election_pause, name="election_pause"),
    path("u/<str:unit>/bau-cu/<int:election_id>/chi-dao/", election_acts.election_resume, name="election_resume"),
    path("u/<str:unit>/bau-cu/<int:election_id>/huy-ket-qua/", election_acts.election_annul, name="election_annul"),
    path("u/<str:unit>/bau-cu/<int:election_id>/bau-lai/", election_acts.election_repeat, name="election_repeat"),
    path("u/<str:unit>/bau-cu/<int:election_id>/rut-lai/", election_acts.election_cancel, name="election_cancel"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/bau-cu/moi/", election_acts.election_open, name="election_open"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/ho-so-chuan-y/", results.dossier, name="dossier"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/chuan-y/", results.ratification, name="ratification"),
    path("u/<str:unit>/dai-hoi/<int:congress_id>/khieu-nai/", results.incidents, name="incidents"),
    path("u/<str:unit>/khieu-nai/<int:incident_id>/", results.incident_settle, name="incident_settle"),
    path("u/<str:unit>/vong/<int:round_id>/", rounds.round_show, name="round"),
    path("u/<str:unit>/vong/<int:round_id>/nhap-phieu/", rounds.round_count, name="round_count"),
    path("u/<str:unit>/vong/<int:round_id>/to-kiem-phieu/", rounds.round_teams, name="round_teams"),
    path("u/<str:unit>/vong/<int:round_id>/ky/", rounds.round_certify, name="round_certify"),
    path("u/<str:unit>/vong/<int:round_id>/rut-lai/", rounds.round_cancel, name="round_cancel"),
    path("u/<str:unit>/vong/<int:round_id>/bien-ban.<str:form>", rounds.round_minutes, name="round_minutes"),
    path("u/<str:unit>/vong/<int:round_id>/phieu-bau.<str:form>", rounds.round_ballot, name="round_ballot"),
    path("u/<str:unit>/chung-thu/<int:certificate_id>/", rounds.certificate_show, name="certificate"),
    path("u/<str:unit>/chung-thu/<int:certificate_id>/mo-lai/", rounds.certificate_reopen, name="certificate_reopen"),
    path("u/<str:unit>/dang-vien/<int:member_id>/xoa/", erasure.member_erase, name="member_erase"),
]
