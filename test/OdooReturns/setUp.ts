import type { IDataObject } from 'n8n-workflow';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode, type NodeOptions } from '../support/harness';
import { odooApiKeyApi } from '../odoo/target';
import { createOdoo, type OdooStandIn } from '../sandbox/odoo';
import { Journal, serve, type Running } from '../sandbox/server';

/** A fresh stand-in behind HTTP, and a way to run the node's operations on it. */
export interface Bench {
	odoo: OdooStandIn;
	journal: Journal;
	server: Running;
	node(
		operation: string,
		parameters?: NodeOptions['parameters'],
		options?: Partial<NodeOptions>,
	): ReturnType<typeof runNode>;
	/** The single item of a run that must not fail. */
	done(operation: string, parameters?: NodeOptions['parameters'], options?: Partial<NodeOptions>): Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
	/** Calls that changed something in Odoo. */
	writes(): string[];
}

/** `batch`: Odoo has the batch action, and the settings name it. */
export async function bench(journal = new Journal(), { batch = false } = {}): Promise<Bench> {
	const odoo = createOdoo();
	const settings = { ...odoo.settings(), ...(batch && { batchAction: odoo.installBatch() }) };
	const server = await serve(odoo, journal);
	const node: Bench['node'] = async (operation, parameters = {}, options = {}) => {
		const [resource, name] = operation.split('.');
		return await runNode(new OdooReturns(), {
			parameters: { resource, operation: name, ...parameters },
			extraTypes: [odooApiKeyApi],
			input: [{ settings: { odoo: settings } as unknown as IDataObject }],
			...options,
			credentials: {
				odooApiKeyApi: { url: `${server.url}/`, db: odoo.database, apiKey: odoo.key },
				...options.credentials,
			},
		});
	};
	return {
		odoo,
		journal,
		server,
		node,
		done: async (...given) => {
			const { json, error } = await node(...given);
			if (error) throw new Error(`${given[0]}: ${error.message} ${error.description}`);
			return json[0];
		},
		writes: () => journal.calls.filter(({ committed }) => committed).map(({ operation }) => operation),
	};
}

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** The refund of one piece: unless it is said otherwise a T-shirt of order #1001, 18.00 and 3.60 tax. */
export const intentOf = (reference: string, line = 'TEE-BLUE-M', net = 1800, tax = 360) => ({
	id: `${reference}/R1`,
	amount: eur(net + tax),
	payment: { id: 'p1', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line, quantity: 1, amount: eur(net), description: '' },
		{ kind: 'tax', line, amount: eur(tax), description: '' },
	],
});
