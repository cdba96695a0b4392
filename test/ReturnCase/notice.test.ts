import { createHmac } from 'node:crypto';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { noticeCsv, noticeOf } from '../../nodes/ReturnCase/warehouse/notice';
import { closeStores } from '../../nodes/shared/store/open';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { runNode } from '../support/harness';

let known: CaseFixture;
beforeEach(async () => void (known = await openCase()));
afterEach(async () => await closeStores());

const secret = 'a long secret';
const compose = async (parameters: object = {}, credential: object = { secret }) =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'composeNotice', ...parameters },
		credentials: { returnCaseApi: known.credential, returnsSignedWebhookApi: credential as never },
		input: [{ reference: known.reference }],
	});
const tell = async (type: Parameters<typeof fact>[0], data: object, id?: string) =>
	(await known.store.cases.record({ reference: known.reference, events: [fact(type, data, id)] })).case;
const label = { id: 'lb1', carrier: 'UPS', trackingNumber: 'T1', labelUrl: '' };
const parcel = { trackingNumber: 'T1', status: 'in_transit', estimatedDelivery: '2026-12-01' };

it('tells what is expected, with its parcels and when they come, signed so that the warehouse can check it', async () => {
	await tell('label.issued', { label });
	await tell('shipment.in_transit', { tracking: parcel });
	const { json, error } = await compose();
	expect(error).toBeUndefined();
	const { body, signature, csv, fileName, outcome, ...notice } = json[0].notice as Record<string, string>;
	expect(JSON.parse(body)).toEqual(notice);
	expect(notice).toMatchObject({
		kind: 'expected',
		reference: known.reference,
		parcels: [{ trackingNumber: 'T1', carrier: 'UPS', estimatedDelivery: '2026-12-01' }],
		lines: [{ line: 'l1', sku: 'MUG', quantity: 1, reason: 'unknown' }],
		returnTo: { name: 'Returns' },
	});
	expect(signature).toBe(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
	expect([outcome, fileName]).toEqual(['done', `${notice.id.replaceAll('/', '-')}.csv`]);
	expect(csv.split('\r\n')[1]).toBe(
		`${notice.id},expected,${known.reference},,l1,MUG,,1,unknown,,T1,UPS,2026-12-01,"Returns, 62701, Springfield, US"`,
	);
	expect((await compose()).json).toEqual(json);
});

it('tells a change under another id, and that nothing comes any more when the return has ended', async () => {
	const before = (await compose()).json[0].notice as { id: string };
	await tell('label.issued', { label });
	const after = (await compose()).json[0].notice as { id: string };
	expect(after.id).not.toBe(before.id);
	await tell('return.canceled', {});
	const { id } = (await compose()).json[0].notice as { id: string };
	await tell('label.voided', { label: 'lb1' });
	expect((await compose()).json[0].notice).toMatchObject({
		id,
		kind: 'canceled',
		lines: [{ quantity: 1 }],
		parcels: [{ trackingNumber: 'T1' }],
	});
});

it('tells what is as it was before under another id: the newest counts, and each id is taken once', async () => {
	await tell('label.issued', { label });
	const idNow = async () => ((await compose()).json[0].notice as { id: string }).id;
	const first = await idNow();
	await tell('label.issued', { label: { ...label, id: 'lb2', trackingNumber: 'T2' } }, 'second');
	const second = await idNow();
	await tell('label.voided', { label: 'lb2' });
	expect((await compose()).json[0].notice).toMatchObject({ parcels: [{ trackingNumber: 'T1' }] });
	expect(new Set([first, second, await idNow()]).size).toBe(3);
});

it('leaves out what has come, and says that there is nothing to tell when all has', async () => {
	await tell('return.received', { receipt: { id: 'g1', lines: [{ line: 'l1', quantity: 1 }] } });
	expect((await compose()).json[0].notice).toEqual({ outcome: 'nothing_to_do' });
});

it('signs nothing without a secret, and says so; a file needs none', async () => {
	const { error } = await compose({}, { secret: '' });
	expect(error?.message).toMatch(/has no secret/);
	const { json } = await compose({ sign: false }, { secret: '' });
	expect(json[0].notice).not.toHaveProperty('signature');
	expect(json[0].notice).toMatchObject({ outcome: 'done', csv: expect.stringContaining('MUG') as string });
});

it('keeps a text of a customer a text in every spreadsheet', async () => {
	const state = (await known.store.cases.get(known.reference))!;
	state.lines[0] = { ...state.lines[0], reason: '=HYPERLINK("http://x")' };
	expect(noticeCsv(noticeOf(state, {})!)).toContain(`"'=HYPERLINK(""http://x"")"`);
});
