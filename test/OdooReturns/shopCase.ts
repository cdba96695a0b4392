import type { CaseState } from '../../nodes/shared/case';
import { ReturnRequest, type NewEvent } from '../../nodes/shared/model';
import { openOwnStore, type OwnStore } from '../support/ownStore';
import type { Bench } from './setUp';

export interface ShopCase extends OwnStore {
	reference: string;
	record(type: NewEvent['type'], data: Record<string, unknown>): Promise<CaseState>;
}

const bought = [
	{ id: 'L1', sku: 'TEE-BLUE-M', quantity: 2 },
	{ id: 'L2', sku: 'MUG-WHITE', quantity: 1 },
];

/** The case of a return that was requested in the shop, of so many of the order's first lines, in a store that knows the Odoo of the bench. */
export async function openShopCase(b: Bench, lines = bought.length): Promise<ShopCase> {
	const own = await openOwnStore();
	const { store } = own;
	await store.settings.save('default', { odoo: b.odoo.settings() });
	const request = ReturnRequest.parse({ channel: 'shopify', orderNumber: '#1001', lines: bought.slice(0, lines) });
	const { reference } = await store.cases.open({ request, source: 'shopify', sourceId: '1' });
	let count = 0;
	return {
		...own,
		reference,
		async record(type, data) {
			const event: NewEvent = { source: 'test', id: `${type}${++count}`, type, data };
			return (await store.cases.record({ reference, events: [event] })).case;
		},
	};
}
