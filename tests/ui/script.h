/* Scripts of what a person does at the console, a line each:
 *   who WHO            signs in as one of the demo's people; "operator"; "nobody" has an old token;
 *                      priya when not said
 *   workspace NAME     begins there; Production when not said; "workspace -": where the console chooses
 *   mail               invitations go by mail from here on, to a server that is not there
 *   terminal WORD…     ascii, mono, 8, 256, read-only, offline
 *   bind ACTION = KEY  another key for an action
 *   size COLUMNS ROWS  of the terminal; later on, it is resized
 *   type KEYS          once nothing is under way: "3/priya<enter>"
 *   hurry KEYS         the same while news may still be under way
 *   paste TEXT         without one, what has been copied last
 *   click ROW COLUMN
 *   wait TEXT          until it is on the screen; "gone TEXT" until it is not
 *   pass MS            lets the console's time pass, which stands still otherwise
 *   shot NAME          compares the screen with tests/golden/screens/NAME
 *   code [next]        types what an authenticator makes of the secret that is on the screen, or was last;
 *                      next: 30 seconds later
 *   copied TEXT        has been copied last; ids masked
 *   bells N            have been rung so far
 *   drawn N            times at most the screen has been so far
 *   daemon stop|start
 *   damage             the files of the copies; the console is closed
 *   api WHO METHOD PATH [BODY]  somebody does something meanwhile; <NAME> stands for an id,
 *                      its blanks written as _
 *   link               pastes the link of the invitation that an `api` line made last
 *   identity DOMAIN    Acme Voice is entered by single sign-on only from here on, for addresses of the domain; its
 *                      identity provider tells who it is, and nothing more
 *   until WHO PATH TEXT  waits for what the daemon does by itself: until the answer has that
 *   left               the console has ended; "close" ends it, the next line opens it again
 * What comes before the first line that needs the console says how it is opened. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>

struct str;

/* Runs a file in a world of its own; false: *why says at which line, and has the screen. */
bool script_run(const char *path, struct str *why);

#endif
