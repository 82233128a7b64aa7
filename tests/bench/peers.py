"""What people read switches with, over the same agents: each is a command, and a count that says whether it read all the rows."""
import os, shutil, subprocess, tempfile, time

from measure import clock, cpu_of

PORT, WEB = 10161, "127.0.0.1:9916"
ENOUGH = 0.98  # of the rows: braa drops the rest of a message in which one value is empty


def dotted(oid):
    return ".".join(map(str, oid))


def rows_of(address, roots):
    """How many rows one switch has below the roots, and how many of them braa can decode: it gives up at an empty string."""
    rows = full = 0
    for o in roots:
        text = subprocess.run(["snmpbulkwalk", "-v2c", "-c", "public", "-Cr25", "-m", "", "-Onq", f"{address}:{PORT}", dotted(o)],
                              capture_output=True, text=True).stdout
        for row in text.splitlines():
            name, _, value = row.partition(" ")
            if (name + ".").startswith(f".{dotted(o)}.") and not value.startswith("No "):
                rows += 1
                full += value not in ('""', "")
    return rows, full


class Short(Exception):
    """A peer that read all rows once does not do so again."""


class Walk:
    """A process for each table of each switch: a walk for each column would start twice as many."""
    name = "snmpbulkwalk under xargs -P 64"

    def __init__(self, addresses, roots, folder):
        tables = sorted({o[:-1] if o[-1] else o for o in roots})
        self.path = f"{folder}/walk"
        with open(self.path, "w") as f:
            f.writelines(f"{a}:{PORT} {dotted(t)}\n" for a in addresses for t in tables)

    def argv(self):
        return ["xargs", "-a", self.path, "-P", "64", "-L", "1", "snmpbulkwalk", "-v2c", "-c", "public", "-Cr25", "-t", "1", "-r", "2",
                "-m", "", "-Oqn"]

    def run(self, limit):
        """A run counts when it has all the rows: braa ends at once now and then, with few or none."""
        for _ in range(5):
            got = clock(self.argv(), limit=limit, out=f"{self.path}.out")
            with open(f"{self.path}.out", "rb") as f:
                if got["wall"] is None or f.read().count(b"\n") >= ENOUGH * self.wanted:
                    return got
        raise Short

    def rows(self, limit):
        return count(self.argv(), limit)

    def close(self):
        pass


class Braa(Walk):
    """It sends as fast as it can and loses what the sockets do not hold: it is slowed down until all its rows come."""
    name = "braa"
    pace = ()
    PACES = ((), ("-d", "10"), ("-d", "100"), ("-r", "5", "-d", "100"), ("-r", "5", "-d", "500"))

    def __init__(self, addresses, roots, folder):
        self.path = f"{folder}/braa"
        with open(self.path, "w") as f:
            f.writelines(f"public@{a}:{PORT}:.{dotted(o)}{'.*' if o[-1] else ''}\n" for a in addresses for o in roots)

    def argv(self):
        return ["braa", "-2", "-t", "1", "-r", "2", *self.pace, "-f", self.path]


class Exporter:
    """One server, asked by one curl, 64 switches at once."""
    name = "prometheus-snmp-exporter"

    def __init__(self, addresses, roots, folder):
        with open(f"{folder}/snmp.yml", "w") as f:
            f.write("bench:\n  version: 2\n  max_repetitions: 25\n  timeout: 1s\n  retries: 2\n  auth: { community: public }\n  walk:\n")
            f.writelines(f"  - {dotted(o)}\n" for o in roots if o[-1])
            f.write("  get:\n" + "".join(f"  - {dotted(o)}\n" for o in roots if not o[-1]))
            f.write("  metrics:\n  - { name: ifOperStatus, oid: 1.3.6.1.2.1.2.2.1.8, type: gauge, indexes: [ { labelname: ifIndex, type: gauge } ] }\n")
        self.path = f"{folder}/curl"
        with open(self.path, "w") as f:
            f.writelines(f'url = "http://{WEB}/snmp?module=bench&target={a}:{PORT}"\n' for a in addresses)
        self.server = subprocess.Popen(["prometheus-snmp-exporter", f"--config.file={folder}/snmp.yml", f"--web.listen-address={WEB}"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if subprocess.run(["curl", "-s", "-o", "/dev/null", f"http://{WEB}/"]).returncode == 0:
                return
            time.sleep(0.05)
        raise SystemExit("prometheus-snmp-exporter does not start")

    def argv(self):
        return ["curl", "-s", "-Z", "--parallel-immediate", "--parallel-max", "64", "-K", self.path]

    def run(self, limit):
        before = cpu_of(self.server.pid)
        got = clock(self.argv(), limit=limit)
        got["cpu"] += cpu_of(self.server.pid) - before
        with open(f"/proc/{self.server.pid}/status") as f:
            got["peak_kb"] = int(next(row for row in f if row.startswith("VmHWM")).split()[1])
        return got

    def rows(self, limit):
        try:
            text = subprocess.run(self.argv(), capture_output=True, text=True, timeout=limit).stdout
        except subprocess.TimeoutExpired:
            return None
        return sum(int(float(row.split()[1])) for row in text.splitlines() if row.startswith("snmp_scrape_pdus_returned"))

    def close(self):
        self.server.terminate()
        self.server.wait()


def count(argv, limit):
    """Lines of output; None: it did not end."""
    with tempfile.TemporaryFile() as out:
        try:
            subprocess.run(argv, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=limit)
        except subprocess.TimeoutExpired:
            return None
        out.seek(0)
        return out.read().count(b"\n")


def settle(peer, wanted, limit):
    """Whether it reads enough of the rows, after finding a pace for braa; and how many it read."""
    peer.wanted = wanted
    rows = None
    for pace in getattr(peer, "PACES", ((),)):
        peer.pace = pace
        rows = peer.rows(limit)
        if rows is not None and rows >= ENOUGH * wanted:
            return True, rows
        if rows is None:
            break
    return False, rows


PEERS = [(Walk, "snmpbulkwalk", 10), (Braa, "braa", 3), (Exporter, "prometheus-snmp-exporter", 3)]


def installed(program):
    return shutil.which(program) is not None
