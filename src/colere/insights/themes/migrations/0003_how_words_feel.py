from django.db import migrations, models


class Migration(migrations.Migration):
    """Texts that were read before have no feeling until the map is drawn anew."""

    dependencies = [
        ("themes", "0002_answers_are_kept_by_the_platform"),
    ]

    operations = [
        migrations.AddField(
            model_name="themetext",
            name="feeling",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.RemoveIndex(model_name="themetext", name="theme_text_counted"),
        migrations.AddIndex(
            model_name="themetext",
            index=models.Index(
                fields=["map", "theme", "day", "kind", "feeling", "team", "channel", "run"], name="theme_text_counted"
            ),
        ),
    ]
