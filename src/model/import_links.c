/* Links as CSV. */
#include "import_links.h"

#include <inttypes.h>

#include "csv.h"
#include "shape.h"
#include "str.h"

const char import_links_token_use[] =
    "base_url is not set in nexad.conf, so there is no link: whoever has the token accepts with it, by "
    "nexa invitation accept or by C-r where the console asks to sign in";

void
import_links_add(const struct many_import_invitation *made, struct str *out)
{
	str_add(out, "line,email,link,token\r\n");
	for (size_t i = 0; i < made->n; i++) {
		const struct import_invitation *each = &made->items[i];
		str_addf(out, "%" PRId64, each->line);
		csv_add_cell(out, each->email, true, false);
		csv_add_cell(out, each->link == NULL ? "" : each->link, true, false);
		csv_add_cell(out, each->token == NULL ? "" : each->token, true, false);
		str_add(out, "\r\n");
	}
}
