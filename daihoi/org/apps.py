from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "daihoi.org"
    label = "org"

    def ready(self) -> None:
        from daihoi.org import access, sign_in

        access.register_checks()
        sign_in.listen()
