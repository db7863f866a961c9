/* Signals while the terminal is ours: the harmless ones become events for the loop, the fatal ones
 * restore the terminal before they kill.  One terminal at a time. */
#ifndef TERM_SIGNALS_H
#define TERM_SIGNALS_H

#include <stddef.h>
#include <termios.h>

struct err;

/* Takes the signals over and remembers how the terminal fd was.  Signals that are ignored stay
 * ignored.  SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT and SIGWINCH go to the loop; the second of
 * the first three, before the loop has ended, kills. */
int term_signals_begin(int fd, const struct termios *before, struct err *err);
/* What to write so that the terminal is as before; copied.  May be called again and again. */
void term_signals_set_restore(const char *bytes, size_t len);
/* Readable when a signal is waiting; -1 before begin. */
int term_signals_fd(void);
/* Takes a waiting signal; 0 when there is none. */
int term_signals_next(void);
/* Stops the process group as ^Z would, and returns when it is continued (at once where there is no
 * shell to continue it); SIGCONT is waiting then. */
void term_signals_stop(void);
/* Gives the signals back, without restoring the terminal. */
void term_signals_end(void);

#endif
