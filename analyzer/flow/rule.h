/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DMALIAS_FLOW_RULE_H
#define DMALIAS_FLOW_RULE_H

#include <stdbool.h>

#include "facts/facts.h"
#include "findings/finding.h"
#include "flow/field/field.h"
#include "flow/module/module.h"
#include "flow/path/value.h"
#include "model/model.h"

/*
 * The seam between the walk and the rules. A rule is a struct flow_rule: the
 * events it wants. It asks the walk what is known at the point of the event
 * and returns findings; it keeps no state of its own. What a called function
 * of the module does reaches the rule as if the caller did it, with the
 * caller's values, at the callee's operation.
 */
struct flow;
struct flow_end;
struct devicetree;

enum flow_object_flags {
	OBJECT_TESTED = 1, /* its error test was made on this path */
	OBJECT_COMPARED = 2, /* compared with 0 instead */
	OBJECT_UNDONE = 4, /* unmapped or freed on this path, see @undone */
	OBJECT_STORED = 8, /* written to memory other functions see */
	OBJECT_PASSED = 16, /* given to a function that is not modelled */
	OBJECT_RETURNED = 32,
	OBJECT_OUT = 64, /* stored through a pointer without a field */
	OBJECT_LOST = 128, /* more stores or passes than are kept */
	OBJECT_UNSURE = 512, /* live, unless somebody who found it in memory
			      * undid it: it was given the time, or something
			      * of that name was undone */
	OBJECT_HIDDEN = 1024, /* made by a called function, which did not hand
			       * it back: whoever has the memory, or the
			       * record, may know a way to it */
	OBJECT_AWAY = 2048, /* unsure, and not only because a function of the
			     * module was called of which too little is known */
	OBJECT_SPARED = 4096, /* a function of the module was called that undoes
			       * it on some path, and did not on this one */
	OBJECT_FOREIGN = 256, /* made elsewhere: known by what was done to it
			       * on this path; @row and @op are those of the
			       * first such call */
};

/* Who may touch the memory of a streaming mapping now. */
enum flow_owner {
	OWNER_UNKNOWN, /* foreign, and nothing told yet */
	OWNER_DEVICE, /* mapped, or synced for the device */
	OWNER_CPU, /* synced for the CPU, or unmapped */
};

#define OBJECT_STORES 3
#define OBJECT_PASSES 3

/*
 * What a modelled call made: a mapping, an allocation, a changed attribute.
 * Identity is @value: the DMA address, the pointer, the mapped count, or, for
 * an attribute, the memory.
 */
struct flow_object {
	const struct model_row *row;
	op_id op; /* the call */
	op_id via; /* the call of the walked function that led there, or 0 */
	value_id value;
	value_id dma; /* DMA address of a coherent allocation */
	value_id result; /* of the call */
	value_id args[ARG_NR];
	unsigned int flags; /* enum flow_object_flags */
	uint8_t owner; /* enum flow_owner */
	op_id synced; /* last sync for either, or 0 */
	op_id undone; /* call that undid it, or 0 */
	op_id undone_via; /* the call of the walked function that led there */
	op_id used; /* first use without a test, or 0 */
	expr_id stores[OBJECT_STORES]; /* places that hold it */
	str_id passes[OBJECT_PASSES]; /* functions that it was given to */
	uint32_t turn; /* made in this turn of the loop around the call */
};

/* A modelled call, before it takes effect. */
struct flow_call {
	const struct model_row *row;
	op_id op;
	op_id via; /* the call of the walked function that led there, or 0 */
	value_id args[ARG_NR]; /* 0: the call has no such argument */
	expr_id exprs[ARG_NR]; /* as written; 0 for constants of the row */
	value_id result;
	/* the live object made on this path that it acts on, or NULL */
	const struct flow_object *object;
	/* the same, or what is known of one that is foreign or undone */
	const struct flow_object *prior;
	bool maybe; /* on some only of the paths that are walked as one: rules
		     * are not told of such a call */
};

/* Memory behind a pointer, or a field of a variable, is read or written; of
 * any pointer, so a rule has to look whose memory it is. */
struct flow_access {
	op_id op;
	value_id address;
	op_id via;
	bool write;
	bool maybe; /* a called function does it on some of its paths */
	const struct flow_object *object; /* into whose memory, or NULL */
	/* the streaming mapping of that memory: live, foreign or undone (see
	 * its flags and owner); or NULL */
	const struct flow_object *mapping;
};

