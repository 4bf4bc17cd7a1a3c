// SPDX-License-Identifier: GPL-2.0-or-later
/* The model as shipped, lookups, and what vendors' files do to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "model/model.h"
#include "model/names.h"
#include "units/unit.h"

#define BUILT_IN "rules/model"

struct fixture {
	char dir[32]; /* a folder of its own */
	char *vendor; /* a file in it */
	struct model *m; /* the model as shipped */
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct dm_error *err;

	strcpy(f->dir, "/tmp/test-model.XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	f->vendor = xasprintf("%s/vendor.yaml", f->dir);
	err = model_load(BUILT_IN, NULL, 0, &f->m);
	if (err) {
		dm_error_report(err);
		return -1;
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	autofree char *command = xasprintf("rm -r '%s'", f->dir);
	int status = system(command);

	model_destroy(f->m);
	free(f->vendor);
	free(f);
	return status;
}

static void write_text(const char *path, const char *text)
{
	struct dm_error *err = file_write_atomic(path, text, strlen(text));

	assert_null(err);
}

/* The model with a vendor's file over it. */
static struct model *load_with(struct fixture *f, const char *text)
{
	const char *files[] = {f->vendor};
	struct model *m = NULL;
	struct dm_error *err;

	write_text(f->vendor, text);
	err = model_load(BUILT_IN, files, 1, &m);
	if (err)
		fail_msg("%s", err->message);
	return m;
}

static void assert_load_fails(struct fixture *f, const char *text,
			      const char *message)
{
	const char *files[] = {f->vendor};
	struct model *m = NULL;
	struct dm_error *err;

	write_text(f->vendor, text);
	err = model_load(BUILT_IN, files, 1, &m);
	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_INPUT);
	assert_non_null(strstr(err->message, message));
	dm_error_destroy(err);
	assert_null(m);
}

static const struct model_row *find(const struct model *m, const char *name,
				    model_version version, unsigned int arch)
{
	struct model_context context = {version, arch};

	return model_find(m, name, &context);
}

static const struct model_row *get(const struct model *m, const char *name)
{
	const struct model_row *row = find(m, name, 0, 0);

	if (!row)
		fail_msg("no row of '%s'", name);
	return row;
}

static void test_words_have_names(void **state)
{
	enum model_role role;
	enum model_arg arg;

	for (unsigned int i = 0; i < ROLE_NR; i++) {
		assert_non_null(model_role_name(i));
		assert_true(model_role_parse(model_role_name(i), &role));
		assert_int_equal(role, i);
	}
	for (unsigned int i = 0; i < ARG_NR; i++) {
		assert_non_null(model_arg_name(i));
		assert_true(model_arg_parse(model_arg_name(i), &arg));
		assert_int_equal(arg, i);
	}
	for (unsigned int i = 0; i < MEMORY_NR; i++)
		assert_non_null(model_memory_name(i));
	for (unsigned int i = 0; i < MEMTYPE_NR; i++)
		assert_non_null(model_type_name(i));
	for (unsigned int i = 0; i < RETURNS_NR; i++)
		assert_non_null(model_returns_name(i));
	for (unsigned int f = 1; f <= MODEL_TOLERANT; f <<= 1)
		assert_non_null(model_flag_name(f));
	assert_null(model_flag_name(MODEL_BESIDE << 1));
}

static void test_streaming_row(void **state)
{
	struct fixture *f = *state;
	const struct model_row *row = get(f->m, "dma_map_single_attrs");

	assert_int_equal(row->role, ROLE_MAP);
	assert_int_equal(row->arg[ARG_DEV], 0);
	assert_int_equal(row->arg[ARG_CPU], 1);
	assert_int_equal(row->arg[ARG_SIZE], 2);
	assert_int_equal(row->arg[ARG_DIR], 3);
	assert_int_equal(row->arg[ARG_ATTRS], 4);
	assert_int_equal(row->arg[ARG_DMA], -1);
	assert_int_equal(row->returns, RETURNS_DMA);
	assert_int_equal(row->memory, MEMORY_BUFFER);
	assert_string_equal(row->error_test, "dma_mapping_error");
	row = get(f->m, "dma_alloc_wc");
	assert_true(row->has_const[ARG_ATTRS]);
	assert_int_equal(row->constant[ARG_ATTRS], 4);
	assert_null(find(f->m, "no_such_function", 0, 0));
}

