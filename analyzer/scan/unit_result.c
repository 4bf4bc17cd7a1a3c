// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "scan/bytes.h"
#include "scan/unit_result.h"

void unit_result_write(const struct unit_result *r, struct strbuf *out)
{
	put_bytes(out, &r->counts, sizeof(r->counts));
	put_str(out, r->failure);
	put_str(out, r->first_error);
	put_bytes(out, r->facts ? r->facts : "", r->facts_len);
}

static bool get_facts(struct bytes *b, struct unit_result *ret)
{
	const char *facts;

	if (!get_bytes(b, &facts, &ret->facts_len))
		return false;
	if (!ret->facts_len)
		return true;
	ret->facts = xmalloc(ret->facts_len);
	memcpy(ret->facts, facts, ret->facts_len);
	return true;
}

struct dm_error *unit_result_read(const void *data, size_t len,
				  struct unit_result *ret)
{
	struct bytes b = {data, len};
	struct unit_result u = {};

	if (get_exact(&b, &u.counts, sizeof(u.counts)) &&
	    get_str(&b, &u.failure) && get_str(&b, &u.first_error) &&
	    get_facts(&b, &u) && !b.len) {
		*ret = u;
		return NULL;
	}
	unit_result_deinit(&u);
	return dm_error(DM_ERR_UNIT, "the worker's result is cut short");
}

void unit_result_deinit(struct unit_result *r)
{
	free(r->failure);
	free(r->first_error);
	free(r->facts);
	*r = (struct unit_result){};
}
