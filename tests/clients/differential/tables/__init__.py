# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tables that cases are drawn from, one file per area."""
from . import (connection, definition, devices, domain, domain_tuning, jobs, lifecycle, lists, moments, objects,
               processors, raw, secrets, storage)

AREAS = (domain, domain_tuning, devices, jobs, lifecycle, definition, lists, moments, connection, raw, objects,
         processors, secrets, storage)


def all_cases():
    seen = set()
    for area in AREAS:
        for case in area.cases():
            if case.id in seen:
                raise ValueError(f"two cases are called {case.id}")
            seen.add(case.id)
            yield case
