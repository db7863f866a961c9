/* What every widget answers when it is handed an input. */
#ifndef WIDGET_H
#define WIDGET_H

enum widget_answer {
	WIDGET_IGNORED,  /* not for it: the caller may use it otherwise */
	WIDGET_USED,     /* done with it; draw again */
	WIDGET_DONE,     /* the person is finished: take the result */
	WIDGET_CANCELLED /* the person went back */
};

#endif
