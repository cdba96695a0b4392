import type { Odoo } from '../../transport/odoo';
import type { Step } from './advance';

/** Without these Odoo asks a person, and does nothing (docs/facts/odoo.md#validating-a-transfer-asks-up-to-three-questions). */
const quiet = { skip_backorder: true, skip_sms: true, skip_expired: true };

const open = ['draft', 'waiting', 'confirmed', 'assigned'];

export const steps: Step[] = [
	{
		name: 'Cancel',
		value: 'cancel',
		description: 'Call an open transfer off',
		method: 'action_cancel',
		from: open,
		reached: ['cancel'],
	},
	{
		name: 'Confirm',
		value: 'confirm',
		description: 'Take a draft up into the plan',
		method: 'action_confirm',
		from: ['draft'],
		reached: ['waiting', 'confirmed', 'assigned', 'done'],
	},
	{
		name: 'Reserve',
		value: 'assign',
		description: 'Set goods aside for it; it is an error when there are not enough',
		method: 'action_assign',
		from: ['waiting', 'confirmed', 'assigned'],
		reached: ['assigned', 'done'],
		shortOf: notReserved,
	},
	{
		name: 'Validate',
		value: 'validate',
		description: 'Book what was moved; the rest stays open as a backorder',
		method: 'button_validate',
		from: open,
		reached: ['done'],
		context: () => quiet,
	},
	{
		name: 'Validate Without Backorder',
		value: 'validateAll',
		description: 'Book what was moved, and drop the rest',
		method: 'button_validate',
		from: open,
		reached: ['done'],
		context: (id) => ({ ...quiet, picking_ids_not_to_backorder: [id] }),
	},
];

/** Odoo calls a transfer "assigned" as soon as a part of it is. */
async function notReserved(odoo: Odoo, id: number): Promise<string | undefined> {
	const count = await odoo.call(
		'stock.move',
		'search_count',
		{
			domain: [
				['picking_id', '=', id],
				['state', 'in', ['confirmed', 'waiting', 'partially_available']],
			],
		},
		{ repeatable: true },
	);
	return count ? `${String(count)} of its lines could not be reserved in full` : undefined;
}
