/* A disk that fails, for tests: loaded before the C library, it makes writes to a ledger's files fail as SAYSO_FAULT says.
 *
 *   full:N      after N bytes in all, writes fail with ENOSPC
 *   fsync:N     from the Nth sync on, syncs fail with EIO
 *   short       writes of more than 100 bytes write half of them
 *   eio:N       from the Nth write on, writes fail with EIO
 *   readonly    files cannot be opened for writing (EROFS)
 *   lost:N      from the Nth write on, writes say that they were done and are not
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long bytes, writes, syncs;

static int fault(const char *name, long *number) {
    const char *said = getenv("SAYSO_FAULT");
    size_t length = strlen(name);
    if (!said || strncmp(said, name, length)) return 0;
    if (said[length] == ':') *number = atol(said + length + 1);
    return said[length] == ':' || said[length] == 0;
}

/* Not the index of the log, which is shared memory and never read after a crash. */
static int is_ledger(const char *path) { return path && strstr(path, ".db") != NULL && strstr(path, "-shm") == NULL; }

static int of_ledger(int fd) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(name, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return is_ledger(path);
}

/* How many bytes may be written; -1 with errno for none; -2 for none, but saying all. */
static ssize_t allowed(int fd, size_t count) {
    long n = 0;
    if (!of_ledger(fd)) return (ssize_t)count;
    writes++;
    if (fault("full", &n)) {
        if (bytes + (long)count > n) { errno = ENOSPC; return -1; }
        bytes += (long)count;
    } else if (fault("eio", &n)) {
        if (writes >= n) { errno = EIO; return -1; }
    } else if (fault("lost", &n)) {
        if (writes >= n) return -2;
    } else if (fault("short", &n) && count > 100) {
        return (ssize_t)(count / 2);
    }
    return (ssize_t)count;
}

ssize_t write(int fd, const void *from, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "write");
    ssize_t most = allowed(fd, count);
    if (most == -2) { lseek(fd, (off_t)count, SEEK_CUR); return (ssize_t)count; }
    return most < 0 ? -1 : real(fd, from, (size_t)most);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
    ssize_t most = allowed(fd, count);
    if (most == -2) return (ssize_t)count;
    return most < 0 ? -1 : real(fd, from, (size_t)most, at);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) { return pwrite64(fd, from, count, at); }

static int sync_of(int fd, const char *name) {
    int (*real)(int);
    *(void **)&real = dlsym(RTLD_NEXT, name);
    long n = 0;
    if (of_ledger(fd) && fault("fsync", &n) && ++syncs >= n) { errno = EIO; return -1; }
    return real(fd);
}

int fsync(int fd) { return sync_of(fd, "fsync"); }
int fdatasync(int fd) { return sync_of(fd, "fdatasync"); }

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    int (*real)(const char *, int, ...);
    *(void **)&real = dlsym(RTLD_NEXT, name);
    long n = 0;
    int writes_it = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
    if (writes_it && is_ledger(path) && fault("readonly", &n)) { errno = EROFS; return -1; }
    return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return opened("open64", path, flags, mode);
}
