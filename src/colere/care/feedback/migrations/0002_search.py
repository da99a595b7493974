"""Full text over what customers wrote with their answers."""

from django.db import migrations

from colere.platform.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]
    operations = [CreateSearchIndex(name="responses", table="feedback_response", columns=("comment",))]
