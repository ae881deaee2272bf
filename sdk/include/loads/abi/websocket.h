/* SPDX-License-Identifier: Apache-2.0 */
/* Host table "loads.websocket/1": web sockets for virtual users (RFC 6455). A user may have many; each is
   used by its user only. Opening, messages, closing and transport failures are recorded in the results, apart
   from HTTP requests. The host never calls back: messages are fetched by receive(). */
#ifndef LOADS_ABI_WEBSOCKET_H
#define LOADS_ABI_WEBSOCKET_H

#include <loads/abi/http.h>

LOADS_BEGIN_C

#define LOADS_EXT_WEBSOCKET "loads.websocket/1"

/* One web socket, from open() to release(). Belongs to the host. */
typedef struct loads_web_socket loads_web_socket;

enum { LOADS_WEB_SOCKET_TEXT = 1, LOADS_WEB_SOCKET_BINARY = 2 };
typedef int32_t loads_web_socket_type;

enum {
  LOADS_WEB_SOCKET_DEFLATE = 1u << 0,   /* offer permessage-deflate; the server may decline */
  LOADS_WEB_SOCKET_INSECURE = 1u << 1,  /* do not verify the server's certificate */
  LOADS_WEB_SOCKET_NO_COOKIES = 1u << 2 /* neither send nor keep cookies in the handshake */
};

/* Filled by the module; read only while open() runs. */
typedef struct loads_web_socket_request {
  uint32_t size;
  uint32_t flags;
  loads_str url;   /* ws://, wss://, ws+unix://%2Fpath%2Fto.sock/path; http://, https:// and http+unix:// mean
                      the same */
  loads_str label; /* the name in the results; empty: the URL without query and fragment */
  const loads_str* protocols; /* subprotocols, the best first */
  size_t protocol_count;
  const loads_header* headers; /* besides those of the handshake itself */
  size_t header_count;
  uint64_t connect_timeout_ns;   /* name, connection and TLS; 0: the run's default */
  uint64_t handshake_timeout_ns; /* from then to the server's answer; 0: the run's default */
  uint64_t message_limit;        /* bytes of a received message; 0: 16 MiB */
} loads_web_socket_request;

typedef struct loads_web_socket_message {
  uint32_t size;
  loads_web_socket_type type;
  loads_str data; /* unpacked; valid until the next receive(), close() or release() of that socket */
} loads_web_socket_message;

/* What is known of a socket. Texts are valid until release(). */
typedef struct loads_web_socket_info {
  uint32_t size;
  uint32_t is_open;       /* 0: closed by either side, or broken */
  uint32_t is_compressed; /* the server took permessage-deflate */
  uint32_t close_code;    /* that the server sent (1005: it sent none); 0: no close frame came */
  loads_str close_reason; /* that the server sent */
  loads_str protocol;     /* that the server chose; empty: none */
  uint64_t handshake_ns;  /* from the name lookup to the server's answer */
} loads_web_socket_info;

/* Any result but LOADS_OK comes with an error_text(). After LOADS_E_NETWORK, and after LOADS_E_TIMEOUT of
   other functions than receive(), the socket is no longer open. */
typedef struct loads_ext_websocket {
  uint32_t size;
  uint32_t reserved;
  /* On another result than LOADS_OK *socket is null. [vu] [suspends] */
  loads_status (*open)(loads_vu* vu, const loads_web_socket_request* request, loads_web_socket** socket);
  /* Sends one message; returns when the system has taken it. [vu] [suspends] */
  loads_status (*send)(loads_vu* vu, loads_web_socket* socket, loads_web_socket_type type, loads_str data);
  /* Waits for the next message and answers pings meanwhile. `timeout_ns` is for its beginning: 0 is the run's
     default, 1 takes only what is there already; a message that has begun has the run's total timeout. If none
     began, LOADS_E_TIMEOUT leaves the socket open. LOADS_E_CLOSED: the server closed, see info(). [vu]
     [suspends] */
  loads_status (*receive)(loads_vu* vu, loads_web_socket* socket, uint64_t timeout_ns,
                          loads_web_socket_message* message);
  /* Sends a ping with up to 125 bytes and does not wait for the answer. [vu] [suspends] */
  loads_status (*ping)(loads_vu* vu, loads_web_socket* socket, loads_str payload);
  /* Sends a close frame and waits for the server's; messages that come meanwhile are dropped. `code` is 1000
     or another that RFC 6455 lets a program send, `reason` has up to 123 bytes; `timeout_ns` 0 is 5 seconds.
     LOADS_OK if it is closed already. [vu] [suspends] */
  loads_status (*close)(loads_vu* vu, loads_web_socket* socket, uint32_t code, loads_str reason,
                        uint64_t timeout_ns);
  /* Fills what `out->size` has room for. [vu] */
  void (*info)(loads_vu* vu, const loads_web_socket* socket, loads_web_socket_info* out);
  /* Gives the socket back, which says goodbye without waiting if it is open; at the latest in destroy(): the
     host closes what is left when the user has ended. [vu] */
  void (*release)(loads_vu* vu, loads_web_socket* socket);
} loads_ext_websocket;

LOADS_END_C

#endif
