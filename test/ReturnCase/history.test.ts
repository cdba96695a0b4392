import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { Policy, parseNewEvent, ReturnRequest } from '../../nodes/shared/model';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { runNode } from '../support/harness';
import { useDesk } from '../ReturnPages/useDesk';
import { orderOf } from '../ReturnPolicy/cases';

/* What the policy is told of a customer's other returns. */

const desk = useDesk();
const customer = (email: string) => ({ name: 'Alex Moss', email, providerIds: {} });
const alex = customer('alex@example.com');
const lines = [{ id: 'L1', sku: orderOf().lines[0].sku, quantity: 1, reason: 'too small' }];
const open = async (sourceId: string, more: object = {}) =>
	(
		await desk.store.cases.open({
			request: ReturnRequest.parse({ channel: 'shopify', orderNumber: '#1001', customer: alex, lines, ...more }),
			source: 'test',
			sourceId,
		})
	).case.reference;
const tell = async (reference: string, type: string, data: object = {}) =>
	await desk.store.cases.record({
		reference,
		events: [parseNewEvent({ id: type, source: 'test', type, data } as never)],
	});
const history = async (reference: string) => {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'getHistory', reference },
		credentials: { returnCaseApi: desk.credential },
		input: [{ reference }],
	});
	if (error) throw error;
	return json[0].history as Array<Record<string, unknown>> | undefined;
};

it('are those of the same address and brand that came to something, with pieces, reasons and worth', async () => {
	const first = await open('1');
	await tell(first, 'order.found', { system: 'shopify', order: orderOf() });
	await tell(first, 'return.approved');
	await tell(await open('2'), 'return.declined', { reason: 'no' });
	await open('3', { customer: customer('robin@example.com') });
	await open('4', { brand: 'other' });
	const now = await open('5', { customer: customer('ALEX@example.com') });
	expect(await history(now)).toEqual([
		{
			reference: first,
			openedAt: expect.any(String) as string,
			pieces: 1,
			reasons: ['too small'],
			value: { amount: 2_160, currency: 'EUR' },
		},
	]);
	expect((await history(first))!.map(({ reference }) => reference)).toEqual([now]);
});

it('are unknown of a return without an address, so a limit asks a person', async () => {
	await open('1');
	expect(await history(await open('2', { customer: undefined }))).toBeUndefined();
});

it('are what a limit counts', async () => {
	await open('1');
	const reference = await open('2');
	const policy = Policy.parse({
		book: { limits: [{ name: 'One', measure: 'returns', most: 1, period: 'month', effect: 'review' }] },
	});
	const judged = readCase(await desk.store.cases.get(reference));
	const { reasons } = decide({
		policy,
		timeZone: 'UTC',
		case: judged,
		asOf: judged.openedAt!,
		facts: { history: (await history(reference)) as never },
	});
	expect(reasons.map(({ code, row }) => [code, row])).toContainEqual(['customer_limit', 'One']);
});
