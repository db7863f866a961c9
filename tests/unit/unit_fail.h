/* A test's failure with a sentence; cmocka's own word for it is err.h's. */
#ifndef UNIT_FAIL_H
#define UNIT_FAIL_H

#include "unit.h"

#define fail_about(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

#endif
