import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { parseNewEvent, ReturnRequest } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const email = 'jordan@example.com';
const user = { email: 'ann@example.com' };

describe('Return Case: one person', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	beforeEach(async () => ({ credential, store } = await openOwnStore()));
	afterEach(removeOwnStores);

	const run = async (parameters: INodeParameters, mode?: 'manual') => {
		const common = { resource: 'person', email: '', references: '', reason: 'Ticket 7', options: {} };
		const { json, error } = await runNode(new ReturnCase(), {
			parameters: { ...common, ...parameters },
			credentials: { returnCaseApi: credential },
			input: [{ user }],
			mode,
		});
		return error ? { error } : (json[0] as IDataObject);
	};
	const open = async (id: string, customer: object, isClosed: boolean) => {
		const { reference } = await store.cases.open({
			request: ReturnRequest.parse({
				channel: 'portal',
				customer,
				lines: [{ id: 'L1', sku: 'TEE', quantity: 1, note: 'too small for Jordan' }],
				providerIds: { 'shopify.return': id },
			}),
			source: 'portal',
			sourceId: id,
		});
		const note = {
			id: 'n',
			source: 'test',
			type: 'note.added',
			actor: 'kim@example.com',
			data: { note: 'Jordan called' },
		};
		const close = { id: 'z', source: 'test', type: 'return.closed', data: {} };
		await store.cases.record({ reference, events: [note, ...(isClosed ? [close] : [])].map(parseNewEvent) });
		return reference;
	};

	it('gets all that is known of them, and nothing of others', async () => {
		const [first, second, nameless] = [
			await open('1', { email }, true),
			await open('2', { email: 'Jordan@Example.com' }, false),
			await open('3', { name: 'Jordan' }, true),
		];
		await open('4', { email: 'other@example.com' }, true);
		const given = await run({ operation: 'export', email, references: nameless });
		const cases = given.cases as Array<{ case: { reference: string }; events: IDataObject[]; elsewhere: IDataObject }>;
		expect(cases.map((one) => one.case.reference).sort()).toEqual([first, second, nameless].sort());
		expect(cases[0]).toMatchObject({
			events: [{ type: 'return.requested' }, { type: 'note.added', data: { note: 'Jordan called' } }, {}],
			elsewhere: { 'shopify.return': '1' },
		});
		expect(JSON.stringify(given)).not.toMatch(/kim@example|other@example/);
	});

	it('erases them in what is over, and in what is open once it is over', async () => {
		const [over, going] = [await open('1', { email }, true), await open('2', { email }, false)];
		const other = await open('3', { email: 'other@example.com' }, true);
		const asked = { erased: [{ reference: over }], kept: [{ reference: going, why: 'The return is not closed.' }] };
		expect(await run({ operation: 'erase', email }, 'manual')).toMatchObject({ ...asked, outcome: 'dry_run' });
		expect((await store.cases.get(over))!.customer!.email).toBe(email);
		expect(await run({ operation: 'erase', email })).toMatchObject(asked);
		expect(JSON.stringify([await store.cases.get(over), await store.cases.timeline(over)])).not.toMatch(/jordan/i);
		expect(await store.cases.verify(over)).toBeUndefined();
		expect((await store.cases.get(going))!.customer!.email).toBe(email);
		expect((await store.cases.get(other))!.customer!.email).toBe('other@example.com');
		expect(await store.operators.log({ reference: over, limit: 5 })).toMatchObject([
			{ actor: user.email, action: 'erasure_asked', details: { reason: 'Ticket 7' } },
		]);
		await store.cases.record({
			reference: going,
			events: [parseNewEvent({ id: 'z', source: 'test', type: 'return.closed', data: {} })],
		});
		expect(await store.people.eraseDue(10)).toBe(1);
		expect(JSON.stringify(await store.cases.get(going))).not.toMatch(/jordan/i);
		// Nothing is found any more; that is no error.
		expect(await run({ operation: 'erase', email })).toMatchObject({ erased: [], kept: [] });
	});

	it.each([
		[{ operation: 'erase', email: ' ' }, 'It is not said whose data it is'],
		[{ operation: 'export', references: 'RMA-NONE' }, 'There is no case RMA-NONE'],
		[{ operation: 'erase', email, reason: ' ' }, 'It is not said why personal data is erased'],
	])('%j: %s', async (parameters, message) => {
		expect(await run(parameters)).toMatchObject({ error: { message } });
	});
});
