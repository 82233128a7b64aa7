/* Loaded before the program under test: ends it, or lets one call fail, at a chosen moment.
 *
 *   TORTURE=kill:record:7          SIGKILL when the 7th record of the journal is on disk
 *   TORTURE=kill:wire:3            ... instead of the 3rd send to a switch's SSH
 *   TORTURE=fail:journal:7:ENOSPC  that call fails; with a `+` after the number, all from there on
 *   TORTURE=kill:any:41            counts all of these together
 *   TORTURE=do:line:5              before the 5th line that is typed, TORTURE_DO goes to the shell, and the program waits for it
 *   TORTURE_COUNT=FILE             how many there were of each, at the end: "journal 210\nwire 64\n..."
 *   TORTURE_LINES=FILE             every line as it is typed, after the time (Unix, in milliseconds)
 *   TORTURE_HASTE=1                a switch that is silent for half a second is silent for long: a minute's patience ends in seconds */
#undef _FILE_OFFSET_BITS /* both names of a call are wanted, each with its own type */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define HASTE_SLEEP_US 50000
#define HASTE_QUIET_READS 4 /* of 150 ms */
#define HASTE_SKIP_US 5000000

typedef enum { EVENT_JOURNAL, EVENT_RECORD, EVENT_WIRE, EVENT_HEAR, EVENT_CONNECT, EVENT_RENAME, EVENT_LINE, EVENT_ANY, EVENT_N } Event;
static const char *const event_names[EVENT_N] = { "journal", "record", "wire", "hear", "connect", "rename", "line", "any" };
static atomic_uint seen[EVENT_N];
static struct {
  int kill, act, event, forever, error; /* event -1: only count */
  unsigned at;
} plan = { .event = -1 };

static int
error_number (const char *name)
{
  return !strcmp (name, "ENOSPC") ? ENOSPC : !strcmp (name, "ECONNRESET") ? ECONNRESET : !strcmp (name, "EPIPE") ? EPIPE : EIO;
}

__attribute__ ((constructor)) static void
read_plan (void)
{
  char action[8], event[16], rest[32] = "";
  const char *text = getenv ("TORTURE");
  if (!text || sscanf (text, "%7[^:]:%15[^:]:%u%31s", action, event, &plan.at, rest) < 3)
    return;
  plan.kill = !strcmp (action, "kill");
  plan.act = !strcmp (action, "do");
  plan.forever = rest[0] == '+';
  plan.error = error_number (strrchr (rest, ':') ? strrchr (rest, ':') + 1 : "");
  for (int i = 0; i < EVENT_N; i++)
    if (!strcmp (event, event_names[i]))
      plan.event = i;
}

__attribute__ ((destructor)) static void
tell_counts (void)
{
  const char *path = getenv ("TORTURE_COUNT");
  FILE *f = path ? fopen (path, "w") : NULL;
  if (!f)
    return;
  for (int i = 0; i < EVENT_N; i++)
    fprintf (f, "%s %u\n", event_names[i], atomic_load (&seen[i]));
  fclose (f);
}

static int
strikes (Event event, unsigned n)
{
  return plan.event == (int) event && (plan.forever ? n >= plan.at : n == plan.at);
}

/* 0 = go on; -1 = the call fails, errno is set. */
static int
happens (Event event)
{
  unsigned n = atomic_fetch_add (&seen[event], 1) + 1, all = atomic_fetch_add (&seen[EVENT_ANY], 1) + 1;
  if (!strikes (event, n) && !strikes (EVENT_ANY, all))
    return 0;
  if (plan.kill)
    {
      syscall (SYS_kill, getpid (), SIGKILL);
      for (;;)
        pause ();
    }
  if (plan.act && system (getenv ("TORTURE_DO")) != 0)
    abort ();
  if (plan.act)
    return 0;
  errno = plan.error;
  return -1;
}

static int
is_journal (int fd)
{
  char link[64], path[512];
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink (link, path, sizeof path - 1);
  path[n > 0 ? n : 0] = '\0';
  return strstr (path, "/journal.db") != NULL;
}

/* A TCP socket: SSH. SNMP's are datagrams. */
static int
is_wire (int fd)
{
  int type = 0, domain = 0;
  socklen_t size = sizeof type, size2 = sizeof domain;
  return !getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) && type == SOCK_STREAM && !getsockopt (fd, SOL_SOCKET, SO_DOMAIN, &domain, &size2)
         && (domain == AF_INET || domain == AF_INET6);
}

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

