import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { ReturnMessages } from '../../nodes/ReturnMessages/ReturnMessages.node';
import { declarationOf, GivenStatement } from '../../nodes/shared/case/declaration';
import { languages, messageNames } from '../../nodes/shared/model';
import { closeStores } from '../../nodes/shared/store/open';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import {
	asTool,
	credentialTypes,
	runNode,
	runWorkflow,
	TestCredentialsHelper,
	TestNodeTypes,
} from '../support/harness';

const label = { id: 'lb1', carrier: 'UPS', trackingNumber: 'T1', labelUrl: 'https://labels.example/lb1.pdf' };
const compose = { resource: 'message', operation: 'compose' };
interface Written extends IDataObject {
	message: IDataObject;
}

let fixture: CaseFixture;
beforeEach(async () => {
	fixture = await openCase();
	const { store, reference } = fixture;
	await store.settings.save('default', { sender: 'returns@example.com', operator: 'operator@example.com' });
	const customer = { email: 'alex@example.com', language: 'de' };
	const order = { number: '#1001', currency: 'EUR', customer, lines: [] };
	await store.cases.record({
		reference,
		events: [fact('order.found', { order, system: 'shopify' }), fact('label.issued', { label })],
	});
});
afterEach(async () => await closeStores());

const eventOf = async (type: string) =>
	(await fixture.store.cases.timeline(fixture.reference)).find((one) => one.type === type)!;
const itemOf = async (type: string, more: IDataObject = {}): Promise<IDataObject> => ({
	reference: fixture.reference,
	event: (await eventOf(type)) as unknown as IDataObject,
	...more,
});

/** What leaves by Send, and by Nothing to Send. */
async function composed(items: IDataObject[], parameters: IDataObject = {}, mode?: 'manual') {
	const node = new ReturnMessages();
	const type = `n8n-nodes-returns.${node.description.name}`;
	const run = await runWorkflow(
		{
			nodes: [
				{
					id: 'node',
					name: 'Write Message',
					type,
					typeVersion: 2,
					position: [0, 0],
					parameters: { ...compose, ...parameters },
					credentials: { returnCaseApi: { id: 'c', name: 'c' } },
				},
			],
			connections: {},
		},
		{
			nodeTypes: new TestNodeTypes({ [type]: node }),
			credentialsHelper: new TestCredentialsHelper(credentialTypes(), { returnCaseApi: { ...fixture.credential } }),
			input: items.map((json): INodeExecutionData => ({ json })),
			mode,
		},
	);
	const { error, runData } = run.data.resultData;
	if (error) throw error;
	return runData['Write Message'][0].data!.main.map((list) => list!.map(({ json }) => json as Written));
}

