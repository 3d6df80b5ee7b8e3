"""Logos of partners: read once with suspicion, kept as a small PNG that holds its pixels and nothing else."""

import io

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from consult.actions.consultation import enter, locked
from consult.models import PartnerLogo
from consult.procedure import Act, RefusedError, may, require
from consult.queries.logos import names_of_partners
from consult.queries.people import Here

MOST_BYTES = 300 * 1024
MOST_PIXELS = 8_000_000  # before anything is decoded: a small file can claim to be an enormous picture
SHOWN_AT = (400, 160)


def set_logo(here: Here, partner: str, data: bytes) -> PartnerLogo:
    """Show ``data``, a PNG or a JPEG, with the partner of this name, in the place of what there was."""
    require(may(here.standing, Act.SET_UP))
    image = small_png(data)
    with transaction.atomic():
        consultation = locked(here)
        if partner not in names_of_partners(consultation):
            raise RefusedError(_("There is no such partner."))
        PartnerLogo.objects.filter(consultation=consultation, partner=partner).delete()  # a new address: none is stale
        logo = PartnerLogo.objects.create(consultation=consultation, partner=partner, image=image)
        enter(here, "set logo", f"logo-{logo.pk}", fields=["partners"])
    return logo


def remove_logo(here: Here, logo_id: int) -> None:
    with transaction.atomic():
        consultation = locked(here)
        gone, _each = PartnerLogo.objects.filter(consultation=consultation, pk=logo_id).delete()
        if not gone:
            raise RefusedError(_("There is no such logo."))
        enter(here, "remove logo", f"logo-{logo_id}", fields=["partners"])


def small_png(data: bytes) -> bytes:
    """The picture drawn anew, upright and small: no metadata, profile or text of the file goes along."""
    if len(data) > MOST_BYTES:
        raise RefusedError(_("This file is larger than 300 KB."))
    unread = _("This is no picture that can be read. Use a PNG or a JPEG.")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RefusedError(_("This picture has too many pixels. Make it smaller first."))
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
        picture.thumbnail(SHOWN_AT)
        bare = Image.new("RGBA", picture.size)
        bare.paste(picture)
        out = io.BytesIO()
        bare.save(out, "PNG", optimize=True)
    except RefusedError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(_("This picture has too many pixels. Make it smaller first.")) from error
    except Exception as error:  # whatever a decoder says of a broken file
        raise RefusedError(unread) from error
    return out.getvalue()
