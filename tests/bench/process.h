/* The processes that are measured: nexad and what it is measured against. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdint.h>
#include <sys/types.h>

struct err;
struct str;

struct process {
	pid_t pid; /* 0: not running */
};

/* Starts a program that tells of being ready as systemd wants it; its output goes to the file log.
 * *ready_s is the time from fork to that word. */
int process_start(
    struct process *process, char *const argv[], const char *log, double *ready_s, struct err *err);
/* Runs serve(socket_path) in a child and waits until the socket takes connections. */
int process_fork(struct process *process, void (*serve)(const char *socket_path),
    const char *socket_path, struct err *err);
/* Runs a program to its end; a problem when that is not exit status 0.  Its standard output goes to
 * the file `out`, the rest to the file log. */
int process_run(char *const argv[], const char *out, const char *log, struct err *err);
/* The same, and the most memory that it had, in MiB. */
int process_run_watched(
    char *const argv[], const char *out, const char *log, double *most_mib, struct err *err);
/* Starts a program and waits until its socket is there. */
int process_spawn(struct process *process, char *const argv[], const char *socket_path,
    const char *log, struct err *err);
/* All of a file; "" when it cannot be read. */
void process_output(const char *path, struct str *out);
/* SIGTERM, and waits. */
void process_stop(struct process *process);

/* Seconds of processor time used until now. */
double process_cpu(const struct process *process);
/* A line of /proc/PID/status in MiB: "VmRSS", "VmHWM". */
double process_memory(const struct process *process, const char *line);

#endif
