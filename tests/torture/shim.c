/* Loaded before the program under test: ends it, or lets one call fail, at a chosen moment.
 *
 *   TORTURE=kill:record:7          SIGKILL when the 7th record of the journal is on disk
 *   TORTURE=kill:wire:3            ... instead of the 3rd send to a switch's SSH
 *   TORTURE=fail:journal:7:ENOSPC  that call fails; with a `+` after the number, all from there on
 *   TORTURE_COUNT=FILE             how many there were of each, at the end: "journal 210\nwire 64\n..." */
#undef _FILE_OFFSET_BITS /* both names of a call are wanted, each with its own type */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

typedef enum { EVENT_JOURNAL, EVENT_RECORD, EVENT_WIRE, EVENT_HEAR, EVENT_CONNECT, EVENT_RENAME, EVENT_N } Event;
static const char *const event_names[EVENT_N] = { "journal", "record", "wire", "hear", "connect", "rename" };
static atomic_uint seen[EVENT_N];
static struct {
  int kill, event, forever, error; /* event -1: only count */
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

/* 0 = go on; -1 = the call fails, errno is set. */
static int
happens (Event event)
{
  unsigned n = atomic_fetch_add (&seen[event], 1) + 1;
  if (plan.event != (int) event || (plan.forever ? n < plan.at : n != plan.at))
    return 0;
  if (plan.kill)
    {
      syscall (SYS_kill, getpid (), SIGKILL);
      for (;;)
        pause ();
    }
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
