"""Forms of the proofs of erasure."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sobria.city.people.models import User
from sobria.engine.erasure.serials import LONGEST
from sobria.sober.equipment.erasure.selectors import witnesses
from sobria.sober.equipment.models import Device, Drive, Removal

FATE = Removal._meta.get_field("fate").max_length


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files of one field."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in given if one]


class CertificatesForm(forms.Form):
    certificates = _FilesField(
        label=_("Certificats, ou liste des supports"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "PDF ou journal de nwipe, rapport XML, notre tableau CSV, archive .zip. Plusieurs à la fois si besoin."
        ),
    )

    def given(self) -> list[UploadedFile]:
        return cast("list[UploadedFile]", self.cleaned_data["certificates"])


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Nom ou numéro de série"), max_length=100, required=False)


class DriveForm(forms.Form):
    serial = forms.CharField(label=_("Numéro de série du support"), max_length=LONGEST)
    kind = forms.ChoiceField(
        label=_("Sorte"),
        required=False,
        choices=[("", _("non dit")), ("hdd", _("disque dur")), ("ssd", _("SSD")), ("flash", _("carte ou clé"))],
    )


class RemovalForm(forms.Form):
    """The removal of a drive or, for a device without any, the statement that it holds none."""

    drive = forms.ModelChoiceField(label=_("Support retiré"), queryset=Drive.objects.none())
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    fate = forms.CharField(
        label=_("Devenir du support"),
        required=False,
        max_length=FATE,
        help_text=_("Par exemple : détruit, gardé au coffre, rendu au fournisseur. Sans nom de personne."),
    )
    witness = forms.ModelChoiceField(
        label=_("Témoin"), queryset=User.objects.none(), help_text=_("Une autre personne, qui l’a vu et le confirmera.")
    )

    def __init__(self, *args: Any, device: Device, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drives = device.drives.exclude(removals__confirmed_at__isnull=False).order_by("serial")
        if drives.exists():
            cast("forms.ModelChoiceField[Any]", self.fields["drive"]).queryset = drives
        else:
            del self.fields["drive"]
            del self.fields["fate"]
        cast("forms.ModelChoiceField[Any]", self.fields["witness"]).queryset = witnesses(by)
        self.fields["day"].initial = timezone.localdate()