enum flow_pending_kind {
	PENDING_READ,
	PENDING_WRITE,
	PENDING_TAKEN, /* the CPU took the buffer of a DMA address */
};

/*
 * An access of this path that is right or wrong by what comes after it: to
 * memory in or behind a field, of which no mapping was seen on the path; or to
 * memory that was mapped on the path and is the device's.
 */
struct flow_pending {
	op_id op; /* of PENDING_TAKEN the unmap or sync */
	op_id via;
	value_id address; /* the DMA address for PENDING_TAKEN */
	value_id mapping; /* identity of the live mapping; 0: not seen */
	uint32_t kind; /* enum flow_pending_kind; no padding: compared as
			* bytes */
};

/* The fields that hold the DMA address and the pointer of one buffer. */
struct flow_pair {
	const char *dma, *cpu;
};

/* A value is stored, before it takes effect; op: OP_ASSIGN. Told in the
 * function that stores, not again in its callers. */
struct flow_assign {
	op_id op;
	value_id address, value;
};

struct memory_use;

struct flow_rule {
	void (*call)(struct flow *f, const struct flow_call *call);
	void (*access)(struct flow *f, const struct flow_access *access);
	void (*assign)(struct flow *f, const struct flow_assign *assign);
	/* a value goes to a register or to a function that is not known, by
	 * this operation or by one in what it calls */
	void (*use)(struct flow *f, value_id value);
	/* a path ends (returns) while the object is known and not undone */
	void (*object_end)(struct flow *f, const struct flow_object *object);
	/* a path ends */
	void (*path_end)(struct flow *f);
	/*
	 * Once for every function of the module, walked or not, before its
	 * walk: for what the operations tell without a path. No value or
	 * state may be asked for.
	 */
	void (*look)(struct flow *f);
	/* once, when all functions of the module were walked */
	void (*module_end)(struct flow_end *end);
	/* then, for each call of the module that maps memory once more or
	 * changes its type (origin/origin.h) */
	void (*memory_use)(struct flow_end *end, const struct memory_use *use);
};

/* Every rule with a check.c; made by the build out of the rule folders. */
struct rule_entry {
	const struct rule_info *info;
	const struct flow_rule *rule;
};

extern const struct rule_entry rule_entries[];
extern const size_t n_rule_entries;

const struct facts *flow_facts(const struct flow *f);
const struct module *flow_module_of(const struct flow *f);
/* The function that is walked or looked at. */
func_id flow_func(const struct flow *f);
/* Its operations: all ids from @first up to, and without, @end. */
void flow_ops(const struct flow *f, op_id *first, op_id *end);
/*
 * Whether paths that end in the walked function end there for good: the kernel
 * calls it, or nobody that is known. Of any other function the callers go on
 * with the objects it leaves, and tell of their end.
 */
bool flow_is_root(const struct flow *f);
/* The operation that the walk is at. */
op_id flow_at(const struct flow *f);
/* The model's row of a call, or NULL. */
const struct model_row *flow_row(const struct flow *f, op_id op);
/* The model's row of a slot, "record.field", of a table or request; or NULL. */
const struct model_row *flow_slot(const struct flow *f, str_id record,
				  str_id field);
const struct model *flow_model(const struct flow *f);
/* The kernel and architecture that the module is for. */
const struct model_context *flow_context(const struct flow *f);
const struct values *flow_values(const struct flow *f);

/* Objects that were made on this path and live at this point. */
size_t flow_n_objects(const struct flow *f);
const struct flow_object *flow_object(const struct flow *f, size_t i);

/* Objects that were undone on this path, or are known by what was done to them
 * here (OBJECT_FOREIGN); oldest first. */
size_t flow_n_past(const struct flow *f);
const struct flow_object *flow_past(const struct flow *f, size_t i);

/*
 * Whether the object was made in this turn of the loops around: what a loop
 * does to the objects of its other turns is not told apart.
 */
bool flow_this_turn(const struct flow *f, const struct flow_object *o);

/* Whether a function of the module undoes the object on some path, as far as
 * the names of fields tell. */
bool flow_may_undo(const struct flow *f, func_id func,
		   const struct flow_object *o);

/*
 * At the end of a path: whether the function undoes the object under a
 * condition, and the path may have come by where that does not hold.
 */
bool flow_undo_is_optional(const struct flow *f, const struct flow_object *o);

/* Whether an operation is the first of its block: paths meet before it. */
bool flow_starts_block(const struct flow *f, op_id op);

