import { actCall, type PlannedCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';

/** Without skip_backorder a transfer that is short is answered by a question, and nothing is booked. */
const unasked = { skip_backorder: true, skip_sms: true, skip_expired: true };

/** Books a transfer as it stands. Odoo's answer says little: read its state afterwards. */
export async function bookTransfer(odoo: Odoo, picking: number): Promise<void> {
	await odoo.act('stock.picking', 'button_validate', [picking], unasked);
}

/** The call that `bookTransfer` makes. */
export function bookCall(picking: number): PlannedCall {
	return actCall('stock.picking', 'button_validate', [picking], unasked);
}
