// SPDX-License-Identifier: GPL-2.0-or-later
/* Facts written and read back, and everything that must not be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "facts/facts.h"
#include "facts/facts_io.h"
#include "facts/layout.h"
#include "facts/validate.h"
#include "random_facts.h"

static void assert_no_error(struct dm_error *err)
{
	if (err)
		fail_msg("%s", err->message);
}

static void assert_same(const struct facts *a, const struct facts *b)
{
	struct strbuf x = {}, y = {};

	assert_string_equal(a->file, b->file);
	assert_string_equal(a->directory, b->directory);
	assert_int_equal(a->strings_len, b->strings_len);
	for (size_t i = 0; i < FACTS_N_ARRAYS; i++)
		assert_int_equal(facts_array_vec(a, &facts_arrays[i])->n,
				 facts_array_vec(b, &facts_arrays[i])->n);
	facts_encode(a, &x);
	facts_encode(b, &y);
	assert_int_equal(x.len, y.len);
	assert_memory_equal(x.s, y.s, x.len);
	strbuf_deinit(&x);
	strbuf_deinit(&y);
}

static struct facts *write_and_read(const struct facts *f)
{
	struct facts *ret;
	void *data;
	size_t len;

	assert_no_error(facts_write(f, &data, &len));
	assert_no_error(facts_read(data, len, &ret));
	free(data);
	return ret;
}

static void test_empty(void **state)
{
	struct facts *f = facts_create("", "/");
	struct facts *back = write_and_read(f);

	assert_same(f, back);
	facts_destroy(f);
	facts_destroy(back);
}

static void test_random(void **state)
{
	for (unsigned int seed = 0; seed < 300; seed++) {
		struct facts *f = random_facts(seed, seed);
		struct facts *back = write_and_read(f);

		assert_same(f, back);
		facts_destroy(f);
		facts_destroy(back);
	}
}

/* Columns by themselves: each member of each element survives. */
static void test_every_member(void **state)
{
	struct facts *f = random_facts(7, 400);
	struct facts *back = write_and_read(f);

	assert_true(f->funcs.n > 1 && f->inits.n > 1 && f->cases.n > 1);
	for (size_t i = 0; i < f->types.n; i++) {
		const struct fact_type *a = &f->types.v[i];
		const struct fact_type *b = &back->types.v[i];

		assert_true(a->kind == b->kind && a->flags == b->flags &&
			    a->align == b->align && a->name == b->name &&
			    a->record == b->record && a->target == b->target &&
			    a->size == b->size && a->count == b->count &&
			    a->field0 == b->field0 &&
			    a->n_fields == b->n_fields);
	}
	for (size_t i = 0; i < f->ops.n; i++) {
		const struct fact_op *a = &f->ops.v[i], *b = &back->ops.v[i];

		assert_true(a->kind == b->kind && a->flags == b->flags &&
			    a->dst == b->dst && a->src == b->src &&
			    a->arg0 == b->arg0 && a->n_args == b->n_args &&
			    a->span == b->span && a->macro == b->macro);
	}
	/* All others have no padding, or the same as after a zeroing. */
	assert_memory_equal(f->cases.v + 1, back->cases.v + 1, 20);
	assert_memory_equal(f->args.v, back->args.v,
			    f->args.n * sizeof(*f->args.v));
	assert_memory_equal(f->inits.v, back->inits.v,
			    f->inits.n * sizeof(*f->inits.v));
	assert_memory_equal(f->spans.v, back->spans.v,
			    f->spans.n * sizeof(*f->spans.v));
	facts_destroy(f);
	facts_destroy(back);
}

/* Every member is in a column: no byte but padding is left out. */
static void test_columns_cover(void **state)
{
	for (size_t i = 0; i < FACTS_N_ARRAYS; i++) {
		const struct facts_array *a = &facts_arrays[i];
		size_t end = 0;

		for (size_t k = 0; k < a->n_columns; k++) {
			size_t gap = a->columns[k].offset - end;

			assert_true(gap < a->columns[k].size);
			end = a->columns[k].offset + a->columns[k].size;
		}
		assert_true(a->size - end < 8);
	}
}

static void test_same_bytes(void **state)
{
	struct facts *f = random_facts(3, 100), *g = random_facts(3, 100);
	void *a, *b;
	size_t a_len, b_len;

	assert_no_error(facts_write(f, &a, &a_len));
	assert_no_error(facts_write(g, &b, &b_len));
	assert_int_equal(a_len, b_len);
	assert_memory_equal(a, b, a_len);
	free(a);
	free(b);
	facts_destroy(f);
	facts_destroy(g);
}

