"""Runs that followed the log since a training, beside the trainings themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("personalisation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="modelrun",
            name="kind",
            field=models.CharField(
                choices=[("full", "training"), ("live", "followed")], default="full", max_length=10
            ),
        ),
        migrations.AddField(model_name="modelrun", name="base", field=models.UUIDField(null=True)),
    ]
