// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "diff/diff.h"
#include "diff/order.h"
#include "diff/sides.h"
#include "diff/tree.h"
#include "findings/compare.h"
#include "units/kernel_tree.h"

/* What is shared by the steps of a run. */
struct run {
	const struct diff_options *options;
	struct diff_result *ret;
	struct scan_options scan;
	change_vec changes;
	struct sides sides;
	char *after; /* the tree to check out: that of ret->to, contained */
};

/* Split "A..B" and "A...B"; what is left out is HEAD, as for git. */
static struct dm_error *split_range(const char *range, char **from, char **to,
				    bool *ret_merge_base)
{
	const char *dots = strstr(range, "..");

	if (!dots)
		return dm_error(DM_ERR_USAGE,
				"'%s' is no range: two revisions with '..' "
				"between them are one",
				range);
	*ret_merge_base = dots[2] == '.';
	*from = dots > range ? xstrndup(range, dots - range) : xstrdup("HEAD");
	dots += *ret_merge_base ? 3 : 2;
	*to = xstrdup(*dots ? dots : "HEAD");
	return NULL;
}

static struct dm_error *resolve_range(struct diff_result *ret,
				      const char *range)
{
	autofree char *from = NULL, *to = NULL;
	bool merge_base = false;
	struct dm_error *err = split_range(range, &from, &to, &merge_base);

	if (!err)
		err = git_commit(&ret->git, from, &ret->from);
	if (!err)
		err = git_commit(&ret->git, to, &ret->to);
	if (!err && merge_base) {
		autofree char *tip = take_ptr(ret->from);

		err = git_merge_base(&ret->git, tip, ret->to, &ret->from);
	}
	if (!err)
		err = git_count_merges(&ret->git, ret->from, ret->to,
				       &ret->merges);
	return err;
}

static struct dm_error *resolve_mbox(const struct diff_options *o,
				     struct diff_result *ret)
{
	struct dm_error *err =
		git_commit(&ret->git, o->base ? o->base : "HEAD", &ret->from);

	if (!err)
		err = series_read(&ret->git, o->mbox, &ret->series);
	return err ? err :
		     series_apply(&ret->git, &ret->series, ret->from, &ret->to);
}

static struct dm_error *find_changes(struct run *r)
{
	struct diff_result *ret = r->ret;
	struct dm_error *err = tree_without_links(&ret->git, ret->from, ret->to,
						  &r->after, &ret->links);

	if (!err)
		err = changes_find(&ret->git, ret->from, r->after, &r->changes);
	ret->changed = r->changes.n;
	return err;
}

static void choose_source(struct run *r)
{
	struct units_source *source = &r->scan.source;
	const struct git *git = &r->ret->git;

	if (r->options->auto_source && kernel_tree_is(git->tree))
		source->kernel = git->tree;
}

/* Analyse the units of a side, while the tree holds it. */
static struct dm_error *scan_side(struct run *r, int side,
				  struct scan_result *ret)
{
	struct scan_options options = r->scan;
	struct dm_error *err;

	options.units = &r->sides.all[side];
	err = scan_run(&options, ret);
	r->ret->interrupted |= ret->interrupted;
	return err;
}

/* The tree holds the commit before at the end: what a patch brings in does not
 * stay. */
static struct dm_error *analyse(struct run *r)
{
	struct diff_result *ret = r->ret;
	const struct git *git = &ret->git;
	struct dm_error *err, *restored;

	err = sides_find(&r->sides, BEFORE);
	if (!err)
		err = tree_checkout(git, r->after);
	if (!err)
		err = sides_find(&r->sides, AFTER);
	if (!err) {
		sides_select(&r->sides);
		err = scan_side(r, AFTER, &ret->after);
	}
	restored = tree_checkout(git, ret->from);
	if (err || restored || ret->interrupted) {
		if (err)
			dm_error_destroy(restored);
		return err ? err : restored;
	}
	return scan_side(r, BEFORE, &ret->before);
}

/* Whether the file of a finding after was there and not analysed before. */
static bool is_unjudged(const struct run *r, const char *path)
{
	const struct run_summary *before = &r->ret->before.summary;
	const char *name = path;

	vec_for_each(&r->changes, c)
		if (c->to && !strcmp(c->to, path))
			name = c->from;
	if (name)
		vec_for_each(&before->failures, f)
			if (!strcmp(f->file, name))
				return true;
	return false;
}

/* Give each finding to the list that it belongs to. */
static void sort_out(struct run *r, const struct finding_match *match)
{
	struct diff_result *ret = r->ret;
	finding_vec *before = &ret->before.findings;
	finding_vec *after = &ret->after.findings;

	for (size_t i = 0; i < after->n; i++) {
		if (match->after[i] != FINDING_ALONE)
			vec_push(&ret->unchanged, after->v[i]);
		else if (!is_unjudged(r, after->v[i].place.path))
			vec_push(&ret->new, after->v[i]);
		else {
			ret->unjudged++;
			finding_deinit(&after->v[i]);
		}
	}
	for (size_t i = 0; i < before->n; i++) {
		if (match->before[i] == FINDING_ALONE)
			vec_push(&ret->fixed, before->v[i]);
		else
			finding_deinit(&before->v[i]);
	}
	vec_deinit(before);
	vec_deinit(after);
}

/* What could not be analysed after is not fixed. */
static void drop_unproven(struct diff_result *ret, const path_rename_vec *names)
{
	const struct run_summary *after = &ret->after.summary;
	size_t n = 0;

	vec_for_each(&ret->fixed, f) {
		const char *path = path_renamed(names, f->place.path);
		bool lost = false;

		vec_for_each(&after->failures, failure)
			lost |= !strcmp(failure->file, path);
		if (lost)
			finding_deinit(f);
		else
			ret->fixed.v[n++] = *f;
	}
	ret->fixed.n = n;
}

static void compare(struct run *r)
{
	struct diff_result *ret = r->ret;
	path_rename_vec renames = {};
	struct finding_match match = {};

	changes_renames(&r->changes, &renames);
	findings_compare(&ret->before.findings, &ret->after.findings, &renames,
			 &match);
	sort_out(r, &match);
	drop_unproven(ret, &renames);
	order_by_patch(&ret->new, &r->changes, &ret->series);
	finding_match_deinit(&match);
	path_rename_vec_deinit(&renames);
}

/* One summary for both sides: that after, with what is not known of before. */
static void join_summaries(struct diff_result *ret)
{
	struct run_summary *s = &ret->after.summary;

	vec_for_each(&ret->before.summary.failures, f) {
		autofree char *why =
			xasprintf("before the change: %s", f->reason);

		run_summary_fail(s, f->file, why);
		s->units_found++;
	}
	if (ret->git.top)
		s->root = ret->git.top;
}

static struct dm_error *run(struct run *r)
{
	struct diff_result *ret = r->ret;
	struct dm_error *err = find_changes(r);

	if (!err)
		err = git_count_dirty(&ret->git, &ret->dirty);
	if (!err)
		err = tree_checkout(&ret->git, ret->from);
	if (err)
		return err;
	choose_source(r);
	r->sides = (struct sides){
		.git = &ret->git,
		.source = &r->scan.source,
		.changes = &r->changes,
		.trust = r->options->trust,
		.limit = r->options->limit ? r->options->limit : DIFF_LIMIT,
	};
	err = analyse(r);
	ret->over_limit = r->sides.over_limit.n;
	if (!err && !ret->interrupted) {
		compare(r);
		join_summaries(ret);
	}
	return err;
}

struct dm_error *diff_run(const struct diff_options *options,
			  struct diff_result *ret)
{
	struct run r = {.options = options, .ret = ret, .scan = options->scan};
	struct dm_error *err;

	if (!options->scan.source.cache)
		return dm_error(DM_ERR_USAGE, "a cache folder is needed");
	err = git_open(options->dir, options->scan.source.cache, &ret->git);
	if (!err)
		err = options->range ? resolve_range(ret, options->range) :
				       resolve_mbox(options, ret);
	if (!err)
		err = run(&r);
	sides_deinit(&r.sides);
	change_vec_deinit(&r.changes);
	free(r.after);
	return err;
}

void diff_result_deinit(struct diff_result *r)
{
	finding_vec_deinit(&r->new);
	finding_vec_deinit(&r->fixed);
	finding_vec_deinit(&r->unchanged);
	scan_result_deinit(&r->before);
	scan_result_deinit(&r->after);
	series_deinit(&r->series);
	git_close(&r->git);
	free(r->from);
	free(r->to);
}
