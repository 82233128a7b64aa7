"""What people do today: a pool of threads, a netmiko session each, the lines one by one, then the save.

  netmiko_pool.py WORKERS set|each LINES ADDRESS...      LINES: a file; the password is in BENCH_PASSWORD

set: send_config_set, which sends all lines without looking at what comes back. each: send_command for each line, which waits for
the prompt, so that an error could be seen. Both are common."""
import os, sys
from concurrent.futures import ThreadPoolExecutor
from netmiko import ConnectHandler


def configure(address):
    connection = ConnectHandler(device_type="alcatel_aos", host=address, port=10022, username="admin", password=os.environ["BENCH_PASSWORD"])
    if way == "set":
        said = connection.send_config_set(lines)
    else:
        said = "".join(connection.send_command(line) for line in lines)
    connection.save_config()
    connection.disconnect()
    return "ERROR" not in said


workers, way, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
with open(path) as f:
    lines = f.read().splitlines()
with ThreadPoolExecutor(workers) as pool:
    sys.exit(0 if all(pool.map(configure, sys.argv[4:])) else 1)
