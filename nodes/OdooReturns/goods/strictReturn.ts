import { z } from 'zod';
import { EffectError, parsed, type Settings } from '../../shared/model';
import type { Call } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import type { LoadTable } from '../transport/table';

/**
 * The strict action: a server action (`ir.actions.server`, state `code`) that an administrator installs once. It makes a return in one
 * transaction with the check that the pieces are still out, also against returns that people make in Odoo itself
 * (docs/facts/odoo.md#only-odoo-can-check-without-a-gap).
 * Contract: run on one order (`active_model`, `active_id`, `active_ids` in the context) with `n8n_fields` and `n8n_data`, the table that
 * `stock.picking.load` takes for one return; it answers `{type: 'n8n', res_id, created}`, or refuses (422) and leaves nothing.
 * A return that is there under the table's external id is found, whatever is left. It works with the caller's own rights.
 */
export const strictReturn = {
	name: 'strict_return',
	model: 'sale.order',
	code: `
fields, rows = env.context['n8n_fields'], env.context['n8n_data']
known = env.ref(rows[0][fields.index('id')], raise_if_not_found=False)
picking = known and known.exists()
created = not picking
if created:
    # Of two at once the second waits here; Odoo then runs it again on what the first has left.
    env.cr.execute('UPDATE sale_order SET write_date = write_date WHERE id = %s', [record.id])
    wanted = {}
    for row in rows:
        delivery = int(row[fields.index('move_ids/origin_returned_move_id/.id')])
        wanted[delivery] = wanted.get(delivery, 0) + float(row[fields.index('move_ids/product_uom_qty')])
    for delivery in env['stock.move'].browse(list(wanted)):
        if delivery.sale_line_id.order_id != record:
            raise UserError('%s is not a delivery of order %s' % (delivery.display_name, record.name))
        back = wanted[delivery.id] + sum((move.quantity if move.state == 'done' else move.product_uom_qty) - sum((out.quantity if out.state == 'done' else out.product_uom_qty) for out in move.returned_move_ids if out.state != 'cancel') for move in delivery.returned_move_ids if move.state != 'cancel')
        if back > delivery.quantity + 0.000001:
            raise UserError('Of %s pieces of %s, %s would come back' % (delivery.quantity, delivery.product_id.display_name, back))
    answer = env['stock.picking'].with_context(mode='update', noupdate=True).load(fields, rows)
    if not answer['ids']:
        raise UserError(' '.join(message['message'] for message in answer['messages']))
    picking = env['stock.picking'].browse(answer['ids'])
action = {'type': 'n8n', 'res_id': picking.id, 'created': created}
`,
} as const;

const Answer = z.object({ type: z.literal('n8n'), res_id: z.number().int().positive() });

/**
 * Id of the strict action; undefined when it is not installed. Odoo lets only administrators look up server actions, though everybody
 * who may change orders may run them: for other users the setting names it.
 */
export async function findStrictReturn(
	odoo: Odoo,
	{ strictReturnAction }: Settings['odoo'],
): Promise<number | undefined> {
	if (strictReturnAction) return strictReturnAction;
	try {
		return await odoo.find(strictReturn.name);
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 403) return undefined;
		throw error;
	}
}

/** Makes a return, or finds it, by the strict action. Answers with its id; Odoo refuses when more would come back than was delivered. */
export function strictCall(action: number, order: number, { fields, data }: LoadTable): Call<number> {
	return {
		model: 'ir.actions.server',
		method: 'run',
		args: { ids: [action] },
		context: {
			active_model: strictReturn.model,
			active_id: order,
			active_ids: [order],
			n8n_fields: fields,
			n8n_data: data,
		},
		read: (answer) =>
			parsed(
				Answer,
				answer,
				() =>
					new EffectError(`Server action ${action} in Odoo is not the one that makes returns`, {
						category: 'configuration',
						connection: 'odoo',
						field: 'settings.odoo.strictReturnAction',
						advice:
							'Install it again (Odoo Returns, Set-Up: Install) and save the setting it gives, or clear the setting.',
					}),
			).res_id,
	};
}
