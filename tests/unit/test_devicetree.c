// SPDX-License-Identifier: GPL-2.0-or-later
#include <libfdt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "engines/devicetree/blob.h"
#include "engines/devicetree/places.h"

/* A blob that a test writes. */
struct writer {
	char blob[4096];
};

static void begin(struct writer *w)
{
	assert_int_equal(fdt_create(w->blob, sizeof(w->blob)), 0);
	assert_int_equal(fdt_finish_reservemap(w->blob), 0);
	fdt_begin_node(w->blob, "");
}

static void cells(struct writer *w, uint32_t address, uint32_t size)
{
	fdt_property_u32(w->blob, "#address-cells", address);
	fdt_property_u32(w->blob, "#size-cells", size);
}

static void reg(struct writer *w, const char *name, uint32_t a, uint32_t b)
{
	fdt32_t v[] = {cpu_to_fdt32(a), cpu_to_fdt32(b)};

	fdt_property(w->blob, name, v, sizeof(v));
}

static void ranges(struct writer *w, uint32_t from, uint32_t to, uint32_t size)
{
	fdt32_t v[] = {cpu_to_fdt32(from), cpu_to_fdt32(to),
		       cpu_to_fdt32(size)};

	fdt_property(w->blob, "ranges", v, sizeof(v));
}

static void end(struct writer *w)
{
	fdt_end_node(w->blob);
	assert_int_equal(fdt_finish(w->blob), 0);
}

/* One region at 0x1000 and a device behind two buses at @at. */
static void write_tree(struct writer *w, uint32_t at)
{
	begin(w);
	cells(w, 1, 1);
	fdt_begin_node(w->blob, "reserved-memory");
	cells(w, 1, 1);
	fdt_property(w->blob, "ranges", NULL, 0);
	fdt_begin_node(w->blob, "pool@1000");
	reg(w, "reg", 0x1000, 0x1000);
	fdt_property_u32(w->blob, "phandle", 7);
	fdt_end_node(w->blob);
	fdt_end_node(w->blob);
	fdt_begin_node(w->blob, "bus");
	cells(w, 1, 1);
	ranges(w, 0x400000, 0, 0x10000);
	fdt_begin_node(w->blob, "bus");
	cells(w, 1, 1);
	ranges(w, 0, 0x401000, 0x2000);
	fdt_begin_node(w->blob, "dev");
	fdt_property_string(w->blob, "compatible", "acme,dev");
	reg(w, "reg", at, 0x10);
	fdt_end_node(w->blob);
	fdt_end_node(w->blob);
	fdt_end_node(w->blob);
	end(w);
}

static void read_tree(const struct writer *w, dt_region_vec *ret)
{
	struct dm_error *err = dt_blob_read(w->blob, sizeof(w->blob), ret);

	assert_null(err);
	assert_int_equal(ret->n, 1);
}

static void test_registers_through_buses(void **state)
{
	struct writer w;
	dt_region_vec regions = {};

	write_tree(&w, 0x10);
	read_tree(&w, &regions);
	assert_int_equal(regions.v[0].users.n, 1);
	assert_int_equal(regions.v[0].users.v[0].kind, DT_USER_ADDRESS);
	assert_string_equal(regions.v[0].users.v[0].path, "/bus/bus/dev");
	dt_region_vec_deinit(&regions);
}

static void test_registers_elsewhere(void **state)
{
	struct writer w;
	dt_region_vec regions = {};

	/* behind the region, and one beyond what the bus translates */
	write_tree(&w, 0x1000);
	read_tree(&w, &regions);
	assert_int_equal(regions.v[0].users.n, 0);
	dt_region_vec_deinit(&regions);
	write_tree(&w, 0x2000);
	read_tree(&w, &regions);
	assert_int_equal(regions.v[0].users.n, 0);
	dt_region_vec_deinit(&regions);
}

static void test_cut_short(void **state)
{
	struct writer w;

	write_tree(&w, 0x10);
	for (size_t len = 0; len < fdt_totalsize(w.blob); len++) {
		dt_region_vec regions = {};
		struct dm_error *err = dt_blob_read(w.blob, len, &regions);

		assert_non_null(err);
		assert_int_equal(err->code, DM_ERR_INPUT);
		assert_int_equal(regions.n, 0);
		dm_error_destroy(err);
	}
}

static void test_too_deep(void **state)
{
	struct writer w;
	dt_region_vec regions = {};
	struct dm_error *err;

	begin(&w);
	for (int i = 0; i < 65; i++)
		fdt_begin_node(w.blob, "n");
	for (int i = 0; i < 65; i++)
		fdt_end_node(w.blob);
	end(&w);
	err = dt_blob_read(w.blob, sizeof(w.blob), &regions);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "deeper"));
	dm_error_destroy(err);
}

static void test_verdicts(void **state)
{
	static const struct {
		unsigned int flags;
		enum dt_linear linear;
	} cases[] = {
		{0, DT_LINEAR_IN},
		{DT_NO_MAP, DT_LINEAR_OUT},
		{DT_REUSABLE, DT_LINEAR_CMA},
		{DT_OUTSIDE, DT_LINEAR_OUTSIDE},
		{DT_NO_MAP | DT_DISABLED, DT_LINEAR_FREE},
		{DT_NO_MAP | DT_UNSUPPORTED, DT_LINEAR_FREE},
		{DT_NO_MAP | DT_OVERLAY, DT_LINEAR_UNKNOWN},
		{DT_MEMRESERVE, DT_LINEAR_IN},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct dt_region r = {.flags = cases[i].flags};

		assert_int_equal(dt_region_linear(&r), cases[i].linear);
	}
}

static void test_places(void **state)
{
	char text[] =
		"/dts-v1/;\n\n/ { /* a.dts:1:3-9:3 */\n"
		"\tmodel = \"odd { /* b:2:2-3:3 */\"; /* a.dts:2:2-2:9 */\n"
		"\tsoc { /* scripts/dtc/include-prefixes/arm64/x.dtsi:4:6-8:3, "
		"a.dts:7:1-8:1 */\n"
		"\t\tl: m: dev@1 { /* dir:1/y.dtsi:12:3-14:5 */\n"
		"\t\t}; /* dir:1/y.dtsi:12:3-14:5 */\n"
		"\t}; /* x */\n"
		"\tdev@1 { /* a.dts:20:1-21:1 */\n\t};\n};\n";
	struct strmap wanted = {};
	struct dt_place places[3] = {};

	strmap_put(&wanted, "/soc", 0);
	strmap_put(&wanted, "/soc/dev@1", 1);
	strmap_put(&wanted, "/dev@1", 2);
	dt_places_read(text, &wanted, places);
	assert_string_equal(places[0].file, "arch/arm64/boot/dts/x.dtsi");
	assert_int_equal(places[0].line, 4);
	assert_string_equal(places[1].file, "dir:1/y.dtsi");
	assert_int_equal(places[1].line, 12);
	assert_int_equal(places[1].col, 3);
	assert_int_equal(places[2].line, 20);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		free(places[i].file);
	strmap_deinit(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers_through_buses),
		cmocka_unit_test(test_registers_elsewhere),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