static void assert_refused(const void *data, size_t len, const char *why)
{
	struct facts *f = NULL;
	struct dm_error *err = facts_read(data, len, &f);

	assert_non_null(err);
	assert_null(f);
	assert_int_equal(err->code, DM_ERR_INPUT);
	if (why && !strstr(err->message, why))
		fail_msg("'%s' does not say '%s'", err->message, why);
	dm_error_destroy(err);
}

static void test_damaged(void **state)
{
	struct facts *f = random_facts(5, 60);
	char *data;
	size_t len;

	assert_no_error(facts_write(f, (void **)&data, &len));
	for (size_t i = 0; i < len; i++) {
		/* A copy of the exact size: reads beyond it are seen. */
		autofree char *copy = xmalloc(len);

		memcpy(copy, data, len);
		copy[i] ^= 1 << i % 8;
		assert_refused(copy, len, NULL);
	}
	for (size_t i = 0; i < len; i++) {
		autofree char *copy = xmalloc(i);

		memcpy(copy, data, i);
		assert_refused(copy, i, NULL);
	}
	free(data);
	facts_destroy(f);
}

static void test_other_version(void **state)
{
	struct facts *f = random_facts(5, 60);
	struct facts_header *header;
	size_t len;

	assert_no_error(facts_write(f, (void **)&header, &len));
	header->format++;
	assert_refused(header, len, "another version");
	header->format--;
	header->order = __builtin_bswap32(header->order);
	assert_refused(header, len, "another version");
	assert_refused("some text that is longer than a header is", 40,
		       "not a file of facts");
	free(header);
	facts_destroy(f);
}

/* The checksum is right, the size it announces is not taken. */
static void test_huge(void **state)
{
	const size_t at = offsetof(struct facts_header, raw_len);
	struct facts *f = random_facts(5, 60);
	struct facts_header *header;
	size_t len;

	assert_no_error(facts_write(f, (void **)&header, &len));
	header->raw_len = FACTS_RAW_MAX + 1;
	header->check = hash_bytes((char *)header + at, len - at);
	assert_refused(header, len, "larger than");
	header->raw_len = FACTS_RAW_MAX;
	header->check = hash_bytes((char *)header + at, len - at);
	assert_refused(header, len, "decompress");
	free(header);
	facts_destroy(f);
}

static struct facts *sound_facts(void)
{
	struct facts *f = facts_create("a.c", "/");
	unsigned int seed = 1;

	facts_str_add(f, "main");
	random_types(f, &seed, 40);
	random_spans(f, &seed, 40);
	random_symbols(f, &seed, 40);
	random_exprs(f, &seed, 400);
	while (f->funcs.n < 8)
		random_func(f, &seed);
	vec_push(&f->inits, ((struct fact_init){1, 1, 1}));
	assert_no_error(facts_validate(f));
	return f;
}

/* Reading spoilt facts ends in an error that says @what. Takes @f. */
static void assert_fault(struct facts *f, const char *what)
{
	struct strbuf raw = {};
	struct facts *back = NULL;
	struct dm_error *err;

	facts_encode(f, &raw);
	err = facts_decode(raw.s, raw.len, &back);
	if (!err || !strstr(err->message, what))
		fail_msg("'%s' is not '%s'", err ? err->message : "success",
			 what);
	assert_null(back);
	dm_error_destroy(err);
	strbuf_deinit(&raw);
	facts_destroy(f);
}

/* Spoil one thing in sound facts f, and see it named. */
#define FAULT(what, ...)                         \
	do {                                     \
		struct facts *f = sound_facts(); \
                                                 \
		__VA_ARGS__;                     \
		assert_fault(f, what);           \
	} while (0)

static struct fact_expr *expr_of_kind(struct facts *f, enum expr_kind kind)
{
	for (size_t i = 1; i < f->exprs.n; i++)
		if (f->exprs.v[i].kind == kind)
			return &f->exprs.v[i];
	fail_msg("no expression of kind %d", kind);
	return NULL;
}

static struct fact_type *type_of_kind(struct facts *f, enum type_kind kind)
{
	for (size_t i = f->types.n - 1; i; i--)
		if (f->types.v[i].kind == kind &&
		    (kind != TYPE_RECORD || f->types.v[i].n_fields > 1))
			return &f->types.v[i];
	fail_msg("no type of kind %d", kind);
	return NULL;
}

