// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Patches and mail: whatever the bytes are, what is found in them lies in them,
 * and a header is one line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diff/mail.h"
#include "diff/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_in(const char *s, const char *text, size_t len)
{
	if (s < text || s > text + len)
		abort();
}

static void check_patch(const char *text, size_t len)
{
	struct patch patch = {};

	patch_parse(text, len, &patch);
	vec_for_each(&patch.files, f) {
		if (f->hunks.n && !f->head)
			abort();
		if (f->to)
			patch_path_wrong(f->to);
		vec_for_each(&f->hunks, h) {
			check_in(h->head, text, len);
			check_in(h->lines, h->head, len);
			check_in(h->end, h->lines, text + len - h->lines);
		}
	}
	patch_deinit(&patch);
}

static void check_header(const struct mail *mail, const char *name)
{
	char *value = mail_header(mail, name);

	if (value && (!*value || strpbrk(value, "\r\n")))
		abort();
	free(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* to have its end where a reader past it shows */
	char *text = malloc(size ? size : 1);
	mail_vec mails = {};

	if (size)
		memcpy(text, data, size);
	check_patch(text, size);
	mail_split(text, size, &mails);
	vec_for_each(&mails, mail) {
		check_in(mail->text, text, size);
		check_in(mail->text + mail->len, text, size);
		check_header(mail, "Subject");
		check_header(mail, "Message-ID");
		check_patch(mail->text, mail->len);
	}
	vec_deinit(&mails);
	free(text);
	return 0;
}