/* Whether a loop of the walked function is around one of its operations. */
bool flow_in_loop(const struct flow *f, op_id op);

/* The object whose identity, or DMA address, is @value; or NULL. */
const struct flow_object *flow_find(const struct flow *f, value_id value);

/* The mapping or allocation whose DMA address a value is an offset to, or the
 * frame number of; or NULL. */
const struct flow_object *flow_find_handle(const struct flow *f,
					   value_id value);

/* The object into whose memory address @value points, or NULL. */
const struct flow_object *flow_find_memory(const struct flow *f,
					   value_id value);

/*
 * Accesses of this path since their buffer was last mapped or handed over, as
 * far as that is known; at a call: before it takes effect.
 */
size_t flow_n_pending(const struct flow *f);
const struct flow_pending *flow_pending(const struct flow *f, size_t i);

/* The first of a kind that is about a live mapping, or NULL. */
const struct flow_pending *flow_pending_of(const struct flow *f,
					   const struct flow_object *mapping,
					   enum flow_pending_kind kind);

/*
 * flow_pair() - whether @address lies in the buffer whose DMA address is @dma,
 * if the module keeps the two together.
 * @ret: the fields, by which the module states evidence "pair:DMA:CPU" where
 * it maps into them; valid as flow_text()
 * Return: false when they are not of one object, or of different elements.
 */
bool flow_pair(struct flow *f, value_id dma, value_id address,
	       struct flow_pair *ret);

/* Whether the CPU has taken the buffer on this path, and not given it back. */
bool flow_is_taken(const struct flow *f, value_id dma);
/* The same, for memory that is kept beside the DMA address. */
bool flow_is_taken_at(struct flow *f, value_id address);

/* Whether the CPU has written, not mapping it on this path, to the buffer of a
 * DMA address. */
bool flow_is_written(struct flow *f, value_id dma);

/* Whether @address lies in memory that scatterlist @sg lists. */
bool flow_in_scatterlist(const struct flow *f, value_id sg, value_id address);

/* Whether a call cannot be for the device of its object: one of them is NULL,
 * or the other's parent, or they lie in records of two kinds. */
bool flow_device_differs(struct flow *f, const struct flow_call *call);

bool flow_known_nonzero(const struct flow *f, value_id value);
/* Whether nothing is known that keeps a value from being less than 0. */
bool flow_may_be_negative(const struct flow *f, value_id value);

/* Whether an undoing call gets what, on this path, is known to have failed:
 * a mapping whose error test said so, a NULL from an allocation. */
bool flow_undoes_failed(struct flow *f, const struct flow_call *call);

/* Whether the path knows that two values are equal. */
bool flow_known_equal(struct flow *f, value_id x, value_id y);

/*
 * Whether an error test was made on this path whose mapping was not
 * recognised: it may have been any.
 */
bool flow_test_lost(const struct flow *f);

/* Where a pointer points, as far as the function itself tells. */
enum flow_memory {
	FLOW_MEMORY_UNKNOWN,
	FLOW_MEMORY_STACK,
	FLOW_MEMORY_IMAGE, /* static data of the kernel or the module */
	FLOW_MEMORY_RODATA, /* constants and string literals */
	FLOW_MEMORY_ALLOC, /* made by a modelled allocation */
};

struct flow_origin {
	enum flow_memory memory;
	symbol_id symbol; /* stack, image, rodata */
	const struct model_row *row; /* alloc */
	op_id op; /* the allocation; 0: @row is that of a slot, ROLE_HOLDS */
	const struct model_row *convert; /* last conversion on the way */
};

struct flow_origin flow_origin(const struct flow *f, value_id pointer);

/* Whether the memory at @pointer is all of, or a part of, that at @whole; the
 * data of an skb are a part of it. @memory: what @whole points to. */
bool flow_is_part(const struct flow *f, value_id pointer,
		  enum model_memory pointer_memory, value_id whole,
		  enum model_memory memory);

/* How a path ends, in object_end(): the value that the function returns, or
 * 0; and whether it is known to be an error (negative, NULL, ERR_PTR). */
value_id flow_returned(const struct flow *f);
bool flow_returns_error(const struct flow *f);

/*
 * Make a finding at an operation, once for each rule and operation of a
 * module: NULL when there is one already that is as certain; one that is less
 * certain makes room. Owned by the walk.
 */