static void test_pairs(void **state)
{
	struct fixture *f = *state;
	const struct model_row *map = get(f->m, "dma_map_single");

	assert_true(model_pairs(map, get(f->m, "dma_unmap_single")));
	assert_true(model_pairs(map, get(f->m, "dma_unmap_page")));
	assert_false(model_pairs(map, get(f->m, "dma_unmap_sg")));
	assert_false(model_pairs(map, get(f->m, "dma_unmap_resource")));
}

static void test_context_selects(void **state)
{
	struct fixture *f = *state;
	const model_version v4_19 = MODEL_VERSION(4, 19, 0);
	const model_version v6_1 = MODEL_VERSION(6, 1, 192);
	const struct model *m = f->m;

	assert_int_equal(find(m, "ioremap", v6_1, ARCH_X86)->type,
			 MEMTYPE_UC_MINUS);
	assert_int_equal(find(m, "ioremap", v6_1, ARCH_ARM64)->type,
			 MEMTYPE_DEVICE);
	assert_int_equal(find(m, "ioremap_wt", v6_1, ARCH_ARM)->type,
			 MEMTYPE_WC);
	assert_null(find(m, "set_memory_uc", v6_1, ARCH_ARM64));
	assert_non_null(find(m, "pci_map_single", v4_19, ARCH_X86));
	assert_null(find(m, "pci_map_single", v6_1, ARCH_X86));
	assert_null(find(m, "dma_map_sgtable", v4_19, ARCH_X86));
	/* the first version without it, and with it, are just that */
	assert_null(find(m, "pci_map_single", MODEL_VERSION(5, 18, 0), 0));
	assert_non_null(find(m, "pci_map_single", MODEL_VERSION(5, 17, 9), 0));
	assert_non_null(find(m, "dma_map_sgtable", MODEL_VERSION(5, 8, 0), 0));
}

static void test_open_context_takes_newest(void **state)
{
	struct fixture *f = *state;
	const struct model_row *row = find(f->m, "vm_map_ram", 0, 0);

	assert_int_equal(row->arg[ARG_PROT], -1);
	row = find(f->m, "vm_map_ram", MODEL_VERSION(5, 4, 0), 0);
	assert_int_equal(row->arg[ARG_PROT], 3);
	row = find(f->m, "dma_set_mask", 0, 0);
	assert_true(row->flags & MODEL_WIDE_MASK_OK);
}

static void test_names(void **state)
{
	struct fixture *f = *state;
	struct strmap all = {}, key = {};

	model_names(f->m, &all);
	model_key_names(f->m, &key);
	assert_true(strmap_get(&all, "kmalloc", NULL));
	assert_true(strmap_get(&all, "dma_map_single", NULL));
	assert_true(strmap_get(&key, "dma_map_single", NULL));
	assert_false(strmap_get(&key, "kmalloc", NULL));
	assert_false(strmap_get(&key, "memcpy", NULL));
	assert_false(strmap_get(&key, "of_iomap", NULL));
	strmap_deinit(&all);
	strmap_deinit(&key);
}

/* What the reader cannot know of a single row. */
static void test_shipped_rows(void **state)
{
	struct fixture *f = *state;

	assert_true(f->m->rows.n > 500);
	for (size_t i = 0; i < f->m->rows.n; i++) {
		const struct model_row *row = &f->m->rows.v[i];

		if (!row->doc)
			fail_msg("'%s' cites nothing", row->function);
		if (row->role == ROLE_MAP && !row->n_pairs)
			fail_msg("'%s' is undone by nothing", row->function);
		if (row->role == ROLE_MAP && !row->family)
			fail_msg("'%s' has no family", row->function);
		if (row->flags & MODEL_DEPRECATED && !row->until)
			fail_msg("'%s' is deprecated for ever", row->function);
	}
	/* these copy first: no argument of theirs has to be DMA-able */
	assert_null(find(f->m, "usb_control_msg_send", 0, 0));
	assert_null(find(f->m, "usb_control_msg_recv", 0, 0));
	assert_null(find(f->m, "spi_write_then_read", 0, 0));
}

