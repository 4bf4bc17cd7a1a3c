/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CORPUS_SCSI_CMND_H
#define CORPUS_SCSI_CMND_H

struct scsi_cmnd {
	int result;
};

int scsi_dma_map(struct scsi_cmnd *cmd);
void scsi_dma_unmap(struct scsi_cmnd *cmd);

#endif
