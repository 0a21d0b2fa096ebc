from django.db import migrations

from sobria.inclusive.devices import guards


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial"), ("equipment", "0003_guards")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: guards.create(editor.connection),
            lambda _apps, editor: guards.drop(editor.connection),
        )
    ]
