"""A story's part of the address is as long as its page's may be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_story_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="story",
            name="slug",
            field=models.CharField(max_length=255),
        ),
    ]
