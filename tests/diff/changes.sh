# SPDX-License-Identifier: GPL-2.0-or-later
# Changes to the driver, and what comes and goes with each. See run.

driver=drivers/ring/driver.c
send=drivers/ring/send.c

# The lines of ring_poke(), whose mapping nobody tests, and of another one.
poke='/^int ring_poke/,/^}/'
start='/^int ring_start/,/^}/'

add_wrapper()
{
	sed -i 's/^int ring_start(struct ring \*r, void \*buf, size_t len);/static inline dma_addr_t ring_map(struct ring *r, void *buf, size_t len)\n{\n\treturn dma_map_single(r->dev, buf, len, DMA_TO_DEVICE);\n}\n\n&/' ring.h
}

changes()
{
	begin introduces-a-defect
	sed -i '/if (dma_mapping_error(r->dev, r->addr))/,+1d' driver.c
	gives 1 "new $driver:10 dma/map-unchecked"

	begin fixes-one
	sed -i "$poke"'s/^\twritel/\tif (dma_mapping_error(r->dev, addr))\n\t\treturn -ENOMEM;\n&/' driver.c
	gives 0 "fixed $driver:25 dma/map-unchecked"

	begin fixes-one-and-introduces-another
	sed -i -e "$poke"'s/^\twritel/\tif (dma_mapping_error(r->dev, addr))\n\t\treturn -ENOMEM;\n&/' \
		-e "$poke"'s/dma_unmap_single(r->dev, addr, len,/dma_unmap_single(r->dev, addr, len + 1,/' driver.c
	gives 1 "new $driver:30 dma/unmap-mismatch" \
		"fixed $driver:25 dma/map-unchecked"

	begin moves-lines
	sed -i '4i #define RING_UNUSED 1\n' driver.c
	gives 0

	begin moves-a-function-to-another-file
	sed -n "$poke"p driver.c >poke
	sed -i "$poke"d driver.c
	cat poke >>send.c
	rm poke
	gives 0

	begin reformats
	sed -i "$poke"'s/dma_addr_t addr = dma_map_single(r->dev, buf, len, /dma_addr_t addr =\n\t\tdma_map_single(r->dev, buf, len,\n\t\t\t       /' driver.c
	gives 0

	begin renames-a-file
	git mv driver.c engine.c
	gives 0

	begin renames-a-file-and-introduces-a-defect
	git mv driver.c engine.c
	sed -i '/if (dma_mapping_error(r->dev, r->addr))/,+1d' engine.c
	gives 1 "new drivers/ring/engine.c:10 dma/map-unchecked"

	begin renames-a-function
	sed -i 's/ring_poke/ring_kick/' driver.c ring.h
	gives 0

	begin touches-a-header
	sed -i 's/return !dma_mapping_error(r->dev, addr);/return addr != 0;/' ring.h
	gives 1 "new $send:10 dma/map-unchecked"

	begin adds-a-wrapper
	add_wrapper
	sed -i "$start"'s/dma_map_single(r->dev, buf, len, DMA_TO_DEVICE)/ring_map(r, buf, len)/' driver.c
	gives 0

	# the mapping that nobody tests is in the header now
	begin wraps-a-defect
	add_wrapper
	sed -i "$poke"'s/dma_map_single(r->dev, buf, len, DMA_TO_DEVICE)/ring_map(r, buf, len)/' driver.c
	gives 1 "new drivers/ring/ring.h:21 dma/map-unchecked" \
		"fixed $driver:25 dma/map-unchecked"

	begin adds-a-file
	sed 's/ring_send/ring_burst/; /if (!ring_mapped/,+1d' send.c >burst.c
	gives 1 "new drivers/ring/burst.c:10 dma/map-unchecked"

	begin removes-a-file
	rm driver.c
	gives 0 "fixed $driver:25 dma/map-unchecked"

	begin changes-no-source
	echo 'It moves rings.' >README
	gives 0

	begin in-the-order-of-the-patch
	sed -i '/if (!ring_mapped/,+1d' send.c
	sed -i '/if (dma_mapping_error(r->dev, r->addr))/,+1d' driver.c
	gives 1 "new $driver:10 dma/map-unchecked" \
		"new $send:10 dma/map-unchecked"
}
