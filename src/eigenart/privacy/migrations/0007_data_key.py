"""A key of each person's own, wrapped by the master key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0006_one_line_per_number")]

    operations = [
        migrations.AddField(
            "subject", "data_key", models.BinaryField(editable=False, max_length=64, null=True)
        ),
    ]
