"""Comments survive into the next version: the worker stores where each stands there, and what became of its words.

Always from the words it was written on, never from an earlier place, so that every mark can be made again.
"""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from consultations.comments.anchors import Anchor
from consultations.comments.counting import counts_of
from consultations.comments.following import Following
from consultations.comments.models import COMMENTED, Comment, Mark, Place, Placing
from consultations.history import lock
from consultations.laws.comparisons import pairs_of
from consultations.laws.models import Version
from records.chores import Chore
from records.locks import is_alone

AT_ONCE = 500


def place_some() -> int:
    """Give some comments on earlier versions their places in a newer one. Returns how many things were done.

    Killed, it has done nothing of its portion; done twice, it is done once.
    """
    version = _waiting().select_related("document__consultation").order_by("pk").first()
    return _place_in(version) if version else 0


def place_again(version: Version) -> None:
    """Forget the places in a version, so that the worker makes them anew. No comment loses what it was written on."""
    with transaction.atomic():
        Placing.objects.filter(version=version).delete()
        Place.objects.filter(version=version).exclude(mark=Mark.WRITTEN).delete()


@transaction.atomic
def _place_in(version: Version) -> int:
    if not is_alone("consultations.comments.placing"):
        return 0
    portion = list(_unplaced(version).select_related("version").order_by("version", "pk")[:AT_ONCE])
    followings: dict[int, Following] = {}
    places = []
    for comment in portion:
        following = followings.get(comment.version_id)
        if following is None:
            following = followings[comment.version_id] = _following(comment.version, version)
        found = following.follow(Anchor(comment.unit, comment.part, comment.words))
        places.append(Place(comment=comment, version=version, **asdict(found)))
    Place.objects.bulk_create(places, ignore_conflicts=True)
    if len(portion) < AT_ONCE:
        # Whoever comments now holds the consultation: what they write is seen here, or makes this version wait again.
        lock(version.document.consultation)
        if not _unplaced(version).exists():
            Placing.objects.get_or_create(version=version)
            counts_of.forget()
            return len(places) + 1
    return len(places)


def _waiting() -> QuerySet[Version]:
    """Versions in which not all earlier comments have their places."""
    done = Placing.objects.filter(version=OuterRef("pk"))
    later = Version.objects.standing().filter(number__gt=1, parts__gt=0, document__kind__in=COMMENTED)
    return later.filter(~Exists(done), document__consultation__commenting__isnull=False)


def _unplaced(version: Version) -> QuerySet[Comment]:
    placed = Place.objects.filter(comment=OuterRef("pk"), version=version)
    earlier = Comment.objects.filter(
        commenting=version.document.consultation_id,
        above=None,
        version__document=version.document_id,
        version__number__lt=version.number,
    )
    return earlier.filter(~Exists(placed))


def _following(before: Version, after: Version) -> Following:
    return Following(list(before.provisions.all()), list(after.provisions.all()), pairs_of(before, after))


place_comments = Chore("place_comments", place_some)
