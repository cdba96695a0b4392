import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../support/harness';
import { lineTo, type Line } from './line';
import { realOdoo } from './realOdoo';
import { odooApi, odooApiKeyApi, type OdooTarget } from './target';

/** Which protocol a credential leads to, and that an operation hears the same by both. */
let odoo: OdooTarget;
let line: Line;
let known: { number: string; id: number };
const login = 'returns';
const run = Date.now().toString(36).toUpperCase();
const tee = { sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 2, price: '20.00', discount: '4.00', tax: '7.20' };

beforeAll(async () => {
	odoo = await realOdoo();
	line = await lineTo(odoo.url);
	await userWithPassword();
	const number = `#V${run}`;
	known = { number, ...(await odoo.addOrder({ number, lines: [tee], shipping: { price: '0', tax: '0' } })) };
});
afterAll(async () => await line.stop());

/** The suites' own user has its login for password; an Odoo that was named may not have that user yet. */
async function userWithPassword(): Promise<void> {
	const groups = await Promise.all(
		[
			['stock', 'group_stock_user'],
			['account', 'group_account_invoice'],
		].map(
			async ([module, xml_id]) =>
				(await odoo.call('ir.model.data', 'check_object_reference', { module, xml_id })).body[1] as number,
		),
	);
	const [user] = (await odoo.call('res.users', 'search', { domain: [['login', '=', login]] })).body;
	if (user) await odoo.call('res.users', 'write', { ids: [user], vals: { password: login } });
	else
		await odoo.call('res.users', 'create', {
			vals_list: [{ name: login, login, password: login, group_ids: [[6, 0, groups]] }],
		});
}

const key = () => ({ odooApiKeyApi: { url: line.url, db: odoo.database, apiKey: odoo.nodeKey } });
const password = (more: object = {}) => ({
	odooApi: { url: line.url, db: odoo.database, username: login, password: login, ...more },
});

async function find(
	credentials: Record<string, ICredentialDataDecryptedObject>,
	parameters: INodeParameters = {},
	items = 1,
) {
	Object.assign(line, { calls: [], bodies: [] });
	return await runNode(new OdooReturns(), {
		parameters: {
			resource: 'order',
			operation: 'find',
			order: known.number,
			authentication: Object.keys(credentials)[0],
			...parameters,
		},
		credentials,
		extraTypes: [odooApi, odooApiKeyApi],
		input: Array.from(
			{ length: items },
			() => ({ settings: { timeZone: 'Pacific/Kiritimati', odoo: odoo.settings } }) as never,
		),
	});
}

it('speaks JSON-2 with a key, JSON-RPC with a password, and says the same', async () => {
	const byKey = await find(key());
	expect(line.calls.every((path) => path.startsWith('/json/2/'))).toBe(true);
	expect(line.bodies.every(({ context }) => context.lang === 'en_US' && context.tz === 'Pacific/Kiritimati')).toBe(
		true,
	);
	const byPassword = await find(password());
	expect(line.calls.slice(0, 3)).toEqual(['/web/version', '/json/2/res.users/context_get', '/jsonrpc']); // is the password a key? no: sign in
	expect(new Set(line.calls.slice(3))).toEqual(new Set(['/jsonrpc']));
	expect(byKey.error).toBeUndefined();
	expect(byPassword.json).toEqual(byKey.json);
	// Once the order is known, the work is done in its company.
	await find(password(), { operation: 'getReturnableLines' });
	const [, , , , , , named] = line.bodies.at(-1).params.args;
	expect(named.context).toMatchObject({
		lang: 'en_US',
		tz: 'Pacific/Kiritimati',
		allowed_company_ids: [expect.any(Number)],
	});
});

it('asks for version and user once, not with every item', async () => {
	await find(password(), {}, 3);
	expect(line.calls).not.toContain('/web/version');
});

it('takes JSON-2 for a password that is an API key', async () => {
	const { error } = await find(password({ password: odoo.nodeKey }));
	expect(error).toBeUndefined();
	expect(line.calls).not.toContain('/jsonrpc');
});

it('refuses alike by both what is wrong in the credential, and shows no secret', async () => {
	const wrong: Array<[Record<string, ICredentialDataDecryptedObject>, string]> = [
		[{ odooApiKeyApi: { ...key().odooApiKeyApi, apiKey: 'a-wrong-secret' } }, 'Odoo refused the API key'],
		[password({ password: 'a-wrong-secret' }), 'Odoo refused user name and password'],
		[password({ username: 'nobody', password: 'a-wrong-secret' }), 'Odoo refused user name and password'],
		[{ odooApiKeyApi: { ...key().odooApiKeyApi, db: 'nowhere' } }, 'There is no Odoo database at this address'],
		[password({ db: 'nowhere' }), 'There is no Odoo database at this address'],
		[password({ db: '' }), 'The Odoo credential names no database'],
	];
	for (const [credentials, message] of wrong) {
		const { error } = await find(credentials);
		expect(error).toMatchObject({ message, context: { category: 'configuration' } });
		expect(JSON.stringify([error, error?.description])).not.toMatch(/a-wrong-secret|Traceback/);
	}
});

it('tells by both what is not there, and what this user may not do', async () => {
	for (const credentials of [key(), password()]) {
		expect((await find(credentials, { order: `nowhere ${run}` })).error).toMatchObject({
			message: `There is no order nowhere ${run} in Odoo`,
			context: { category: 'rejected' },
		});
		expect((await find(credentials, { order: { __rl: true, mode: 'id', value: '99999999' } })).error).toMatchObject({
			message: 'sale.order 99999999: the record is gone from Odoo',
			context: { category: 'rejected' },
		});
	}
});

it('works on several items at once when asked to, and keeps their order', async () => {
	Object.assign(line, { calls: [], bodies: [] });
	const numbers = [known.number, `nowhere ${run}`, known.number];
	const { json } = await runNode(new OdooReturns(), {
		parameters: { resource: 'order', operation: 'find', order: '={{ $json.number }}', options: { atOnce: 3 } },
		credentials: key(),
		extraTypes: [odooApiKeyApi],
		continueOnFail: true,
		input: numbers.map((number) => ({ number })),
	});
	expect(json.map((item) => (item.odooOrder as { id: number } | undefined)?.id ?? item.error)).toEqual([
		known.id,
		`There is no order nowhere ${run} in Odoo`,
		known.id,
	]);
});
