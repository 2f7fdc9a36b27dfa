"""Which property of a feature holds the DOPA code, and which area it names."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from directory.models import AreaLevel

DIGITS = {AreaLevel.DISTRICT: 4, AreaLevel.SUBDISTRICT: 6}
NAMES = {
    AreaLevel.DISTRICT: "adm2_pcode amphoe_code amphoe_id ap_code amp_code amphoe_idn district_code dist_code code id",
    AreaLevel.SUBDISTRICT: "adm3_pcode tambon_code tambon_id tb_code tam_code tambon_idn subdistrict_code code id",
}
"""As official files call it: OCHA's common data sets, the Royal Thai Survey Department, the departments' own."""
PAIRS = {
    AreaLevel.DISTRICT: ["pv_code+ap_code", "prov_code+amp_code", "pro_c+dis_c"],
    AreaLevel.SUBDISTRICT: ["pv_code+ap_code+tb_code", "prov_code+amp_code+tam_code", "pro_c+dis_c+sub_c"],
}
"""Files that keep two digits for each level in a column of its own."""
_CODE = re.compile(r"(?:TH)?([0-9]{1,6})(?:\.0)?", re.IGNORECASE)


def code_of(properties: dict[str, Any], field: str, digits: int) -> int | None:
    """The code in a property, or in several joined by "+": "TH4001", 4001, "4001.0" → 4001; None for what is none."""
    parts = field.split("+")
    width = digits if len(parts) == 1 else 2
    found = [_CODE.fullmatch(str(properties.get(part, "")).strip()) for part in parts]
    code = "".join(match[1].zfill(width) for match in found if match)
    return int(code) if all(found) and len(code) == digits else None


def guess_field(properties: dict[str, Any], level: AreaLevel, known: Collection[int]) -> str | None:
    """The property, or properties joined by "+", which holds a known area's code; None when there is not just one."""
    digits = DIGITS[level]
    names = {str(name).lower(): str(name) for name in properties}
    usual = [*NAMES[level].split(), *PAIRS[level]]
    for wanted in usual:
        if all(part in names for part in wanted.split("+")):
            field = "+".join(names[part] for part in wanted.split("+"))
            if code_of(properties, field, digits) in known:
                return field
    others = [name for name in names.values() if code_of(properties, name, digits) in known]
    return others[0] if len(others) == 1 else None
