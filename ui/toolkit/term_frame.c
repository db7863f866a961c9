#include "term_frame.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "newfile.h"

enum { AT_ONCE = 1 << 16 }; /* a screen of 200 by 60 takes a quarter of it at most */

int
term_frame_open(struct term_frame *frame, int terminal)
{
	*frame = (struct term_frame){ .terminal = terminal, .gathered = -1 };
	int fd = fcntl(terminal, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0)
		return -1;
	frame->stream = fdopen(fd, "w");
	if (frame->stream == NULL) {
		(void)close(fd);
		return -1;
	}
	frame->gathered = memfd_create("frame", MFD_CLOEXEC);
	return 0;
}

static void
lead_to(const struct term_frame *frame, int fd)
{
	while (dup3(fd, fileno(frame->stream), O_CLOEXEC) < 0 && errno == EINTR)
		;
}

void
term_frame_begin(struct term_frame *frame)
{
	if (frame->gathered >= 0)
		lead_to(frame, frame->gathered);
}

void
term_frame_end(struct term_frame *frame)
{
	static char bytes[AT_ONCE]; /* the console has one terminal and draws in one thread */
	if (frame->gathered < 0)
		return;
	lead_to(frame, frame->terminal);
	off_t len = lseek(frame->gathered, 0, SEEK_CUR);
	for (off_t at = 0; at < len;) {
		size_t some = len - at < AT_ONCE ? (size_t)(len - at) : AT_ONCE;
		ssize_t n = pread(frame->gathered, bytes, some, at);
		if (n <= 0)
			break;
		(void)newfile_add(frame->terminal, bytes, (size_t)n);
		at += n;
	}
	/* The pages stay, so that the next repaint need not ask for them; begun anew at the start. */
	(void)lseek(frame->gathered, 0, SEEK_SET);
}

void
term_frame_close(struct term_frame *frame)
{
	if (frame->stream != NULL)
		(void)fclose(frame->stream);
	if (frame->gathered >= 0)
		(void)close(frame->gathered);
	*frame = (struct term_frame){ .terminal = frame->terminal, .gathered = -1 };
}
