import { hour, minute, type FaultPlan } from './faults';
import { SimulationWorker } from './workers';

/* A customer who cancels when the label is there: receipt and label are called off once, whatever fails meanwhile (rules.ts looks). */

let worker: SimulationWorker;
beforeAll(() => (worker = new SimulationWorker()));
afterAll(() => worker.stop());

const cancels = 7;
const declined = 8;
const away = (provider: 'odoo' | 'easypost' | 'shopify'): Partial<FaultPlan> => ({
	outages: [{ provider, from: 15 * minute, until: 2 * hour, how: 'unavailable' }],
});

it.each<[string, Partial<FaultPlan>]>([
	['nothing fails', {}],
	['Odoo is away when the customer cancels', away('odoo')],
	['EasyPost is away when the customer cancels', away('easypost')],
	['Shopify is away when the customer cancels', away('shopify')],
	[
		'the answer to voiding the label is lost, twice',
		{ aim: { operation: '/refund', times: 2, how: 'drop_after_commit' } },
	],
	[
		'the answer to canceling the receipt never comes',
		{ aim: { operation: 'stock.picking/action_cancel', times: 1, how: 'no_answer' } },
	],
	['n8n dies when the label is voided', { aim: { operation: '/refund', times: 1, how: 'crash' } }],
	[
		'n8n dies when the receipt is canceled',
		{ aim: { operation: 'stock.picking/action_cancel', times: 1, how: 'crash' } },
	],
	['every message comes twice', { repeat: 1 }],
])(
	'leaves nothing behind when %s',
	async (_when, fault) => {
		const { broken, doubled } = await worker.run({ order: cancels, fault });
		expect([broken, doubled]).toEqual([[], []]);
	},
	120_000,
);

it.each<[string, Partial<FaultPlan>]>([
	['nothing fails', {}],
	['Odoo is away', away('odoo')],
	['every message comes twice', { repeat: 1 }],
])(
	'has nothing to do for a return that a reviewer declines when %s',
	async (_when, fault) => {
		const { broken, doubled } = await worker.run({ order: declined, fault });
		expect([broken, doubled]).toEqual([[], []]);
	},
	120_000,
);
