/* Sentences for what goes wrong between here and the daemon. */
#include "failure.h"

#include <errno.h>
#include <string.h>

#include "err.h"
#include "transport.h"

bool
failure_leaves_doubt(const struct failure_facts *facts)
{
	return facts->writes &&
	    (facts->failure == FAILURE_TIMED_OUT || facts->failure == FAILURE_BROKEN ||
	        facts->failure == FAILURE_TOO_LONG || facts->failure == FAILURE_OTHER);
}

static const char *
doubt(const struct failure_facts *facts)
{
	return failure_leaves_doubt(facts) ? "; whether it was done is not known" : "";
}

static const char *
no_connection(const struct failure_facts *facts)
{
	if (facts->number == ENOENT)
		return "no such socket; is nexad running?";
	if (facts->number == ECONNREFUSED && facts->socket)
		return "nobody listens there; is nexad running?";
	if (facts->number == ECONNREFUSED)
		return "connection refused; is nexad listening there?";
	if (facts->number == EACCES && facts->socket)
		return "permission denied; is your account in the operator group?";
	return facts->number == 0 ? facts->told : strerror(facts->number);
}

int
failure_explain(const struct failure_facts *facts, struct err *err)
{
	const char *where = facts->where;
	switch (facts->failure) {
	case FAILURE_NO_CONNECTION:
		return fail(err, PROBLEM_unreachable, "", "cannot reach the daemon at %s: %s",
		    where, no_connection(facts));
	case FAILURE_NO_HOST:
		return fail(err, PROBLEM_unreachable, "",
		    "cannot reach the daemon at %s: no such host; is the name right?", where);
	case FAILURE_TIMED_OUT:
		return fail(err, PROBLEM_unreachable, "",
		    "the daemon at %s did not answer within %ld.%ld s%s", where,
		    facts->timeout_ms / 1000, facts->timeout_ms % 1000 / 100, doubt(facts));
	case FAILURE_NOT_TRUSTED:
		return fail(err, PROBLEM_unreachable, "",
		    "the certificate of the daemon at %s is not one to trust: %s; that of your own CA "
		    "is named with --ca-file",
		    where, facts->told);
	case FAILURE_EXPIRED:
		return fail(err, PROBLEM_unreachable, "",
		    "the certificate of the daemon at %s has expired, and has to be renewed there",
		    where);
	case FAILURE_NOT_YET_VALID:
		return fail(err, PROBLEM_unreachable, "",
		    "the certificate of the daemon at %s is not valid yet; is the clock right here?",
		    where);
	case FAILURE_OTHER_NAME:
		return fail(err, PROBLEM_unreachable, "",
		    "the certificate of the daemon at %s is for another name; is the URL right?",
		    where);
	case FAILURE_NO_TLS:
		return fail(err, PROBLEM_unreachable, "",
		    "no secure connection to the daemon at %s: %s", where, facts->told);
	case FAILURE_BROKEN:
		return fail(err, PROBLEM_unreachable, "",
		    "the connection to the daemon at %s broke before the whole answer was here%s",
		    where, doubt(facts));
	case FAILURE_TOO_LONG:
		return fail(err, PROBLEM_bad_answer, "", "the answer of %s is longer than %d MiB",
		    where, TRANSPORT_ANSWER_MAX >> 20);
	case FAILURE_NOT_HTTP:
		return fail(err, PROBLEM_bad_answer, "",
		    "what answers at %s does not speak HTTP; is it nexad?", where);
	case FAILURE_OTHER:
		break;
	}
	return fail(
	    err, PROBLEM_unreachable, "", "cannot reach the daemon at %s: %s", where, facts->told);
}
