// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "findings/serial.h"
#include "scan/unit_result.h"

/* Both ends are one program: counts travel as they lie in memory. */

static void put_bytes(struct strbuf *out, const void *data, uint32_t len)
{
	strbuf_add(out, &len, sizeof(len));
	strbuf_add(out, data, len);
}

static void put_str(struct strbuf *out, const char *s)
{
	put_bytes(out, s ? s : "", s ? strlen(s) : 0);
}

static void put_evidence(struct strbuf *out, const struct evidence *e)
{
	uint32_t n = e->keys.n;

	strbuf_add(out, &n, sizeof(n));
	for (size_t i = 0; i < e->keys.room; i++)
		if (e->keys.slots[i].key)
			put_str(out, e->keys.slots[i].key);
}

void unit_result_write(const struct unit_result *r, struct strbuf *out)
{
	finding_vec findings = {};
	struct strbuf bytes = {};

	put_bytes(out, &r->counts, sizeof(r->counts));
	put_str(out, r->failure);
	put_str(out, r->first_error);
	vec_for_each(&r->findings, ff)
		vec_push(&findings, ff->finding);
	findings_write(&findings, &bytes);
	put_bytes(out, strbuf_str(&bytes), bytes.len);
	vec_for_each(&r->findings, ff)
		put_evidence(out, &ff->unless);
	put_evidence(out, &r->evidence);
	strbuf_deinit(&bytes);
	vec_deinit(&findings); /* the findings are still the caller's */
}

struct reader {
	const char *data;
	size_t len;
};

static bool get(struct reader *r, void *to, size_t len)
{
	if (len > r->len)
		return false;
	memcpy(to, r->data, len);
	r->data += len;
	r->len -= len;
	return true;
}

static bool get_bytes(struct reader *r, const char **ret, uint32_t *ret_len)
{
	if (!get(r, ret_len, sizeof(*ret_len)) || *ret_len > r->len)
		return false;
	*ret = r->data;
	r->data += *ret_len;
	r->len -= *ret_len;
	return true;
}

static bool get_str(struct reader *r, char **ret)
{
	const char *s;
	uint32_t len;

	if (!get_bytes(r, &s, &len))
		return false;
	*ret = len ? xstrndup(s, len) : NULL;
	return true;
}

static bool get_evidence(struct reader *r, struct evidence *e)
{
	uint32_t n;

	if (!get(r, &n, sizeof(n)))
		return false;
	while (n--) {
		autofree char *key = NULL;

		if (!get_str(r, &key) || !key)
			return false;
		evidence_add(e, key);
	}
	return true;
}

static bool get_findings(struct reader *r, flow_finding_vec *ret)
{
	finding_vec findings = {};
	const char *bytes;
	struct dm_error *err;
	bool ok = true;
	uint32_t len;

	if (!get_bytes(r, &bytes, &len))
		return false;
	err = findings_read(bytes, len, &findings);
	if (err) {
		dm_error_destroy(err);
		return false;
	}
	vec_for_each(&findings, f)
		vec_add(ret)->finding = *f;
	vec_deinit(&findings);
	for (size_t i = 0; i < ret->n && ok; i++)
		ok = get_evidence(r, &ret->v[i].unless);
	return ok;
}

static bool get_counts(struct reader *r, struct unit_counts *ret)
{
	const char *bytes;
	uint32_t len;

	if (!get_bytes(r, &bytes, &len) || len != sizeof(*ret))
		return false;
	memcpy(ret, bytes, len);
	return true;
}

struct dm_error *unit_result_read(const void *data, size_t len,
				  struct unit_result *ret)
{
	struct reader r = {data, len};
	struct unit_result u = {};

	if (get_counts(&r, &u.counts) && get_str(&r, &u.failure) &&
	    get_str(&r, &u.first_error) && get_findings(&r, &u.findings) &&
	    get_evidence(&r, &u.evidence) && !r.len) {
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
	flow_finding_vec_deinit(&r->findings);
	evidence_deinit(&r->evidence);
	*r = (struct unit_result){};
}
