/* Waiting for libcurl's sockets; smtp_wire.h says why we do it ourselves. */
#include "delivery/smtp_wire.h"

#include <sys/socket.h>
#include <unistd.h>

#define SMTP_WIRE_WAIT_MS 1000 /* libcurl wakes up earlier where it must */

int
smtp_wire_open(struct smtp_wire *w)
{
	for (int i = 0; i < SMTP_WIRE_SOCKETS; i++)
		w->sockets[i] = CURL_SOCKET_BAD;
	w->multi = curl_multi_init();
	return w->multi == NULL ? -1 : 0;
}

void
smtp_wire_close(struct smtp_wire *w)
{
	if (w->multi != NULL)
		(void)curl_multi_cleanup(w->multi);
	w->multi = NULL;
}

static curl_socket_t *
find(struct smtp_wire *w, curl_socket_t fd)
{
	for (int i = 0; i < SMTP_WIRE_SOCKETS; i++)
		if (w->sockets[i] == fd)
			return &w->sockets[i];
	return NULL;
}

curl_socket_t
smtp_wire_socket(struct smtp_wire *w, const struct curl_sockaddr *a)
{
	curl_socket_t *slot = find(w, CURL_SOCKET_BAD);

	if (slot == NULL)
		return CURL_SOCKET_BAD;
	*slot = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
	return *slot;
}

int
smtp_wire_close_socket(void *wire, curl_socket_t fd)
{
	struct smtp_wire *w = wire;
	curl_socket_t *slot = find(w, fd);

	if (slot != NULL)
		*slot = CURL_SOCKET_BAD;
	return close(fd);
}

static void
cut(struct smtp_wire *w)
{
	for (int i = 0; i < SMTP_WIRE_SOCKETS; i++)
		if (w->sockets[i] != CURL_SOCKET_BAD)
			(void)shutdown(w->sockets[i], SHUT_RDWR);
}

CURLcode
smtp_wire_perform(struct smtp_wire *w, CURL *curl, const char **why)
{
	CURLMcode mc = curl_multi_add_handle(w->multi, curl);
	CURLcode rc = CURLE_RECV_ERROR;
	const CURLMsg *m;
	int running = 1, left;

	while (mc == CURLM_OK && running > 0) {
		mc = curl_multi_perform(w->multi, &running);
		if (mc == CURLM_OK && running > 0)
			mc = curl_multi_poll(w->multi, NULL, 0,
			    SMTP_WIRE_WAIT_MS, NULL);
	}
	*why = mc == CURLM_OK ? NULL : curl_multi_strerror(mc);
	if (mc != CURLM_OK)
		cut(w);
	while ((m = curl_multi_info_read(w->multi, &left)) != NULL)
		if (m->msg == CURLMSG_DONE)
			rc = m->data.result;
	(void)curl_multi_remove_handle(w->multi, curl);
	return rc;
}
