/* Replies that are made while they are sent: the owner gives a piece whenever one is wanted, the HTTP thread
 * sends it meanwhile.  Neither waits for the other, and no more than two pieces are ever held. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "http_internal.h"
#include "mem.h"

enum { BLOCK = 64 * 1024 };

struct http_stream {
	struct http_server *server;
	struct http_connection *connection; /* the HTTP thread's, while it reads */
	struct MHD_Connection *mhd;
	http_wanted_fn *wanted;
	void *payload;
	pthread_mutex_t lock;
	struct str waiting; /* a piece; no data: none */
	struct str sending; /* the HTTP thread's */
	size_t sent;
	bool asked;     /* the owner knows that a piece is wanted, and has not given it yet */
	bool suspended; /* the HTTP thread has nothing to send */
	bool ended;
	bool whole; /* the end is one */
	bool gone;  /* libmicrohttpd reads no more */
};

static void
free_stream(struct http_stream *stream)
{
	str_release(&stream->waiting);
	str_release(&stream->sending);
	(void)pthread_mutex_destroy(&stream->lock);
	free(stream);
}

/* ---- the HTTP thread ---- */

/* Under the lock. */
static void
ask(struct http_stream *stream)
{
	if (stream->asked || stream->ended)
		return;
	stream->asked = true;
	stream->wanted(stream->payload);
}

/* Under the lock: the next piece becomes the one that is sent. */
static bool
have_piece(struct http_stream *stream)
{
	if (stream->sent < stream->sending.len)
		return true;
	str_release(&stream->sending);
	stream->sending = stream->waiting;
	stream->waiting = (struct str){ 0 };
	stream->sent = 0;
	ask(stream);
	return stream->sending.len > 0;
}

static ssize_t
give(struct http_stream *stream, char *block, size_t max)
{
	size_t left = stream->sending.len - stream->sent;
	size_t n = left < max ? left : max;
	memcpy(block, stream->sending.data + stream->sent, n);
	stream->sent += n;
	/* Each block has its time, the whole has as long as it takes. */
	http_watch_allow(stream->connection, stream->server->request_ms);
	return (ssize_t)n;
}

static ssize_t
read_block(void *cls, uint64_t position, char *block, size_t max)
{
	struct http_stream *stream = cls;
	ssize_t n = 0;
	(void)position;
	(void)pthread_mutex_lock(&stream->lock);
	if (have_piece(stream)) {
		n = give(stream, block, max);
	} else if (stream->ended) {
		n = stream->whole ? MHD_CONTENT_READER_END_OF_STREAM
		                  : MHD_CONTENT_READER_END_WITH_ERROR;
	} else {
		stream->suspended = true;
		http_watch_allow(stream->connection, 0);
		MHD_suspend_connection(stream->mhd);
	}
	pthread_mutex_unlock(&stream->lock);
	return n;
}

/* libmicrohttpd is done with the reply, whichever way. */
static void
let_go(void *cls)
{
	struct http_stream *stream = cls;
	(void)pthread_mutex_lock(&stream->lock);
	stream->gone = true;
	bool last = stream->ended;
	ask(stream);
	pthread_mutex_unlock(&stream->lock);
	if (last)
		free_stream(stream);
}

/* ---- the owner ---- */

struct http_stream *
http_stream_open(struct http_request *request, int status, const struct http_header *headers,
    http_wanted_fn *wanted, void *payload)
{
	struct http_stream *stream = mem_new(1, sizeof(*stream));
	stream->server = request->connection->listener->server;
	stream->connection = request->connection;
	stream->mhd = request->mhd;
	stream->wanted = wanted;
	stream->payload = payload;
	stream->asked = true;
	(void)pthread_mutex_init(&stream->lock, NULL);
	struct MHD_Response *reply =
	    MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_block, stream, let_go);
	stream->gone = reply == NULL;
	http_response_store(request, status, headers, reply);
	MHD_resume_connection(request->mhd);
	return stream;
}

/* Under the lock: the HTTP thread goes on. */
static void
resume(struct http_stream *stream)
{
	if (stream->suspended)
		MHD_resume_connection(stream->mhd);
	stream->suspended = false;
}

bool
http_stream_write(struct http_stream *stream, struct str *piece)
{
	(void)pthread_mutex_lock(&stream->lock);
	assert(stream->asked && (stream->gone || stream->waiting.data == NULL));
	bool taken = !stream->gone && !atomic_load(&stream->server->stops) && !piece->failed;
	if (taken && piece->len > 0) {
		stream->waiting = *piece;
		*piece = (struct str){ 0 };
		stream->asked = false;
		resume(stream);
	}
	pthread_mutex_unlock(&stream->lock);
	str_release(piece);
	return taken;
}

void
http_stream_end(struct http_stream *stream, bool whole)
{
	struct http_server *server = stream->server;
	(void)pthread_mutex_lock(&stream->lock);
	stream->ended = true;
	stream->whole = whole;
	bool last = stream->gone;
	if (!last)
		resume(stream);
	pthread_mutex_unlock(&stream->lock);
	if (last)
		free_stream(stream);
	http_response_settled(server);
}
