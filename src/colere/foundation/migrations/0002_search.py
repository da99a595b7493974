"""Colleagues by name, address and job."""

from django.db import migrations

from colere.platform.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [CreateSearchIndex(name="people", table="foundation_person", columns=("name", "email", "title"))]
