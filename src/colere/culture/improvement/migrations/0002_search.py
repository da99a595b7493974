"""Full text over problems."""

from django.db import migrations

from colere.platform.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("improvement", "0001_initial")]
    operations = [
        CreateSearchIndex(name="problems", table="improvement_problem", columns=("title", "why", "cause")),
    ]
