"""A withdrawal took the older versions down from the portal; here they still read as replaced."""

from typing import Any

from django.db import migrations


def take_along(apps: Any, _editor: object) -> None:
    """Every version up to a withdrawn one is withdrawn."""
    rows = apps.get_model("reports", "Publication").objects
    for subject, version in rows.filter(state="withdrawn").values_list("subject", "version"):
        rows.filter(subject=subject, version__lt=version).update(state="withdrawn")


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_publications")]
    operations = [migrations.RunPython(take_along, migrations.RunPython.noop)]