static const char vendor_wrappers[] = "- function: foo_map\n"
				      "  role: map\n"
				      "  family: single\n"
				      "  args: {dev: 0, cpu: 1, size: 2}\n"
				      "  constants: {dir: DMA_TO_DEVICE}\n"
				      "  returns: dma\n"
				      "  memory: buffer\n"
				      "  error_test: dma_mapping_error\n"
				      "  pairs: [foo_unmap, dma_unmap_single]\n"
				      "  flags: other_dev\n"
				      "- function: foo_unmap\n"
				      "  role: unmap\n"
				      "  args: {dev: 0, dma: 1, size: 0x2}\n";

static void test_vendor_adds(void **state)
{
	struct fixture *f = *state;
	struct model *m = load_with(f, vendor_wrappers);
	const struct model_row *row = get(m, "foo_map");

	assert_int_equal(row->constant[ARG_DIR], 1);
	assert_int_equal(row->flags, MODEL_OTHER_DEV);
	assert_string_equal(row->file, f->vendor);
	assert_int_equal(row->line, 1);
	assert_true(model_pairs(row, get(m, "foo_unmap")));
	assert_int_equal(get(m, "foo_unmap")->arg[ARG_SIZE], 2);
	get(m, "dma_map_single");
	model_destroy(m);
}

static void test_vendor_replaces(void **state)
{
	struct fixture *f = *state;
	struct model *m = load_with(f, "- function: ioremap\n"
				       "  role: iomap\n"
				       "  args: {phys: 1, size: 2}\n"
				       "  returns: pointer\n"
				       "  memory: io\n"
				       "  type: wc\n");

	/* not only the row of one architecture */
	assert_int_equal(find(m, "ioremap", 0, ARCH_X86)->type, MEMTYPE_WC);
	assert_int_equal(find(m, "ioremap", 0, ARCH_ARM64)->type, MEMTYPE_WC);
	assert_int_equal(get(m, "ioremap")->arg[ARG_PHYS], 1);
	model_destroy(m);
}

static void test_vendor_removes(void **state)
{
	struct fixture *f = *state;
	struct model *m = load_with(f, "- function: sg_init_one\n"
				       "  also: sg_set_buf\n"
				       "  role: none\n");

	assert_null(find(m, "sg_init_one", 0, 0));
	assert_null(find(m, "sg_set_buf", 0, 0));
	model_destroy(m);
}

static void test_vendor_versions(void **state)
{
	struct fixture *f = *state;
	struct model *m = load_with(f, "- function: foo_ioremap\n"
				       "  role: iomap\n"
				       "  args: {phys: 0}\n"
				       "  returns: pointer\n"
				       "  memory: io\n"
				       "  until: 5.10\n"
				       "- function: foo_ioremap\n"
				       "  role: iomap\n"
				       "  args: {phys: 1}\n"
				       "  returns: pointer\n"
				       "  memory: io\n"
				       "  since: 5.10\n");
	const struct model_row *row;

	row = find(m, "foo_ioremap", MODEL_VERSION(5, 4, 0), 0);
	assert_int_equal(row->arg[ARG_PHYS], 0);
	row = find(m, "foo_ioremap", MODEL_VERSION(5, 10, 0), 0);
	assert_int_equal(row->arg[ARG_PHYS], 1);
	model_destroy(m);
}

