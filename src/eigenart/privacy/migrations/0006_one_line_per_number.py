from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0005_chain_old_lines'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='accesslog',
            constraint=models.UniqueConstraint(fields=('chain', 'number'), name='one_line_per_number'),
        ),
    ]
