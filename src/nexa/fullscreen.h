/* Starting the console: the settings and the keyring on one side, the ui on the other. */
#ifndef FULLSCREEN_H
#define FULLSCREEN_H

struct nexa;

/* Runs the full-screen console until the person leaves; the exit status. */
int fullscreen_run(struct nexa *nexa);

#endif
