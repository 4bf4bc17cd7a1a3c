// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "units/kbuild_call.h"
#include "units/shell_words.h"
#include "units/unit_search.h"

static const char *called_file(struct shell_words *words)
{
	bool kernel = false, compiles = false;
	size_t n;
	char **list = shell_words_list(words, &n);

	if (n < 4 || !is_c_file(list[n - 1]))
		return NULL;
	for (size_t i = 1; i + 1 < n; i++) {
		kernel |= !strcmp(list[i], "-D__KERNEL__");
		compiles |= !strcmp(list[i], "-c");
	}
	return kernel && compiles ? list[n - 1] : NULL;
}

const char *kbuild_call_find(const char *s, size_t len,
			     struct shell_words *words, bool *ret_garbled)
{
	static const char needle[] = "-D__KERNEL__";
	const char *end = s + len;

	if (!memmem(s, len, needle, strlen(needle)))
		return NULL;
	while (s && s < end) {
		const char *file;

		s = shell_words_split(s, end, true, words);
		file = s ? called_file(words) : NULL;
		if (file)
			return file;
		s += s && s < end;
	}
	if (!s && ret_garbled)
		*ret_garbled = true;
	return NULL;
}

static void unescape_make(const char *s, const char *end, struct strbuf *out)
{
	static const char pound[] = "$(pound)";

	strbuf_reset(out);
	while (s < end) {
		if (*s == '$' && end - s >= 8 && !memcmp(s, pound, 8)) {
			strbuf_addc(out, '#');
			s += 8;
			continue;
		}
		if (end - s >= 2 &&
		    ((*s == '$' && s[1] == '$') || (*s == '\\' && s[1] == '#')))
			s++;
		strbuf_addc(out, *s++);
	}
}

/* The value of the first line "[saved]cmd_X := value", or NULL. */
static const char *cmd_value(const char *text, const char *end)
{
	static const char assign[] = " := ";
	const char *stop, *s;

	while (text < end) {
		stop = memchr(text, '\n', end - text);
		stop = stop ? stop : end;
		if (!strncmp(text, "savedcmd_", 9) ||
		    !strncmp(text, "cmd_", 4)) {
			s = memmem(text, stop - text, assign, strlen(assign));
			return s ? s + strlen(assign) : NULL;
		}
		text = stop + 1;
	}
	return NULL;
}

const char *kbuild_call_in_cmd(const char *text, size_t len,
			       struct strbuf *scratch,
			       struct shell_words *words)
{
	const char *end = text + len, *value = cmd_value(text, end), *stop;

	if (!value)
		return NULL;
	stop = memchr(value, '\n', end - value);
	unescape_make(value, stop ? stop : end, scratch);
	return kbuild_call_find(strbuf_str(scratch), scratch->len, words, NULL);
}
