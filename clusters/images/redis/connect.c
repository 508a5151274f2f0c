/*
 * Keeps Sentinel and Redis from spinning, redis/redis#9956: a preload that does what redis/hiredis#1375 proposes.
 *
 * A Service without endpoints refuses a SYN with ICMP. Where that answer comes before connect() has returned, as from
 * kube-proxy on the caller's own node, Linux since 5.18 keeps the socket and queues the error. The SYN is sent again a
 * second later; if the Service then has an endpoint the connection stands, the error is still queued, epoll reports it
 * for ever, and nobody takes it off: one Sentinel of three was seen to take most of a core.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/socket.h>

int connect(int socket, const struct sockaddr *address, socklen_t length) {
  int (*next)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
  int result = next(socket, address, length);
  /* Others have no such queue: a local socket would take the flag for a read. */
  if (address->sa_family == AF_INET || address->sa_family == AF_INET6) {
    int error = errno;
    struct msghdr queued = {0};
    while (recvmsg(socket, &queued, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) {
      queued = (struct msghdr){0};
    }
    errno = error;
  }
  return result;
}
