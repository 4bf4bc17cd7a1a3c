// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/error.h"
#include "base/mem.h"
#include "findings/serial.h"
#include "scan/bytes.h"
#include "scan/module_result.h"

void module_result_write(const struct module_result *r, struct strbuf *out)
{
	uint32_t n_lost = r->lost.n;
	struct strbuf bytes = {};

	put_bytes(out, &r->stats, sizeof(r->stats));
	put_str(out, r->failure);
	put_bytes(out, &n_lost, sizeof(n_lost));
	vec_for_each(&r->lost, lost) {
		put_bytes(out, &lost->unit, sizeof(lost->unit));
		put_str(out, lost->reason);
	}
	findings_write(&r->findings, &bytes);
	put_bytes(out, strbuf_str(&bytes), bytes.len);
	put_bytes(out, strbuf_str(&r->inspected), r->inspected.len);
	strbuf_deinit(&bytes);
}

static bool get_lost(struct bytes *b, struct module_result *ret)
{
	uint32_t n;

	if (!get_exact(b, &n, sizeof(n)))
		return false;
	while (n--) {
		struct lost_unit lost = {};

		if (!get_exact(b, &lost.unit, sizeof(lost.unit)) ||
		    !get_str(b, &lost.reason))
			return false;
		vec_push(&ret->lost, lost);
	}
	return true;
}

static bool get_findings(struct bytes *b, finding_vec *ret)
{
	struct dm_error *err;
	const char *bytes;
	uint32_t len;

	if (!get_bytes(b, &bytes, &len))
		return false;
	err = findings_read(bytes, len, ret);
	dm_error_destroy(err);
	return !err;
}

static bool get_inspected(struct bytes *b, struct strbuf *ret)
{
	const char *bytes;
	uint32_t len;

	if (!get_bytes(b, &bytes, &len))
		return false;
	strbuf_add(ret, bytes, len);
	return true;
}

struct dm_error *module_result_read(const void *data, size_t len,
				    struct module_result *ret)
{
	struct bytes b = {data, len};
	struct module_result r = {};

	if (get_exact(&b, &r.stats, sizeof(r.stats)) &&
	    get_str(&b, &r.failure) && get_lost(&b, &r) &&
	    get_findings(&b, &r.findings) && get_inspected(&b, &r.inspected) &&
	    !b.len) {
		*ret = r;
		return NULL;
	}
	module_result_deinit(&r);
	return dm_error(DM_ERR_UNIT, "the worker's result is cut short");
}

void module_result_deinit(struct module_result *r)
{
	vec_for_each(&r->lost, lost)
		free(lost->reason);
	vec_deinit(&r->lost);
	free(r->failure);
	finding_vec_deinit(&r->findings);
	strbuf_deinit(&r->inspected);
	*r = (struct module_result){};
}