ssize_t
pwrite64 (int fd, const void *bytes, size_t n, off64_t at)
{
  return is_journal (fd) && happens (EVENT_JOURNAL) ? -1 : REAL (pwrite64) (fd, bytes, n, at);
}

ssize_t
pwrite (int fd, const void *bytes, size_t n, off_t at)
{
  return is_journal (fd) && happens (EVENT_JOURNAL) ? -1 : REAL (pwrite) (fd, bytes, n, at);
}

ssize_t
write (int fd, const void *bytes, size_t n)
{
  if ((is_journal (fd) && happens (EVENT_JOURNAL)) || (is_wire (fd) && happens (EVENT_WIRE)))
    return -1;
  return REAL (write) (fd, bytes, n);
}

/* A record is whole when it is synchronised: what comes after it (the wire) must never have come before. */
static int
synchronise (int fd, int (*real) (int))
{
  int journal = is_journal (fd);
  if (journal && happens (EVENT_JOURNAL))
    return -1;
  int result = real (fd);
  return journal && happens (EVENT_RECORD) ? -1 : result;
}

int
fsync (int fd)
{
  return synchronise (fd, REAL (fsync));
}

int
fdatasync (int fd)
{
  return synchronise (fd, REAL (fdatasync));
}

ssize_t
send (int fd, const void *bytes, size_t n, int flags)
{
  return is_wire (fd) && happens (EVENT_WIRE) ? -1 : REAL (send) (fd, bytes, n, flags);
}

ssize_t
recv (int fd, void *bytes, size_t n, int flags)
{
  return is_wire (fd) && happens (EVENT_HEAR) ? -1 : REAL (recv) (fd, bytes, n, flags);
}

int
connect (int fd, const struct sockaddr *to, socklen_t size)
{
  return is_wire (fd) && happens (EVENT_CONNECT) ? -1 : REAL (connect) (fd, to, size);
}

int
rename (const char *from, const char *to)
{
  return happens (EVENT_RENAME) ? -1 : REAL (rename) (from, to);
}


/* ---- lines and time: libssh's and GLib's calls, as the program makes them ------------------------------------------------- */

static long long
milliseconds (clockid_t clock)
{
  struct timespec t;
  clock_gettime (clock, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void
note_lines (const char *text, size_t n)
{
  const char *path = getenv ("TORTURE_LINES");
  FILE *f = path ? fopen (path, "a") : NULL;
  if (!f)
    return;
  long long now = milliseconds (CLOCK_REALTIME);
  for (size_t i = 0, length; i < n; i += length + 1)
    {
      length = strcspn (text + i, "\r\n");
      length = length < n - i ? length : n - i;
      if (length)
        fprintf (f, "%lld %.*s\n", now, (int) length, text + i);
    }
  fclose (f);
}

/* A line of the CLI ends with LF; an answer to the pager does not, and a packet of a file begins with its length. */
int ssh_channel_write (void *channel, const void *bytes, uint32_t n);
int
ssh_channel_write (void *channel, const void *bytes, uint32_t n)
{
  const char *text = bytes;
  if (n > 1 && text[0] >= ' ' && text[n - 1] == '\n')
    {
      if (happens (EVENT_LINE))
        return -1;
      note_lines (text, n);
    }
  return REAL (ssh_channel_write) (channel, bytes, n);
}

static atomic_llong skipped_us; /* by how much the program's clock is ahead */
static _Thread_local unsigned quiet;

static int
in_haste (void)
{
  return getenv ("TORTURE_HASTE") != NULL;
}

int64_t g_get_monotonic_time (void);
int64_t
g_get_monotonic_time (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000 + atomic_load (&skipped_us);
}

void g_usleep (unsigned long us);
void
g_usleep (unsigned long us)
{
  unsigned long real = in_haste () && us > HASTE_SLEEP_US ? HASTE_SLEEP_US : us;
  usleep ((useconds_t) real);
  atomic_fetch_add (&skipped_us, (long long) (us - real));
}

int ssh_channel_read_timeout (void *channel, void *to, uint32_t n, int is_stderr, int timeout_ms);
int
ssh_channel_read_timeout (void *channel, void *to, uint32_t n, int is_stderr, int timeout_ms)
{
  int got = REAL (ssh_channel_read_timeout) (channel, to, n, is_stderr, timeout_ms);
  quiet = got > 0 ? 0 : quiet + 1;
  if (in_haste () && quiet > HASTE_QUIET_READS)
    atomic_fetch_add (&skipped_us, HASTE_SKIP_US);
  return got;
}
