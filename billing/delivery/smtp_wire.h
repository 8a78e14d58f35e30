#ifndef DELIVERY_SMTP_WIRE_H
#define DELIVERY_SMTP_WIRE_H

#include <curl/curl.h>

/*
 * A transfer of libcurl, and the sockets that it has open.
 *
 * This is what curl_easy_perform() does, but for one case: when libcurl cannot
 * wait for its socket (poll(2) fails, for want of memory say) it gives up in the
 * middle of a message, and on the way out still ends it with a dot.  Half of the
 * message would be mailed, and we would not know.  So the sockets are cut first,
 * and the server throws away what it has.
 */
#define SMTP_WIRE_SOCKETS 8 /* open at once: more than libcurl ever tries */

struct smtp_wire {
	CURLM *multi; /* keeps the connection from transfer to transfer */
	curl_socket_t sockets[SMTP_WIRE_SOCKETS]; /* CURL_SOCKET_BAD: none */
};

/* -1: out of memory. */
int smtp_wire_open(struct smtp_wire *);

/* After the easy handle; says QUIT.  Harmless where opening failed. */
void smtp_wire_close(struct smtp_wire *);

/* A socket for an address; CURL_SOCKET_BAD if there is none. */
curl_socket_t smtp_wire_socket(struct smtp_wire *,
    const struct curl_sockaddr *);

/* For CURLOPT_CLOSESOCKETFUNCTION, with the wire as its data. */
int smtp_wire_close_socket(void *wire, curl_socket_t);

/* One transfer; *${why} is set if it is not the transfer itself that failed. */
CURLcode smtp_wire_perform(struct smtp_wire *, CURL *, const char **why);

#endif /* DELIVERY_SMTP_WIRE_H */
