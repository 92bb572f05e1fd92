from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "daihoi.ledger"
    label = "ledger"
