from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "daihoi.org"
    label = "org"

    def ready(self) -> None:
        from daihoi.org import access

        access.register_checks()
