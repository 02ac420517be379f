#!/usr/bin/env python3
"""Writes NDJSON of orders until the file has the given size: generate.py FILE MEGABYTES."""
import json
import random
import sys

path, megabytes = sys.argv[1], int(sys.argv[2])
random.seed(8123)
names = ["Ann", "Bob", "Cleo", "Dirk", "Eva", "Finn"]
left = megabytes * 1_000_000
number = 0
with open(path, "w", encoding="utf-8") as file:
    while left > 0:
        number += 1
        line = json.dumps({
            "id": f"order-{number:08}",
            "customer": {"name": random.choice(names), "city": random.choice(["Berlin", "Köln", "Jena"]), "vip": random.random() < 0.1},
            "status": random.choice(["open", "paid", "shipped", "cancelled"]),
            "total": round(random.uniform(1, 900), 2),
            "items": [{"sku": f"S{random.randrange(1000)}", "q": random.randrange(1, 9), "price": round(random.uniform(1, 90), 2)} for _ in range(random.randrange(1, 5))],
            "note": random.choice(["", "leave at the door", "call 030-1234567 first", "gift"]),
        }, ensure_ascii=False, separators=(",", ":"))
        left -= file.write(line + "\n")
