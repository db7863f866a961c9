/* What every unit test includes first: cmocka, in the order that it needs, without its name
 * clash. */
#ifndef UNIT_H
#define UNIT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

/* err.h has a function of that name. */
#undef fail

#include <string.h>

/* That a part stands in a text. */
#define assert_has(text, part) assert_non_null(strstr((text), (part)))

#endif
