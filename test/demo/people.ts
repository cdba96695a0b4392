import { randomUUID } from 'node:crypto';
import type { CaseState } from '../../nodes/shared/case';
import type { CaseStore } from '../../nodes/shared/store';
import { waitFor } from '../n8n/waitFor';
import { warehouseKey } from '../sandbox';
import { submitForm, type FormEnding } from './n8nForm';
import type { Shop } from './shop';

export interface AskedLine {
	sku: string;
	quantity: number;
	reason?: string;
}

/** A customer asks in Shopify for a return; the shop's webhook opens the case. Returns its reference. */
export async function askForReturn(
	{ sandbox, store }: Pick<Shop, 'sandbox' | 'store'>,
	order: string,
	lines: AskedLine[],
): Promise<string> {
	const webhookId = randomUUID();
	const { status: first, return: made } = await sandbox.shopify.requestReturn(order, lines, { webhookId });
	let status = first;
	// A busy machine may take longer than the 5 seconds that Shopify waits: it sends the same webhook again.
	for (let again = 0; status === 0 && again < 5; again++) {
		[status = 0] = await sandbox.shopify.webhooks.deliver(
			'returns/request',
			sandbox.shopify.webhooks.bodyOf('returns/request', made),
			{ webhookId },
		);
	}
	if (status !== 200) throw new Error(`n8n answered ${status} to Shopify's webhook`);
	const found = await store.cases.findByReference('shopify.return', made.id);
	if (!found) throw new Error('The webhook was answered, but there is no case');
	return found.reference;
}

/** The warehouse reports what came, then what it found; everything is fit for sale. `parcel`: only these pieces, under a number of their own. */
export async function receiveGoods(
	{ n8n, store }: Pick<Shop, 'n8n' | 'store'>,
	reference: string,
	parcel?: { number: number; pieces: AskedLine[] },
): Promise<void> {
	const { lines } = (await store.cases.get(reference))!;
	const pieces =
		parcel?.pieces ?? lines.map(({ id, sku, quantities }) => ({ line: id, sku, quantity: quantities.approved }));
	const id = `${reference}${parcel ? `-${parcel.number}` : ''}`;
	await report(n8n, reference, 'return.received', `receipt-${id}`, { receipt: { id: `receipt-${id}`, lines: pieces } });
	await report(n8n, reference, 'return.inspected', `inspection-${id}`, {
		inspection: {
			id: `inspection-${id}`,
			lines: pieces.map((piece) => ({ ...piece, condition: 'as new', destination: 'restock' })),
		},
	});
}

/** The warehouse reports by its webhook. */
export async function report(
	n8n: Shop['n8n'],
	reference: string,
	type: string,
	id: string,
	data: object,
): Promise<void> {
	const { status } = await n8n.postWebhook(
		'returns/warehouse',
		{ reference, type, id, data },
		{ 'X-Warehouse-Key': warehouseKey },
	);
	if (status !== 200) throw new Error(`n8n answered ${status} to the warehouse's ${type}`);
}

/** A reviewer opens the form, signed in to n8n, reads the case and decides; `note` goes to the customer or, when approved, to staff. */
export async function review(
	{ n8n }: Pick<Shop, 'n8n'>,
	reference: string,
	decision: 'Approve' | 'Decline',
	note = '',
	payBackAs = 'As the customer asked',
): Promise<FormEnding> {
	const [toCustomer, toStaff] = decision === 'Decline' ? [note, ''] : ['', note];
	return await submitForm(n8n, 'returns/review', [reference], ['', decision, payBackAs, toCustomer, toStaff]);
}

/** Somebody of finance has paid a refund, and says so in the form. */
export async function payByHand(
	{ n8n }: Pick<Shop, 'n8n'>,
	reference: string,
	refund: string,
	proof: string,
): Promise<FormEnding> {
	return await submitForm(n8n, 'returns/paid-by-hand', [reference, refund, 'Bank transfer', proof]);
}

/** Waits until a case is as asked for; the error says how it is instead. */
export async function waitForCase(
	store: CaseStore,
	reference: string,
	what: string,
	condition: (state: CaseState) => boolean,
	timeoutMs = 120_000,
): Promise<CaseState> {
	let last: CaseState | undefined;
	try {
		return await waitFor(
			`${reference} to be ${what}`,
			async () => {
				last = await store.cases.get(reference);
				return last && condition(last) ? last : undefined;
			},
			{ timeoutMs, everyMs: 200 },
		);
	} catch (error) {
		const stuck = (await store.steps.stuck({ limit: 20 })).filter((step) => step.reference === reference);
		const tracks =
			last &&
			`${last.authorization}, ${last.logistics}, ${last.inspection}, ${last.settlement}, ${last.closedAt ? 'closed' : 'open'}`;
		throw new Error(
			`${(error as Error).message}. It is: ${tracks}. Stuck: ${stuck.map((step) => `${step.name}: ${step.error?.message}`).join('; ') || 'nothing'}`,
		);
	}
}
