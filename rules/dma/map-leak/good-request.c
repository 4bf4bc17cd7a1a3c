// SPDX-License-Identifier: GPL-2.0-or-later
/* A subsystem keeps the mapping in its own object. */
#include <linux/usb/gadget.h>
#include <scsi/scsi_cmnd.h>

struct unit {
	struct usb_gadget gadget;
	bool in_reset;
};

int tell(struct unit *u, int n);

int queue_request(struct unit *u, struct usb_request *req)
{
	int ret = usb_gadget_map_request(&u->gadget, req, 1);

	if (ret)
		return ret;
	if (u->in_reset) {
		usb_gadget_unmap_request(&u->gadget, req, 1);
		return -EAGAIN;
	}
	return tell(u, 1);
}

/* nothing is mapped of a command without data */
int queue_command(struct unit *u, struct scsi_cmnd *cmd)
{
	int n = scsi_dma_map(cmd);

	if (n < 0)
		return n;
	if (!n)
		return -EINVAL;
	if (u->in_reset) {
		scsi_dma_unmap(cmd);
		return -EAGAIN;
	}
	return tell(u, n);
}
