from django.db import migrations


class Migration(migrations.Migration):
    """What was kept is counted again by workers."""

    dependencies = [
        ("problems", "0001_kept_findings"),
    ]

    operations = [
        migrations.DeleteModel(name="KeptFindings"),
    ]
