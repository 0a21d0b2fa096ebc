from django.db import migrations

from sobria.sober.equipment.life import guards


class Migration(migrations.Migration):
    dependencies = [("equipment", "0002_life")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: guards.create(editor.connection),
            lambda _apps, editor: guards.drop(editor.connection),
        )
    ]
