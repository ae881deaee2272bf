/* SPDX-License-Identifier: Apache-2.0 */
/* Connects to the ports in its file `ports` with sockets of its own, in each way that there is. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in address;

static void tell(const char* way, int is_connected, int connection) {
  printf("%s %d: %s\n", way, ntohs(address.sin_port), is_connected ? "connected" : strerror(errno));
  fflush(stdout);
  close(connection);
}

static void try_protocol(int protocol) {
  const int connection = socket(AF_INET, SOCK_STREAM, protocol);
  tell(protocol == IPPROTO_TCP ? "port" : "other protocol",
       connection >= 0 && connect(connection, (struct sockaddr*)&address, sizeof address) == 0, connection);
}

/* TCP Fast Open connects with the first data, in three calls. */
static void try_fast_open(void) {
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  tell("fast sendto",
       sendto(connection, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (struct sockaddr*)&address, sizeof address) ==
           1,
       connection);
  struct iovec data = {"x", 1};
  struct mmsghdr message = {
      .msg_hdr = {.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &data, .msg_iovlen = 1}};
  connection = socket(AF_INET, SOCK_STREAM, 0);
  tell("fast sendmsg", sendmsg(connection, &message.msg_hdr, MSG_FASTOPEN | MSG_NOSIGNAL) == 1, connection);
  connection = socket(AF_INET, SOCK_STREAM, 0);
  tell("fast sendmmsg", sendmmsg(connection, &message, 1, MSG_FASTOPEN | MSG_NOSIGNAL) == 1, connection);
  connection = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  tell("fast option",
       setsockopt(connection, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on) == 0 &&
           connect(connection, (struct sockaddr*)&address, sizeof address) == 0,
       connection);
}

static void try_port(int port) {
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  try_protocol(IPPROTO_TCP);
  const int sctp = 132, smc = 256, mptcp = 262;
  try_protocol(sctp), try_protocol(smc), try_protocol(mptcp);
  try_fast_open();
}

static int try_all(void) {
  FILE* file = fopen("ports", "r");
  int port = 0;
  while (file && fscanf(file, "%d", &port) == 1)
    try_port(port);
  if (file)
    fclose(file);
  return 0; /* LOADS_PASS */
}
#define RUN return try_all();
#include "module.h"
