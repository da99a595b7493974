from django.db import migrations


class Migration(migrations.Migration):
    """What was kept is counted again by workers."""

    dependencies = [
        ("instruments", "0003_pulses"),
    ]

    operations = [
        migrations.DeleteModel(name="KeptReport"),
    ]
