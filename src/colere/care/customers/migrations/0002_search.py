"""Customers by name, and by what else they are known by."""

from django.db import migrations

from colere.platform.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        CreateSearchIndex(name="customers", table="customers_customer", columns=("name",)),
        CreateSearchIndex(name="identities", table="customers_customeridentity", columns=("value",)),
    ]
