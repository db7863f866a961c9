/* libcurl is loaded with its first use (curl_late.c). */
#ifndef CURL_LATE_H
#define CURL_LATE_H

#include <pthread.h>
#include <stdbool.h>

struct curl_late {
	pthread_t thread;
	bool started;
};

/* Loads it already now, in a thread, for a program that has other things to do before the first request;
 * who makes that waits for the rest. */
void curl_late_begin(struct curl_late *late);
/* Before the program ends. */
void curl_late_end(struct curl_late *late);

#endif