describe('Message: Compose', () => {
	it("writes what the event tells, in the customer's language, and passes the rest on", async () => {
		const [send, nothing] = await composed([await itemOf('label.issued', { own: 1 })]);
		expect(nothing).toEqual([]);
		expect(send).toMatchObject([
			{
				own: 1,
				reference: fixture.reference,
				message: {
					event: 'label',
					language: 'de',
					to: 'alex@example.com',
					from: 'returns@example.com',
					subject: `Ihr Rücksendeetikett (${fixture.reference})`,
					text: expect.stringContaining('https://labels.example/lb1.pdf') as string,
					html: expect.stringContaining('<html lang="de">') as string,
				},
			},
		]);
		expect(send[0].testRun).toBeUndefined();
	});

	it('tells an event to a person once, and another event too', async () => {
		const item = await itemOf('label.issued');
		expect((await composed([item]))[0]).toHaveLength(1);
		const [send, nothing] = await composed([item]);
		expect([send, nothing[0].message.why]).toEqual([[], 'sent_before']);
		await fixture.store.cases.record({
			reference: fixture.reference,
			events: [fact('label.issued', { label: { ...label, id: 'lb2' } }, 'second')],
		});
		const again = (await fixture.store.cases.timeline(fixture.reference)).at(-1)!;
		expect((await composed([{ ...item, event: again as unknown as IDataObject }]))[0]).toHaveLength(1);
	});

	it('tells it again when it is told to, and to a customer whose address has changed', async () => {
		const item = await itemOf('label.issued');
		await composed([item]);
		expect((await composed([item], { once: false }))[0]).toHaveLength(1);
		const { store, reference } = fixture;
		const claims = await store.cases.timeline(reference);
		expect(JSON.stringify(claims.filter(({ type }) => type !== 'order.found'))).not.toContain('alex@example.com');
	});

	it('within a step counts when the step is done: what n8n had not sent when it died is written again', async () => {
		const { store, reference } = fixture;
		await store.steps.subscribe('News', ['return.expired']);
		await store.cases.record({ reference, events: [fact('return.expired', {})] });
		const claim = async () => {
			const [step] = await store.steps.claim('News', { limit: 1, leaseMs: 1, maxAttempts: 3 });
			return step && { id: step.id, token: step.token };
		};
		const item = await itemOf('return.expired');
		const died = (await claim())!;
		expect((await composed([{ ...item, step: died }]))[0]).toHaveLength(1);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const second = (await claim())!;
		expect((await composed([{ ...item, step: second }]))[0]).toHaveLength(1);
		await store.steps.finish([second]);
		expect((await composed([item]))[1][0].message.why).toBe('sent_before');
	});

	it('ends no step: the e-mail comes after it', async () => {
		const { store, reference } = fixture;
		await store.steps.subscribe('News', ['return.expired']);
		await store.cases.record({ reference, events: [fact('return.expired', {})] });
		const [{ id, token }] = await store.steps.claim('News', { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
		await composed([{ ...(await itemOf('return.expired')), step: { id, token } }]);
		// A step that had ended could not become stuck any more.
		await store.steps.fail([{ id, token }], { error: { message: 'the mail server is down' }, maxAttempts: 1 });
		expect(await store.steps.stuck({ limit: 9 })).toMatchObject([{ id, state: 'stuck' }]);
	});

	it.each([
		['order.found', 'nobody_is_told'],
		['return.requested', 'no_address'],
	])('of %s lets the item out by Nothing to Send: %s', async (type, why) => {
		const item = await itemOf(type);
		if (why === 'no_address') {
			const { store } = fixture;
			const { reference } = await store.cases.open({
				source: 'test',
				sourceId: 'nobody',
				request: {
					brand: 'default',
					channel: 'shop',
					lines: [{ id: 'l1', sku: 'MUG', title: '', quantity: 1, reason: 'unknown', providerIds: {} }],
					providerIds: {},
				},
			});
			item.reference = reference;
		}
		const [send, nothing] = await composed([item]);
		expect([send, nothing[0].message.why]).toEqual([[], why]);
	});

	it('holds a receipt back that the page says is not to be mailed, and the review of its case; another one goes out in the language of the page', async () => {
		const { store } = fixture;
		const declared = async (more: object) =>
			await store.cases.declare(
				declarationOf(
					GivenStatement.parse({
						name: 'Kim',
						contract: '#1',
						email: 'kim@example.com',
						channel: 'page',
						language: 'fr',
					}),
					{ brand: 'default', timeZone: 'UTC', now: Date.now() },
				)!,
				[{ key: 'k', of: 'address', limit: 1, windowMs: 60_000, ...more }],
			);
		const written = async (type: string, reference: string) =>
			await composed([
				{
					reference,
					event: (await store.cases.timeline(reference)).find((one) => one.type === type) as unknown as IDataObject,
				},
			]);
		const held = await declared({ limit: 0 });
		await store.cases.record({
			reference: held.reference,
			events: [fact('return.review_required', { decision: { outcome: 'review', reasons: [], lines: [] } })],
		});
		for (const type of ['withdrawal.declared', 'return.review_required']) {
			const [send, nothing] = await written(type, held.reference);
			expect([send, nothing[0].message.why]).toEqual([[], 'held_back']);
		}
		// A further statement of the same customer, of which the receipt may go.
		const again = await store.cases.declare(
			declarationOf(
				GivenStatement.parse({
					name: 'Kim',
					contract: '#1',
					email: 'kim@example.com',
					channel: 'page',
					language: 'nl',
					lines: [{ sku: 'TEE', title: '', quantity: 1 }],
				}),
				{ brand: 'default', timeZone: 'UTC', now: Date.now() },
			)!,
		);
		const [send] = await written('withdrawal.declared', again.reference);
		expect(send).toMatchObject([{ message: { event: 'withdrawal_received', language: 'nl', to: 'kim@example.com' } }]);
	});

	it('a receipt that was acknowledged is not sent again when its step comes back, unless that is wanted', async () => {
		const { store } = fixture;
		await store.steps.subscribe('Receipts', ['withdrawal.declared']);
		const given = { name: 'Kim', contract: '#7', email: 'kim@example.com', channel: 'page' };
		const { reference, events } = await store.cases.declare(
			declarationOf(GivenStatement.parse(given), { brand: 'default', timeZone: 'UTC', now: Date.now() })!,
		);
		const declared = events.at(-1)!.event;
		const item = async () => {
			const [{ id, token }] = await store.steps.claim('Receipts', { limit: 1, leaseMs: 1, maxAttempts: 3 });
			return { reference, event: declared as unknown as IDataObject, step: { id, token } };
		};
		expect((await composed([await item()]))[0]).toHaveLength(1);
		await store.cases.record({
			reference,
			events: [
				fact('withdrawal.acknowledged', { statement: (declared.data as { statement: { id: string } }).statement.id }),
			],
		});
		// n8n died before the step was done.
		await new Promise((resolve) => setTimeout(resolve, 20));
		const again = await item();
		expect((await composed([again]))[1][0].message.why).toBe('sent_before');
		expect((await composed([again], { once: false }))[0]).toHaveLength(1);
	});

	it('a test run shows the message every time, marks it, and counts nothing', async () => {
		const item = await itemOf('label.issued');
		for (let times = 0; times < 2; times++)
			expect((await composed([item], {}, 'manual'))[0]).toMatchObject([{ testRun: true, message: { event: 'label' } }]);
		expect((await composed([{ ...item, testRun: true }]))[0]).toMatchObject([{ testRun: true }]); // retried: n8n takes it for a real one
		expect((await composed([item]))[0]).toHaveLength(1);
	});

	it('in shadow mode nothing leaves by Send, and the case keeps what would have been told', async () => {
		const { store, reference } = fixture;
		await store.settings.change('default', (before) => ({ ...before, shadow: true }));
		const [send, nothing] = await composed([await itemOf('label.issued')]);
		expect([send, nothing[0].message]).toMatchObject([[], { why: 'shadow_mode', event: 'label' }]);
		expect((await store.cases.timeline(reference)).at(-1)).toMatchObject({
			type: 'shadow.withheld',
			data: { would: { what: expect.stringMatching(/^message label label\.issued/) as string } },
		});
	});

	it('writes to the owner of what staff is told, with the link to decide', async () => {
		const decision = { outcome: 'review', reasons: [{ code: 'value_above_limit', message: 'Too dear.' }], lines: [] };
		const event = { type: 'return.review_required', data: { decision } };
		const [[{ message }]] = await composed([{ reference: fixture.reference, event }]);
		expect(message).toMatchObject({ event: 'review', language: 'en', to: 'operator@example.com' });
		expect(message.text).toContain(`/form/returns/review?reference=${fixture.reference}`);
		expect(message.text).toContain('Too dear.');
	});

	it('writes of stuck steps and connections, which have no event', async () => {
		const settings = (await fixture.store.settings.get('default')) as unknown as IDataObject;
		const stuck = { id: 3, name: 'Settle', reference: fixture.reference, attempts: 5, what: 'Why.', advice: 'Do.' };
		const news = { connection: 'odoo', account: '', paused: true, reason: 'No answer.', settings };
		const [[first, second]] = await composed([{ ...stuck, settings }, news]);
		expect(first.message).toMatchObject({
			event: 'stuck',
			to: 'operator@example.com',
			subject: `A step is stuck: Settle (${fixture.reference})`,
		});
		expect(second.message).toMatchObject({ event: 'connection', subject: 'Connection paused: odoo' });
	});

	it('writes a message that is chosen, in a language that is chosen', async () => {
		const [[{ message }]] = await composed([{ reference: fixture.reference }], { message: 'reminder', language: 'fr' });
		expect(message).toMatchObject({ event: 'reminder', language: 'fr' });
		expect((await composed([{ reference: fixture.reference }], { message: 'reminder' }))[1][0].message.why).toBe(
			'sent_before',
		);
	});

	it.each([
		['has no case', {}, { message: 'label' }, /no return case/],
		['has an event that is none', { event: { data: 1 } }, {}, /^event\.(type|data)/],
		['has a case that is none', { event: { type: 'label.issued' }, case: { lines: [] } }, {}, /^case\./],
	])('says what is wrong with an item that %s', async (_what, item, parameters, expected) => {
		await expect(composed([item], parameters)).rejects.toMatchObject({
			message: expect.stringMatching(expected) as string,
		});
	});

	it('without the case store writes from the item alone', async () => {
		const state = await fixture.store.cases.get(fixture.reference);
		const settings = await fixture.store.settings.get('default');
		const item = await itemOf('label.issued', { case: state as never, settings: settings as never });
		const { json, error } = await runNode(new ReturnMessages(), { parameters: compose, input: [item] });
		expect([error, json]).toMatchObject([undefined, [{ message: { event: 'label', to: 'alex@example.com' } }]]);
	});

	it('is refused to an agent until it is allowed', async () => {
		const { error } = await runNode(asTool(new ReturnMessages()), {
			parameters: compose,
			input: [{ reference: fixture.reference }],
		});
		expect(error).toMatchObject({ context: { code: 'not_for_agents' } });
	});
});

describe('Message: Preview', () => {
	const preview = async (parameters: IDataObject = {}, credentials = {}, input: IDataObject[] = [{}]) => {
		const { json, error } = await runNode(new ReturnMessages(), {
			parameters: { resource: 'message', operation: 'preview', ...parameters } as never,
			credentials,
			input,
		});
		expect(error).toBeUndefined();
		return json.map(({ message }) => message as IDataObject);
	};

	it('shows every message in every language, without a case store, too', async () => {
		expect(await preview()).toHaveLength(messageNames.length * languages.length);
	});
	it('shows what is chosen, by the words of a brand, and writes nothing down', async () => {
		const { store, credential } = fixture;
		const messages = { words: { 'refund_paid subject': 'Nord pays {amount}' } };
		await store.settings.save('nord', { sender: 'nord@example.com', messages, policy: { currency: 'JPY' } });
		const shown = await preview(
			{ brand: 'nord', messages: ['refund_paid'], languages: ['en', 'nl'] },
			{ returnCaseApi: credential },
		);
		expect(shown).toMatchObject([
			{ language: 'en', from: 'nord@example.com', subject: 'Nord pays ¥4,490' },
			{ language: 'nl', event: 'refund_paid' },
		]);
		expect(await store.cases.getMany({ limit: 9 })).toHaveLength(1);
	});
});
