import type { CaseStore } from '../../nodes/shared/store';
import type { CaseState } from '../../nodes/shared/case/caseState';
import { ReturnRequest, type NewEvent } from '../../nodes/shared/model';
import type { NodeFailure } from '../support/harness';
import { bench, type Bench } from './setUp';
import { openOwnStore, removeOwnStores } from '../support/ownStore';

/** A stand-in and a case about order #1001: two T-shirts (line L1) and a mug (L2) shall come back. */
export interface CaseBench {
	b: Bench;
	store: CaseStore;
	reference: string;
	/** Of the case store, for further nodes. */
	credentials: { returnCaseApi: { storage: 'embedded'; file: string; auditKey: string } };
	record(type: NewEvent['type'], data: Record<string, unknown>): Promise<CaseState>;
	/** Runs an operation as a flow does: with the reference, and the event that started it. */
	step(operation: string, event?: object, parameters?: object): Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
	/** Options of a run whose item has more than the reference. */
	inputOf(item: object): object;
	fails(operation: string, parameters?: object): Promise<NodeFailure | undefined>;
	stop(): Promise<void>;
}

export async function withCase(): Promise<CaseBench> {
	const b = await bench();
	const { credential, store } = await openOwnStore();
	await store.settings.save('default', { odoo: b.odoo.settings() });
	const request = ReturnRequest.parse({
		channel: 'shopify',
		orderNumber: '#1001',
		lines: [
			{ id: 'L1', sku: 'TEE-BLUE-M', quantity: 2 },
			{ id: 'L2', sku: 'MUG-WHITE', quantity: 1 },
		],
	});
	const { reference } = await store.cases.open({ request, source: 'shopify', sourceId: '1' });
	const options = (event?: object) =>
		({
			input: [{ reference, ...(event && { event: { data: event } }) }],
			credentials: { returnCaseApi: credential },
		}) as never;
	let events = 0;
	return {
		b,
		store,
		reference,
		credentials: { returnCaseApi: credential },
		record: async (type, data) =>
			(await store.cases.record({ reference, events: [{ source: 'test', id: String(++events), type, data }] })).case,
		step: async (operation, event, parameters = {}) => await b.done(operation, parameters as never, options(event)),
		inputOf: (item) => ({ input: [{ reference, ...item }], credentials: { returnCaseApi: credential } }),
		fails: async (operation, parameters = {}) => (await b.node(operation, parameters as never, options())).error,
		stop: async () => {
			await removeOwnStores();
			await b.server.stop();
		},
	};
}
