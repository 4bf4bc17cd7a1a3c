# SPDX-License-Identifier: GPL-2.0-or-later
# Answers to the messages of a series. See run.

# mail: what is printed for the patches on work, as a list would have them
answers()
{
	git format-patch -q --stdout main..work |
		sed 's/^Subject: /To: list@localhost\nCc: x@localhost,\n y@localhost\nMessage-ID: <1@localhost>\nReferences: <0@localhost>\n&/' \
		>"$work/mail.mbox"
	git checkout -q main
	dmalias_diff --mail --mbox "$work/mail.mbox" 2>/dev/null |
		sed 's/--base [0-9a-f]*/--base COMMIT/'
}

mail()
{
	begin mail
	sed -i '/if (dma_mapping_error(r->dev, r->addr))/,+1d' driver.c
	end
	judge 'answer' "$(cat "$here/mail.expected")" "$(answers)"

	begin mail-nothing-new
	echo '/* a change */' >>driver.c
	end
	judge 'no answer' '' "$(answers)"

	# of two patches the one that brings it in, and no control of a terminal
	begin mail-two
	echo '/* a change */' >>send.c
	end
	cd drivers/ring || exit 1
	printf '/if (!ring_mapped/,+1d\ns,^\\twritel,\\t/* \033[2J\xff */ &,\n' |
		sed -i -f - send.c
	name='mail two'
	end
	got=$(answers)
	judge 'second patch' 1 "$(echo "$got" | grep -c '^Subject: Re: \[PATCH 2/2\]')"
	judge 'first patch' 0 "$(echo "$got" | grep -c '^Subject: Re: \[PATCH 1/2\]')"
	judge 'controls' '> +	/* \x1b[2J\xff */ 	writel(lower_32_bits(addr), r->regs);' \
		"$(echo "$got" | grep '2J')"
	judge 'columns' '' "$(echo "$got" | grep -v '^>' | awk 'length > 72')"
}
