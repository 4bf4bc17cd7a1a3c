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
	int ret = usb_gadget_map_request(&u->gadget, req, 1); /* expect: dma/map-leak the mapping of 'usb_gadget_map_request' is not undone on an error path */

	if (ret)
		return ret;
	if (u->in_reset)
		return -EAGAIN;
	return tell(u, 1);
}

int queue_command(struct unit *u, struct scsi_cmnd *cmd)
{
	int n = scsi_dma_map(cmd); /* expect: dma/map-leak */

	if (n < 0)
		return n;
	if (!n)
		return tell(u, 0);
	if (n > 8) {
		scsi_dma_unmap(cmd);
		return -EINVAL;
	}
	if (u->in_reset)
		return -EAGAIN;
	return tell(u, n);
}
