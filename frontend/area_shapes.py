"""`/places/…`: the outlines that a deployment has loaded, for the map, and what lies at a point, for the pin."""

from __future__ import annotations

import math

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_GET, require_POST

from directory import known
from directory.models import AreaLevel, AreaShape
from directory.place_extent import box_of, km_outside
from directory.places import area_at, fits, shape_files

HOUR_S = 3600
LONGEST_NUMBER = 30


def _version(request: HttpRequest, code: int) -> str:
    file = shape_files().get(AreaLevel.DISTRICT)
    return f'"{file.digest[:16]}-{file.loaded_at:%Y%m%d%H%M%S}"' if file else '"none"'


@gzip_page  # outermost: it makes the ETag one of the content, not of its bytes
@require_GET
@condition(etag_func=_version)
def province_shapes(request: HttpRequest, code: int) -> HttpResponse:
    """The districts of a province as GeoJSON, good to some 50 m; without loaded outlines an empty collection."""
    if known.areas.get(code if code < 100 else None) is None:
        raise Http404
    shapes = AreaShape.objects.filter(area__parent_id=code).select_related("area").order_by("area_id")
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": shape.area_id,
                "name_th": shape.area.name_th,
                "name_en": shape.area.name_en,
                "label": [round(shape.label_longitude, 4), round(shape.label_latitude, 4)],
            },
            "geometry": {"type": "MultiPolygon", "coordinates": shape.drawn},
        }
        for shape in shapes
    ]
    answer = JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
    answer.headers["Cache-Control"] = f"public, max-age={HOUR_S}"
    return answer


@require_GET
def place_box(request: HttpRequest, code: int) -> JsonResponse:
    """`box`: west, south, east and north of an area, or of what it lies in where no outline of it is known."""
    area = known.areas.get(code if code < 1_000_000 else None)
    if area is None:
        raise Http404
    return JsonResponse({"box": box_of(area)}, headers={"Cache-Control": f"public, max-age={HOUR_S}"})


@csrf_exempt  # It changes nothing.
@never_cache
@require_POST  # not in the address: where a pin lies may be where somebody lives, and addresses are written to logs
def place_at(request: HttpRequest) -> JsonResponse:
    """`latitude`, `longitude`, and as `area` the code of what was chosen: what lies there, and whether both agree.

    `path`: codes of province, district and sub-district as far as they are known, [] at sea and abroad. `km`: how far
    away from what was chosen, 0 where both agree.
    """
    latitude, longitude = _degrees(request, "latitude", 90), _degrees(request, "longitude", 180)
    if latitude is None or longitude is None:
        return JsonResponse({"path": [], "name": "", "fits": False}, status=400)
    area = known.areas.get(area_at(latitude, longitude))
    chosen_code = request.POST.get("area", "")
    is_code = chosen_code.isascii() and chosen_code.isdigit() and len(chosen_code) <= 6
    chosen = known.areas.get(int(chosen_code)) if is_code else None
    agrees = chosen is None or fits(chosen, latitude, longitude)
    return JsonResponse(
        {
            "path": [each.code for each in reversed(area.up_to_province())] if area else [],
            "name": area.full_name() if area else "",
            "fits": agrees,
            "km": 0 if chosen is None or agrees else km_outside(chosen, latitude, longitude)[0],
        }
    )


def _degrees(request: HttpRequest, name: str, most: int) -> float | None:
    try:
        degrees = float(request.POST.get(name, "")[:LONGEST_NUMBER])
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None
