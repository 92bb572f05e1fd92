"""The tables of the search; what stands already is found at once."""

from django.db import migrations


def make(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # the beginnings of words, two to six letters long, have lists of their own: no list is made while somebody waits
            for name in ("head", "lead", "body"):
                cursor.execute(
                    f"CREATE VIRTUAL TABLE portal_search_{name} USING fts5(words, content='', contentless_delete=1, "
                    "tokenize=\"ascii tokenchars '_'\", prefix='2 3 4 5 6')"
                )
        else:
            cursor.execute(
                "CREATE TABLE portal_search (place bigint PRIMARY KEY, head tsvector NOT NULL, lead tsvector NOT NULL, "
                "body tsvector NOT NULL)"
            )
            for name in ("head", "lead", "body"):
                cursor.execute(f"CREATE INDEX portal_search_{name} ON portal_search USING gin ({name})")
    from daihoi.portal.actions.search import entries_add

    entries_add(apps.get_model("portal", "Story").objects.filter(withdrawn_at=None).iterator())


def drop(apps, schema_editor):
    connection = schema_editor.connection
    names = ("_head", "_lead", "_body") if connection.vendor == "sqlite" else ("",)
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE portal_search{name}")


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_review")]

    operations = [migrations.RunPython(make, drop)]
