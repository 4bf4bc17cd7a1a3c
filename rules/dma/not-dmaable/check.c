// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow/rule.h"

static const char *memory_name(const struct flow_origin *o)
{
	switch (o->memory) {
	case FLOW_MEMORY_STACK:
		return "on the stack";
	case FLOW_MEMORY_IMAGE:
		return "static data of the kernel or module image";
	case FLOW_MEMORY_RODATA:
		return "read-only data of the kernel or module image";
	case FLOW_MEMORY_ALLOC:
		break;
	default:
		return NULL;
	}
	switch (o->row->memory) {
	case MEMORY_VMALLOC:
		return "vmalloc memory";
	case MEMORY_KVMALLOC:
		return "kvmalloc memory, which may be vmalloc memory";
	case MEMORY_KMAP:
		return "a kmap address";
	case MEMORY_PERCPU:
		return "per-CPU memory";
	case MEMORY_IO:
		return "an ioremap address";
	case MEMORY_CALLER:
		return "a caller's, who may have it on the stack";
	default:
		return NULL;
	}
}

/* The pages behind a vmalloc or kmap address are fine once translated. */
static bool is_translated(const struct flow_origin *o)
{
	if (!o->convert)
		return false;
	return o->convert->from == MEMORY_VMALLOC ||
	       (o->memory == FLOW_MEMORY_ALLOC &&
		o->row->memory == MEMORY_KMAP);
}

/* Nothing for the device, or so little that it is copied. */
static bool is_small(const struct flow *f, const struct flow_call *call)
{
	value_id size = call->args[ARG_SIZE];
	int64_t num;

	return size && value_is_const(flow_values(f), size, &num) &&
	       num <= call->row->copies;
}

/* A request may carry the DMA address of its buffer besides: what was mapped
 * when it was allocated is not mapped again. */
static bool is_mapped(const struct flow_call *call, const struct flow_origin *o)
{
	return call->row->role == ROLE_DMA_BUFFER && o->row &&
	       o->row->role == ROLE_REMAP && o->row->arg[ARG_DEV] >= 0;
}

/* Whether the pointer is to the bytes, not to what describes them. */
static bool is_pointer(const struct model_row *row)
{
	return !model_is_list(row) && row->memory != MEMORY_DMABUF &&
	       row->memory != MEMORY_FRAG;
}

static enum finding_confidence confidence(const struct flow_call *call,
					  const struct flow_origin *origin)
{
	bool maybe = origin->row && (origin->row->memory == MEMORY_KVMALLOC ||
				     origin->row->memory == MEMORY_CALLER);

	return maybe || (call->row->flags & MODEL_TOLERANT) ?
		       CONFIDENCE_MEDIUM :
		       CONFIDENCE_HIGH;
}

static void check_call(struct flow *f, const struct flow_call *call)
{
	const struct model_row *row = call->row;
	struct flow_origin origin;
	struct finding *finding;
	const char *what;

	if ((row->role != ROLE_MAP && row->role != ROLE_DMA_BUFFER) ||
	    !is_pointer(row) || !call->args[ARG_CPU] || is_small(f, call))
		return;
	origin = flow_origin(f, call->args[ARG_CPU]);
	what = memory_name(&origin);
	if (!what || is_translated(&origin) || is_mapped(call, &origin))
		return;
	finding = flow_report(f, call->op, confidence(call, &origin),
			      "'%s' gets '%s', which is %s",
			      flow_call_name(f, call->op),
			      flow_text(f, call->exprs[ARG_CPU]), what);
	if (finding && call->via)
		flow_step(f, finding, call->via, "through this call");
	if (finding && origin.op)
		flow_step(f, finding, origin.op, "comes from '%s'",
			  flow_call_name(f, origin.op));
}

const struct flow_rule rule_dma_not_dmaable = {
	.call = check_call,
};