static void test_bad_strings(void **state)
{
	FAULT("strings: bad end", f->strings[0] = 'x');
	FAULT("strings: bad end", f->strings[f->strings_len - 1] = 'x');
	FAULT("strings: bad length", f->strings_len = 0);
	FAULT("type 1: bad name", f->types.v[1].name = f->strings_len);
	FAULT("type 1: bad name", f->types.v[1].name = 2);
	FAULT("span 1: bad name", f->spans.v[1].file = f->strings_len);
	FAULT("expression 1: bad string", f->exprs.v[1].str = UINT32_MAX);
	FAULT("operation 1: bad macro", f->ops.v[1].macro = UINT32_MAX);
	FAULT("function 1: bad name", f->funcs.v[1].name = UINT32_MAX);
}

static void test_bad_fillers(void **state)
{
	FAULT("args: bad first element", f->args.v[0] = 1);
	FAULT("types: bad first element", f->types.v[0].size = 1);
	FAULT("inits: bad first element", f->inits.n = 0);
}

static void test_bad_types(void **state)
{
	FAULT("type 1: bad kind", f->types.v[1].kind = TYPE_FUNCTION + 1);
	FAULT("type 1: bad kind", f->types.v[1].flags = 64);
	FAULT("type 1: bad target", f->types.v[1].target = f->types.n);
	FAULT("type 1: bad size", f->types.v[1].size = UINT64_C(1) << 61);
	FAULT("fields", type_of_kind(f, TYPE_RECORD)->n_fields = UINT32_MAX);
	FAULT("fields", type_of_kind(f, TYPE_INT)->n_fields = 1);
	FAULT("field 1: bad type", f->fields.v[1].type = f->types.n);
	FAULT("field 1: bad offset",
	      f->fields.v[1].bit_offset = UINT64_MAX - 1);
	FAULT("bad count", {
		struct fact_type *t = type_of_kind(f, TYPE_ARRAY);

		f->types.v[t->target].size = 1 << 20;
		t->count = UINT64_C(1) << 50;
	});
}

static type_id id_of(const struct facts *f, const struct fact_type *t)
{
	return t - f->types.v;
}

static void test_types_without_end(void **state)
{
	FAULT("leads to itself", {
		struct fact_type *t = type_of_kind(f, TYPE_POINTER);

		t->target = id_of(f, t);
	});
	FAULT("contains itself", {
		struct fact_type *t = type_of_kind(f, TYPE_RECORD);

		t->target = 0;
		f->fields.v[t->field0 + 1].type = id_of(f, t);
	});
	FAULT("contains itself", {
		/* The same record under another name. */
		struct fact_type *t = type_of_kind(f, TYPE_RECORD);
		struct fact_type *u = type_of_kind(f, TYPE_INT);

		*u = *t;
		u->target = 0;
		f->fields.v[t->field0 + 1].type = id_of(f, u);
	});
	FAULT("shares a part of its fields", {
		struct fact_type *t = type_of_kind(f, TYPE_RECORD);
		struct fact_type *u = type_of_kind(f, TYPE_INT);

		*u = *t;
		u->field0++;
		u->n_fields--;
	});
}

static void test_deep_types(void **state)
{
	FAULT(
		"is nested too deep",
		for (int i = 0; i < 2 * (int)FACTS_TYPE_DEPTH_MAX; i++) {
			struct fact_type *t = vec_add(&f->types);

			t->kind = TYPE_ARRAY;
			t->count = 1;
			t->target = i ? id_of(f, t) - 1 : 0;
			if (i == 2 * (int)FACTS_TYPE_DEPTH_MAX - 1)
				f->types.v[1] = *t;
		});
}

static void test_bad_symbols(void **state)
{
	FAULT("symbol 1: bad type", f->symbols.v[1].type = f->types.n);
	FAULT("symbol 1: bad function", f->symbols.v[1].func = f->funcs.n);
	FAULT("bad storage", f->symbols.v[1].storage = SYMBOL_EXTERN + 1);
	FAULT("symbol 1: bad span", f->symbols.v[1].span = f->spans.n);
	FAULT("symbol 1: bad name", f->symbols.v[1].cleanup = UINT32_MAX);
}