struct finding *flow_report(struct flow *f, op_id op,
			    enum finding_confidence confidence, const char *fmt,
			    ...) __attribute__((format(printf, 4, 5)));

/* Add "@fmt" at an operation as the next step. */
void flow_step(struct flow *f, struct finding *finding, op_id op,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Add "'foo_xmit' is reached through 'foo_netdev_ops.ndo_start_xmit'" for the
 * function that an operation is in, where that is known. */
void flow_step_entry(struct flow *f, struct finding *finding, op_id op);

/* In object_end(): the same at the return that ends the path. */
void flow_step_end(struct flow *f, struct finding *finding, const char *fmt,
		   ...) __attribute__((format(printf, 3, 4)));

/*
 * What one function says may be refuted, or borne out, by another: findings
 * are judged when the whole module was walked.
 *
 * flow_evidence() - state evidence, by a name: "tested:RECORD.FIELD"
 * flow_stated() - whether a function that was walked before stated it
 * flow_unless() - drop the finding if the module has this evidence
 * flow_only_if() - drop it if the module does not have this evidence; of
 *		several, all are needed
 */
void flow_evidence(struct flow *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Whether the functions walked so far gave this evidence: for what is said
 * once for many operations. */
bool flow_has_evidence(const struct flow *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool flow_stated(const struct flow *f, const char *key);

/*
 * State evidence "@key:NUMBER" for each function of the module that the one
 * which is walked calls: something holds while they run. Ask for it with
 * flow_func(). @via: not for the function that this call leads to, where the
 * event was seen itself; 0: for all.
 */
void flow_evidence_callees(struct flow *f, const char *key, op_id via);
void flow_unless(struct flow *f, struct finding *finding, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void flow_only_if(struct flow *f, struct finding *finding, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Have the finding dropped by evidence "@kind:RECORD.FIELD" of a place that
 * holds the object. */
void flow_unless_kept(struct flow *f, struct finding *finding,
		      const struct flow_object *object, const char *kind);

/* Have the finding dropped where the driver tests a place that holds the
 * object, or a function that got it makes the test. */
void flow_unless_tested(struct flow *f, struct finding *finding,
			const struct flow_object *object, const char *kind);

/* "RECORD.FIELD" of the place that an address or a loaded value comes from,
 * array elements aside; NULL when it is no field or global. Valid as long as
 * flow_text(). */
const char *flow_field(struct flow *f, value_id value);

/* The function or macro of a call, as the source has it. */
const char *flow_call_name(const struct flow *f, op_id op);

/* An expression as text, C-like; valid until eight more were asked for. */
const char *flow_text(struct flow *f, expr_id expr);

/* The memory that an operation reads, or writes, as it is written there; NULL
 * where that says nothing to people. */
const char *flow_access_text(struct flow *f, op_id op, bool write);

/* -- at the end of a module ------------------------------------------- */

const struct module *end_module(const struct flow_end *end);
const struct model *end_model(const struct flow_end *end);
/* The device trees that were read for the run, or NULL. */
const struct devicetree *end_devicetree(const struct flow_end *end);
/* The kernel and architecture that the module is for. */
const struct model_context *end_context(const struct flow_end *end);
const struct model_row *end_row(const struct flow_end *end, op_id op);
/* The model's row of a slot; as flow_slot(). */
const struct model_row *end_slot(const struct flow_end *end, str_id record,
				 str_id field);
const struct field_table *end_fields(const struct flow_end *end);
/* What the module does with the field that a place is, or NULL. */
const struct field *end_field(const struct flow_end *end, expr_id place);
bool end_evidence(const struct flow_end *end, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct finding *end_report(struct flow_end *end, op_id op,
			   enum finding_confidence confidence, const char *fmt,
			   ...) __attribute__((format(printf, 4, 5)));
void end_step(struct flow_end *end, struct finding *finding, op_id op,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void end_step_entry(struct flow_end *end, struct finding *finding, op_id op);
const char *end_call_name(const struct flow_end *end, op_id op);
/* An expression as text, C-like; valid as end_text(). */
const char *end_expr_text(struct flow_end *end, expr_id expr);
/* A canonical value as text, "sizeof(struct x) * ring.count"; valid until
 * eight more were asked for. */
const char *end_text(struct flow_end *end, value_id canonical);
/* An argument of a use, directions by name; "?" when it is not known. Valid
 * as long as end_text(). */
const char *end_arg_text(struct flow_end *end, enum model_arg arg,
			 const struct field_use *use);

#endif
