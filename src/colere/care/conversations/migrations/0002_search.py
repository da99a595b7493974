"""Full text over what was said, and over what it was called."""

from django.db import migrations

from colere.platform.search.operations import CreateSearchIndex


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]
    operations = [
        CreateSearchIndex(name="messages", table="conversations_message", columns=("text",)),
        CreateSearchIndex(name="conversations", table="conversations_conversation", columns=("subject",)),
    ]
