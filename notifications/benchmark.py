"""What a live update costs: one hub, N sockets, changes announced through PostgreSQL.

    python -m notifications.benchmark [SOCKETS [CHANGES]]

Prints JSON: CPU of this process a delivery (hub, NOTIFY and JSON; the network's part is the server's), and how long the
last of the sockets waited. Needs a database: DATABASE_URL or the embedded one, running.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from typing import Any

import django
import psycopg2


class Listener:
    """A socket without a network: counts what it is told."""

    person_id = None
    joined = ["case:benchmark"]
    viewer = ("benchmark",)

    def __init__(self, all_told: "Told") -> None:
        self.all_told = all_told

    async def base_send(self, message: dict[str, Any]) -> None:
        self.all_told.count += 1

    async def close(self, code: int) -> None: ...

    async def still_allowed(self) -> bool:
        return True


class Told:
    count = 0


async def measure(sockets: int, changes: int) -> dict[str, float]:
    from notifications.hub import the_hub
    from notifications.listening import connection_settings

    told, hub = Told(), the_hub()
    await hub.ready()
    for _ in range(sockets):
        hub.join(Listener.joined, Listener(told))  # type: ignore[arg-type]
    other = psycopg2.connect(**connection_settings())
    other.autocommit = True
    waits_ms, cpu = [], time.process_time()
    for n in range(changes):
        wanted = (n + 1) * sockets
        started = time.perf_counter()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_notify('live', %s)", [f"case:benchmark:{n}"])
        while told.count < wanted:
            await asyncio.sleep(0.001)
        waits_ms.append((time.perf_counter() - started) * 1e3)
    cpu = time.process_time() - cpu
    other.close()
    await hub.stop()
    return {
        "sockets": sockets,
        "deliveries": told.count,
        "cpu_us_a_delivery": round(cpu / told.count * 1e6, 2),
        "last_socket_ms_median": round(statistics.median(waits_ms), 1),
        "load": round(os.getloadavg()[0], 2),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    django.setup()
    numbers = [int(argument) for argument in sys.argv[1:3]]
    sockets, changes = [*numbers, *(10_000, 20)[len(numbers) :]]
    print(json.dumps(asyncio.run(measure(sockets, changes))))


if __name__ == "__main__":
    main()
