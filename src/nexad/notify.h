/* Telling systemd how it goes: sd_notify(3)'s protocol, a datagram to $NOTIFY_SOCKET. */
#ifndef NOTIFY_H
#define NOTIFY_H

/* Sends e.g. "READY=1"; does nothing when systemd did not start us. */
void notify(const char *state);

#endif
