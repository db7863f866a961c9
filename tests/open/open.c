/* nexa-open: nexa whose memory a test may look into, which prctl() otherwise keeps even from its own user. */
#include <stdarg.h>

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
int __wrap_prctl(int option, ...);

int
__wrap_prctl(int option, ...)
{
	(void)option;
	return 0;
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */
