// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/jsonw.h"
#include "findings/summary.h"
#include "findings/format/writers.h"

/* GitLab: info, minor, major, critical, blocker. */
static const char *severity(const struct finding *f)
{
	if (finding_is_sure(f))
		return "critical";
	return f->confidence == CONFIDENCE_LOW ? "info" : "minor";
}

void write_gitlab(FILE *out, const finding_vec *findings,
		  const struct run_summary *summary)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_array(&w, NULL);
	vec_for_each(findings, f) {
		if (f->standing != FINDING_OPEN)
			continue;
		jsonw_object(&w, NULL);
		jsonw_str(&w, "description", f->message);
		jsonw_str(&w, "check_name", f->rule->id);
		jsonw_str(&w, "fingerprint", f->fingerprint);
		jsonw_str(&w, "severity", severity(f));
		jsonw_object(&w, "location");
		jsonw_str(&w, "path", f->place.path);
		jsonw_object(&w, "lines");
		jsonw_uint(&w, "begin", f->place.line ? f->place.line : 1);
		jsonw_end(&w);
		jsonw_end(&w);
		jsonw_end(&w);
	}
	jsonw_end(&w);
	jsonw_finish(&w);
}