static void test_two_vendors(void **state)
{
	struct fixture *f = *state;
	autofree char *second = xasprintf("%s/second.yaml", f->dir);
	const char *files[] = {f->vendor, second};
	struct model *m = NULL;
	struct dm_error *err;

	write_text(f->vendor, vendor_wrappers);
	write_text(second, "- function: foo_map\n"
			   "  role: none\n");
	err = model_load(BUILT_IN, files, 2, &m);
	assert_null(err);
	assert_null(find(m, "foo_map", 0, 0));
	get(m, "foo_unmap");
	model_destroy(m);
}

static void test_vendor_mistakes(void **state)
{
	struct fixture *f = *state;

	assert_load_fails(f, "- function: foo\n  role: none\n",
			  "vendor.yaml:1:13: 'foo' is not in the model");
	assert_load_fails(f, "- function: foo\n  role: mapp\n",
			  "vendor.yaml:2:9: unknown role 'mapp'");
}

static void test_folder_mistakes(void **state)
{
	static const char row[] = "- function: foo\n"
				  "  role: set_mask\n"
				  "  args: {dev: 0, mask: 1}\n"
				  "  returns: errno\n";
	struct fixture *f = *state;
	autofree char *dir = xasprintf("%s/folder", f->dir);
	autofree char *a = xasprintf("%s/a.yaml", dir);
	autofree char *b = xasprintf("%s/b.yaml", dir);
	struct model *m = NULL;
	struct dm_error *err;

	err = model_load(dir, NULL, 0, &m);
	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_IO);
	dm_error_destroy(err);
	err = file_make_dirs(dir);
	assert_null(err);
	err = model_load(dir, NULL, 0, &m);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "no model files"));
	dm_error_destroy(err);
	write_text(a, row);
	write_text(b, row);
	/* two files of the folder are one layer: nothing is replaced */
	err = model_load(dir, NULL, 0, &m);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "b.yaml:1:13: 'foo' has a row"));
	assert_non_null(strstr(err->message, "a.yaml:1"));
	dm_error_destroy(err);
	assert_null(m);
}

static void test_versions(void **state)
{
	static const struct {
		const char *text;
		model_version version; /* 0: is none */
	} cases[] = {
		{"6.1", MODEL_VERSION(6, 1, 0)},
		{"6.1.192", MODEL_VERSION(6, 1, 192)},
		{"6.12-rc1", MODEL_VERSION(6, 12, 0)},
		{"6.1.0-18-amd64", MODEL_VERSION(6, 1, 0)},
		{"6.12.0+", MODEL_VERSION(6, 12, 0)},
		{"4.9.337", MODEL_VERSION(4, 9, 255)},
		{"6", 0},
		{"", 0},
		{"6.", 0},
		{".6", 0},
		{"6.x", 0},
		{"6.1.", 0},
		{"6.1x", 0},
		{"0.9", 0},
		{"1000.1", 0},
		{"6.300", 0},
		{"-6.1", 0},
		{"6.1.2.3", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		model_version v = 0;

		assert_int_equal(model_version_parse(cases[i].text, &v),
				 cases[i].version != 0);
		assert_int_equal(v, cases[i].version);
	}
}

static void test_version_texts(void **state)
{
	autofree char *open = model_version_print(0);
	autofree char *two = model_version_print(MODEL_VERSION(6, 1, 0));
	autofree char *three = model_version_print(MODEL_VERSION(6, 12, 7));

	assert_string_equal(open, "");
	assert_string_equal(two, "6.1");
	assert_string_equal(three, "6.12.7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_have_names),
		cmocka_unit_test(test_streaming_row),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_context_selects),
		cmocka_unit_test(test_open_context_takes_newest),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_shipped_rows),
		cmocka_unit_test(test_vendor_adds),
		cmocka_unit_test(test_vendor_replaces),
		cmocka_unit_test(test_vendor_removes),
		cmocka_unit_test(test_vendor_versions),
		cmocka_unit_test(test_two_vendors),
		cmocka_unit_test(test_vendor_mistakes),
		cmocka_unit_test(test_folder_mistakes),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_version_texts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
