// SPDX-License-Identifier: GPL-2.0-or-later
/* arch: arm64 */
/* A buffer that the core of a subsystem has allocated with the DMA API. */
#include <linux/io.h>
#include <linux/mm.h>

struct snd_pcm_runtime {
	unsigned char *dma_area;
	dma_addr_t dma_addr;
	size_t dma_bytes;
};

struct snd_pcm_substream {
	struct snd_pcm_runtime *runtime;
};

int engine_mmap(struct snd_pcm_substream *substream, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return remap_pfn_range(vma, vma->vm_start, substream->runtime->dma_addr >> PAGE_SHIFT, vma->vm_end - vma->vm_start, vma->vm_page_prot); /* miss: attr/user-not-dma-mmap the field of a subsystem holds addresses of chip memory as often */
}
