/* Which passwords are good enough: domain.md, identity rules. */
#ifndef PASSWORD_H
#define PASSWORD_H

/* What is wrong with a new password, as the end of a sentence; NULL when nothing is. */
const char *password_fault(const char *password);

/* The same of a password that its owner's e-mail address, or what stands before its @, gives away. */
const char *password_own_fault(const char *password, const char *email);

#endif
