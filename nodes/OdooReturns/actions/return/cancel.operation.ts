import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, EffectError, referenceProperty, type Effect, type OperationContext } from '../../../shared/effect';
import { readReturn, requireReturn, type ReturnDocument } from '../../documents/returnDocument';
import { connect } from '../../transport/connect';

export const description: INodeProperties[] = [referenceProperty, effectOptions];

interface Canceled {
	id: string;
	name: string;
	/** Transfers that nothing comes back on any more. */
	canceled: Array<{ id: string; name: string }>;
	/** Transfers that were received before and stay. */
	received: Array<{ id: string; name: string }>;
}

export const asTool = 'whenAllowed';

/** Calls off what has not come back yet. What was received stays received. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const odoo = await connect(context);

	const effect: Effect<Canceled> = {
		key: reference,
		kind: 'odoo.cancel',
		async lookUp() {
			const document = await requireReturn(odoo, reference);
			return open(document).length ? undefined : shown(document);
		},
		async act() {
			const document = await requireReturn(odoo, reference);
			const own = odoo.forCompany(document.root.company_id);
			const ids = open(document).map(({ id }) => id);
			if (ids.length) await own.act('stock.picking', 'action_cancel', ids);
			return shown(await readReturn(own, document.root.id));
		},
		preview: async () => {
			const document = await requireReturn(odoo, reference);
			return { canceled: open(document).map(named), received: document.pickings.filter(({ state }) => state === 'done').map(named) };
		},
	};

	return await context.perform('cancellation', effect, ({ id, name }) => [
		{ source: 'odoo', id: `${reference}.return.canceled`, type: 'return_document.canceled', data: { id, system: 'odoo', name } },
	]);
}

function open({ pickings }: ReturnDocument) {
	return pickings.filter(({ state }) => state !== 'done' && state !== 'cancel');
}

function shown({ root, pickings }: ReturnDocument): Canceled {
	const canceled = pickings.filter(({ state }) => state === 'cancel');
	if (!canceled.length) throw new EffectError(`Return ${root.name} was received already`, { category: 'rejected', connection: 'odoo', advice: 'Return: Undo sends the goods back to the customer.' });
	return { ...named(root), canceled: canceled.map(named), received: pickings.filter(({ state }) => state === 'done').map(named) };
}

function named({ id, name }: { id: number; name: string }): { id: string; name: string } {
	return { id: String(id), name };
}
