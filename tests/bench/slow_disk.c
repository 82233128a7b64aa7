/* Preloaded: a disk that takes SLOW_DISK_MS for each write that must be on it, one after the other, as a plain hard disk does. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static int
slowly (const char *name, int fd)
{
  static pthread_mutex_t head = PTHREAD_MUTEX_INITIALIZER;
  const char *ms = getenv ("SLOW_DISK_MS");
  int (*real) (int) = (int (*) (int)) dlsym (RTLD_NEXT, name);
  pthread_mutex_lock (&head);
  usleep (ms ? (useconds_t) atoi (ms) * 1000 : 0);
  int code = real (fd);
  pthread_mutex_unlock (&head);
  return code;
}

int
fsync (int fd)
{
  return slowly ("fsync", fd);
}

int
fdatasync (int fd)
{
  return slowly ("fdatasync", fd);
}
