/* SPDX-License-Identifier: Apache-2.0 */
/* Connects to the ports in its file `ports` with sockets of its own. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void try_port(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  const int failed = connect(connection, (struct sockaddr*)&address, sizeof address);
  printf("port %d: %s\n", port, failed ? strerror(errno) : "connected"), fflush(stdout);
  close(connection);
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
