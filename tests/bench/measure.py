"""What all measurements share: a clock, medians of interleaved runs, verdicts, the history."""
import json, os, signal, statistics, sys, time

QUICK = os.environ.get("BENCH_QUICK") == "1"
RUNS = 1 if QUICK else 5
PATIENCE = 60  # seconds: a peer that takes longer is measured once
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
TICK = os.sysconf("SC_CLK_TCK")


def cpu_of(pid):
    """CPU seconds of a running process."""
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of_all(word):
    """CPU seconds of all processes whose command line has this word."""
    total = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline") as f:
                total += cpu_of(pid) if word in f.read() else 0
        except OSError:
            pass  # it has ended meanwhile
    return total


def cores_busy():
    """CPU seconds that the whole machine has worked."""
    with open("/proc/stat") as f:
        ticks = [int(x) for x in f.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / TICK


def clock(argv, accept=None, limit=None, out="/dev/null"):
    """One run: wall and CPU seconds (of the command and all its children), peak kB of the greatest process
    (what is below this interpreter's own size reads as that), cores of the whole machine
    that were busy meanwhile. accept: the exit codes that are no failure; limit: seconds until it is ended, wall is None then."""
    pid, begin, busy = os.posix_spawnp(argv[0], argv, os.environ, setpgroup=0, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]), time.monotonic(), cores_busy()
    ended = False
    try:
        while limit and not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if time.monotonic() - begin > limit:
                os.killpg(pid, signal.SIGTERM)
                ended = True
                break
            time.sleep(0.01)
        _, status, usage = os.wait4(pid, 0)
    except BaseException:  # interrupted: it is in a group of its own, and would stay
        os.killpg(pid, signal.SIGTERM)
        raise
    wall = time.monotonic() - begin
    code = os.waitstatus_to_exitcode(status)
    if accept is not None and not ended and code not in accept:
        sys.exit(f"failed ({code}): {' '.join(argv)[:300]}")
    return {"wall": None if ended else wall, "cpu": usage.ru_utime + usage.ru_stime, "peak_kb": usage.ru_maxrss,
            "cores": (cores_busy() - busy) / max(wall, 0.01)}


def median(results):
    """Of several runs of one thing; the peak of memory is the greatest."""
    walls = [r["wall"] for r in results]
    out = {k: statistics.median(r[k] for r in results) for k in results[0] if k not in ("wall", "peak_kb")}
    out.update(wall=None if None in walls else statistics.median(walls), peak_kb=max(r["peak_kb"] for r in results), runs=len(results))
    return out


def interleaved(runs, **contestants):
    """A B A B ...: name -> function that makes one run. One that takes longer than PATIENCE has had its only run."""
    got = {name: [] for name in contestants}
    for _ in range(runs):
        for name, run in contestants.items():
            if not got[name] or got[name][0]["wall"] is not None and got[name][0]["wall"] < PATIENCE:
                got[name].append(run())
    return {name: median(results) for name, results in got.items()}


def seconds(result):
    return f"{result['wall']:.2f} s" if result["wall"] is not None else "not ended"


def line(what, value, rest=""):
    print(f"  {what:<52} {value:>9}  {rest}".rstrip(), flush=True)


class Verdicts:
    """Goals met and missed, with what is known of why."""

    def __init__(self):
        self.all = []

    def at_most(self, name, value, goal, why=""):
        return self._add(name, value, value <= goal, f"at most {goal:g}", why)

    def at_least(self, name, value, goal, why=""):
        return self._add(name, value, value >= goal, f"at least {goal:g}", why)

    def _add(self, name, value, met, goal, why):
        self.all.append({"goal": name, "value": round(value, 3), "wanted": goal, "met": met, "why": "" if met else why})
        return f"goal {goal}: {'met' if met else 'MISSED'}"

    def tell(self):
        missed = [v for v in self.all if not v["met"]]
        print(f"Goals: {len(self.all) - len(missed)} of {len(self.all)} met")
        for v in missed:
            print(f"  MISSED  {v['goal']}: {v['value']:.2f}, {v['wanted']} wanted. {v['why']}".rstrip())


def remember(path, bench, figures, verdicts):
    """Adds a run to the history, a JSON array; the file is replaced as a whole."""
    if not path:
        return
    runs = []
    if os.path.exists(path):
        with open(path) as f:
            runs = json.load(f)
    runs.append({"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "bench": bench, "quick": QUICK, "cores": os.cpu_count(),
                 "load": os.getloadavg()[0], "figures": figures, "goals": verdicts.all})
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path + ".new", "w") as f:
        json.dump(runs, f, indent=1)
    os.replace(path + ".new", path)
    print(f"History: {path}, {len(runs)} runs")
