// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading facts. The first byte chooses the layer: even, the file as it is
 * (facts_read()); odd, what is inside of the compression and the checksum,
 * which a fuzzer would not get past (facts_decode()). What can be read must
 * come out the same when it is written.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "facts/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct facts *f)
{
	struct strbuf a = {}, b = {};
	struct facts *back;
	void *data;
	size_t len;

	if (facts_write(f, &data, &len) || facts_read(data, len, &back))
		abort();
	facts_encode(f, &a);
	facts_encode(back, &b);
	if (a.len != b.len || memcmp(a.s, b.s, a.len))
		abort();
	strbuf_deinit(&a);
	strbuf_deinit(&b);
	facts_destroy(back);
	free(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dm_error *err;
	struct facts *f;

	if (!size)
		return 0;
	if (data[0] % 2)
		err = facts_decode(data + 1, size - 1, &f);
	else
		err = facts_read(data + 1, size - 1, &f);
	if (!err) {
		write_again(f);
		facts_destroy(f);
	}
	dm_error_destroy(err);
	return 0;
}
