from django.db import migrations


class Migration(migrations.Migration):
    """What was kept is counted again by workers."""

    dependencies = [
        ("themes", "0001_themes_of_words"),
    ]

    operations = [
        migrations.DeleteModel(name="KeptThemes"),
    ]
