/* Secrets that stand on the command line after all, taken out of the sight of others. */
#ifndef HIDE_H
#define HIDE_H

struct arena;

/* The arguments, to read from now on: each that holds a token or an API key is a copy in the arena, and its own bytes,
 * which any user of the machine sees in /proc, are overwritten from the secret on. */
char *const *hide_secrets(int argc, char *const *argv, struct arena *arena);

#endif