static void test_bad_exprs(void **state)
{
	FAULT("expression 1: bad kind", f->exprs.v[1].kind = EXPR_NONE);
	FAULT("expression 1: bad kind", f->exprs.v[1].kind = EXPR_OPAQUE + 1);
	FAULT("expression 1: bad type", f->exprs.v[1].type = f->types.n);
	FAULT("bad operator", expr_of_kind(f, EXPR_UNARY)->oper = OPER_ADD);
	FAULT("bad operator", expr_of_kind(f, EXPR_BINARY)->oper = OPER_NEG);
	FAULT("bad operator", expr_of_kind(f, EXPR_BINARY)->oper = OPER_GE + 1);
	FAULT("bad operator", expr_of_kind(f, EXPR_CONST)->oper = OPER_ADD);
	FAULT("bad operand", expr_of_kind(f, EXPR_DEREF)->a = 0);
	FAULT("bad operand", expr_of_kind(f, EXPR_INDEX)->b = 0);
	FAULT("bad operand", expr_of_kind(f, EXPR_CONST)->a = 1);
	FAULT("bad operand", expr_of_kind(f, EXPR_DEREF)->b = 1);
	FAULT("bad symbol", expr_of_kind(f, EXPR_SYMBOL)->ref = 0);
	FAULT("bad symbol", expr_of_kind(f, EXPR_SYMBOL)->ref = f->symbols.n);
	FAULT("bad number", expr_of_kind(f, EXPR_TEMP)->value = -1);
	FAULT("bad operand", {
		struct fact_expr *e = expr_of_kind(f, EXPR_DEREF);

		e->a = e - f->exprs.v;
	});
}

static void test_deep_exprs(void **state)
{
	FAULT(
		"bad depth",
		for (unsigned int i = 0; i <= FACTS_EXPR_DEPTH_MAX; i++) {
			struct fact_expr e = {.kind = EXPR_DEREF,
					      .a = f->exprs.n - 1};

			vec_push(&f->exprs, e);
		});
}

static void test_bad_ops(void **state)
{
	FAULT("operation 1: bad kind", f->ops.v[1].kind = OP_END + 1);
	FAULT("operation 1: bad kind", f->ops.v[1].flags = 32);
	FAULT("operation 1: bad operand", f->ops.v[1].dst = f->exprs.n);
	FAULT("operation 1: bad operand", f->ops.v[1].src = f->exprs.n);
	FAULT("operation 1: bad operand",
	      (f->ops.v[1].kind = OP_LOAD, f->ops.v[1].src = 0));
	FAULT("operation 1: bad argument", f->ops.v[1].n_args = f->args.n);
	FAULT("operation 1: bad argument",
	      (f->ops.v[1].arg0 = UINT32_MAX, f->ops.v[1].n_args = 2));
	FAULT("operation 1: bad argument",
	      (f->ops.v[1].arg0 = 0, f->ops.v[1].n_args = 1));
	FAULT("operation 1: bad span", f->ops.v[1].span = f->spans.n);
	FAULT("argument 1: bad expression", f->args.v[1] = f->exprs.n);
	/* Arguments of two operations in common. */
	FAULT("operation 2: bad argument", {
		f->ops.v[1].arg0 = f->ops.v[2].arg0 = 1;
		f->ops.v[1].n_args = f->ops.v[2].n_args = 1;
	});
}

static void test_bad_blocks(void **state)
{
	FAULT("bad terminator", f->blocks.v[1].term = TERM_COMPUTED + 1);
	FAULT("block 1: bad operation", f->blocks.v[1].n_ops = f->ops.n);
	FAULT("block 1: bad case", f->blocks.v[1].n_cases = f->cases.n);
	FAULT("block 1: bad condition", f->blocks.v[1].cond = f->exprs.n);
	FAULT("block 1: bad span", f->blocks.v[1].span = f->spans.n);
	FAULT("case 1: bad target", f->cases.v[1].target = f->blocks.n);
}

