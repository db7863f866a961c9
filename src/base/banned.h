/* libc calls we do not make; force-included before every file of the project. */
#ifndef BANNED_H
#define BANNED_H

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

/* Unbounded, not thread-safe, locale-dependent, or a shell: each has a better sister. */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets
#pragma GCC poison atoi atol atoll atof localtime gmtime ctime asctime strerror_l
#pragma GCC poison rand srand mktemp tmpnam tempnam popen

#endif
