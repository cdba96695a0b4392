import type { ICredentialType, IHttpRequestOptions, ILoadOptionsFunctions } from 'n8n-workflow';
import type { Settings } from '../../nodes/shared/model';
import type { CatalogueOrder } from '../sandbox/catalogue';

export interface OdooAnswer {
	status: number;
	body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever Odoo says
}

/** An order as a test needs it: a shop number, lines with prices, shipping. */
export type SeedOrder = Pick<CatalogueOrder, 'number' | 'lines' | 'shipping' | 'unsent'> & {
	customer?: CatalogueOrder['customer'];
};

export interface OdooAddress {
	url: string;
	database: string;
	key: string;
}

/** An Odoo that the contract suite can be run on: the stand-in, or a real server. */
export interface OdooTarget extends OdooAddress {
	/** Key of the user that the node works as. */
	nodeKey: string;
	/** Currency of the company. */
	currency: string;
	settings: Settings['odoo'];
	/** The same with the batch action. */
	inBatches: Settings['odoo'];
	call(model: string, method: string, args?: object): Promise<OdooAnswer>;
	/** Makes a confirmed, delivered (unless it says otherwise), invoiced and paid order. Invoice policy: what was ordered. */
	addOrder(order: SeedOrder): Promise<{ id: number; name: string }>;
}

/** One JSON-2 call with a key, as the target answers it. */
export async function call(target: OdooAddress, model: string, method: string, args: object = {}): Promise<OdooAnswer> {
	const response = await fetch(`${target.url}/json/2/${model}/${method}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			authorization: `bearer ${target.key}`,
			'x-odoo-database': target.database,
		},
		body: JSON.stringify(args),
	});
	const text = await response.text();
	try {
		return { status: response.status, body: JSON.parse(text) };
	} catch {
		return { status: response.status, body: text };
	}
}

/** n8n's own credential type for Odoo 19, as n8n-nodes-base 2.41.1 signs requests with it. */
export const odooApiKeyApi: ICredentialType = {
	name: 'odooApiKeyApi',
	displayName: 'Odoo API (API Key)',
	properties: [
		{ displayName: 'Site URL', name: 'url', type: 'string', default: '' },
		{ displayName: 'Database Name', name: 'db', type: 'string', default: '' },
		{ displayName: 'API Key', name: 'apiKey', type: 'string', typeOptions: { password: true }, default: '' },
	],
	authenticate: { type: 'generic', properties: { headers: { Authorization: '=bearer {{$credentials.apiKey}}' } } },
};

/** What n8n gives a list method, as far as ours asks: the node and its signed-in requests. */
export function loadOptionsOf({ url, database, key }: OdooAddress): ILoadOptionsFunctions {
	return {
		getNode: () => ({ name: 'Odoo Returns', type: 'n8n-nodes-returns.odooReturns', parameters: {} }),
		getCredentials: async () => ({ url, db: database, apiKey: key }),
		helpers: {
			async httpRequest(options: IHttpRequestOptions) {
				const answer = await fetch(options.url, {
					method: options.method,
					headers: {
						...(options.headers as Record<string, string>),
						'content-type': 'application/json',
					},
					...(options.body !== undefined && { body: JSON.stringify(options.body) }),
				});
				const text = await answer.text();
				const headers: Record<string, string> = {};
				answer.headers.forEach((value, name) => (headers[name] = value));
				return {
					statusCode: answer.status,
					headers,
					body: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
				};
			},
		},
	} as unknown as ILoadOptionsFunctions;
}

/** n8n's credential type for user name and password; it signs nothing. */
export const odooApi: ICredentialType = {
	name: 'odooApi',
	displayName: 'Odoo API',
	properties: ['url', 'username', 'password', 'db'].map((name) => ({
		displayName: name,
		name,
		type: 'string' as const,
		default: '',
	})),
};
