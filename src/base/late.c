/* What dlfcn.h gives, in two steps. */
#include "late.h"

#include <dlfcn.h>

void *
late_open(const char *const *names, size_t n)
{
	void *library = NULL;
	for (size_t i = 0; i < n && library == NULL; i++)
		library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
	return library;
}

/* POSIX's own way of making a function of what dlsym() gives. */
bool
late_find(void *library, const char *name, void *function)
{
	return library != NULL && (*(void **)function = dlsym(library, name)) != NULL;
}
