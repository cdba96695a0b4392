import { actCall, type Call } from '../transport/calls';

/** Without skip_backorder a transfer that is short is answered by a question, and nothing is booked. */
const unasked = { skip_backorder: true, skip_sms: true, skip_expired: true };

/** Books a transfer as it stands. Odoo's answer says little: read its state afterwards. */
export function bookCall(picking: number): Call<unknown> {
	return actCall('stock.picking', 'button_validate', [picking], unasked);
}
