"""A tombstone is written when an erasure is ordered, and says when it was finished."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_rights_requests")]

    operations = [
        migrations.RenameField("tombstone", "erased_at", "ordered_at"),
        migrations.AddField("tombstone", "finished_at", models.DateTimeField(null=True)),
    ]