static void test_bad_funcs(void **state)
{
	FAULT("function 1: bad flags", f->funcs.v[1].flags = 64);
	FAULT("function 1: bad type", f->funcs.v[1].ret = f->types.n);
	FAULT("function 1: bad span", f->funcs.v[1].span = f->spans.n);
	FAULT("function 1: bad block", f->funcs.v[1].n_blocks = 0);
	FAULT("function 1: bad block", f->funcs.v[1].n_blocks = UINT32_MAX);
	FAULT("function 2: bad block",
	      f->funcs.v[2].block0 = f->funcs.v[1].block0);
	FAULT("bad number of temporaries", f->funcs.v[1].n_temps = 0);
	FAULT("bad parameter", f->funcs.v[1].n_params = f->symbols.n);
	FAULT("bad parameter",
	      (f->funcs.v[1].param0 = 1, f->funcs.v[1].n_params = 1));
	/* A target in another function. */
	FAULT("function 1: bad target", {
		f->blocks.v[1].term = TERM_JUMP;
		f->blocks.v[1].target[0] = f->funcs.v[2].block0;
	});
	FAULT("function 1: bad target", {
		f->blocks.v[1].term = TERM_JUMP;
		f->blocks.v[1].target[0] = 0;
	});
	FAULT("function 1: bad target", {
		f->blocks.v[1].term = TERM_BRANCH;
		f->blocks.v[1].target[0] = 1;
		f->blocks.v[1].target[1] = 0;
	});
	FAULT("function 1: bad target", {
		f->blocks.v[1].term = TERM_RETURN;
		f->blocks.v[1].target[1] = f->blocks.n - 1;
	});
}

static void test_bad_inits(void **state)
{
	FAULT("initialiser 1: bad expr", f->inits.v[1].place = f->exprs.n);
	FAULT("initialiser 1: bad expr", f->inits.v[1].value = f->exprs.n);
	FAULT("initialiser 1: bad span", f->inits.v[1].span = f->spans.n);
}

static void test_write_checks(void **state)
{
	struct facts *f = random_facts(1, 50);
	struct dm_error *err;
	void *data;
	size_t len;

	f->exprs.v[1].type = f->types.n;
	err = facts_write(f, &data, &len);
	assert_non_null(err);
	assert_int_equal(err->code, DM_ERR_INTERNAL);
	assert_non_null(strstr(err->message, "drivers/net/foo.c"));
	dm_error_destroy(err);
	facts_destroy(f);
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void test_speed(void **state)
{
	struct facts *f = random_facts(11, 60000), *back;
	double start = seconds(), wrote, read;
	void *data;
	size_t len;

	assert_no_error(facts_write(f, &data, &len));
	wrote = seconds();
	assert_no_error(facts_read(data, len, &back));
	read = seconds();
	print_message("# %zu expressions, %zu operations: %zu bytes, written "
		      "in %.1f ms, read in %.1f ms\n",
		      (size_t)f->exprs.n, (size_t)f->ops.n, len,
		      (wrote - start) * 1e3, (read - wrote) * 1e3);
	free(data);
	facts_destroy(f);
	facts_destroy(back);
}

/* DMALIAS_SEEDS=FOLDER: leave a few there for tests/fuzz/fuzz_facts.c. */
static void write_seeds(const char *dir)
{
	static const uint32_t sizes[] = {0, 3, 8, 30};

	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		struct facts *f = random_facts(i, sizes[i / 2]);
		autofree char *path = xasprintf("%s/random-%u", dir, i);
		struct strbuf seed = {};
		autofree void *data = NULL;
		size_t len;

		/* The first byte chooses the layer: see fuzz_facts.c. */
		strbuf_addc(&seed, i % 2);
		if (i % 2) {
			facts_encode(f, &seed);
		} else {
			assert_no_error(facts_write(f, &data, &len));
			strbuf_add(&seed, data, len);
		}
		assert_no_error(file_write_atomic(path, seed.s, seed.len));
		strbuf_deinit(&seed);
		facts_destroy(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_every_member),
		cmocka_unit_test(test_columns_cover),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_bad_strings),
		cmocka_unit_test(test_bad_fillers),
		cmocka_unit_test(test_bad_types),
		cmocka_unit_test(test_types_without_end),
		cmocka_unit_test(test_deep_types),
		cmocka_unit_test(test_bad_symbols),
		cmocka_unit_test(test_bad_exprs),
		cmocka_unit_test(test_deep_exprs),
		cmocka_unit_test(test_bad_ops),
		cmocka_unit_test(test_bad_blocks),
		cmocka_unit_test(test_bad_funcs),
		cmocka_unit_test(test_bad_inits),
		cmocka_unit_test(test_write_checks),
		cmocka_unit_test(test_speed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (getenv("DMALIAS_SEEDS"))
		write_seeds(getenv("DMALIAS_SEEDS"));
	return cmocka_run_group_tests_name("facts_io", tests, NULL, NULL);
}
