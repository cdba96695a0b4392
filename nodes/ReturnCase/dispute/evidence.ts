import { z } from 'zod';
import type { CaseDispute, CaseState } from '../../shared/case/caseState';
import { rulesOf } from '../../shared/case/apply';
import { nameOf, paidBeside } from '../../shared/case/disputes';
import { shownTime } from '../../shared/case/standing';
import { Html, format, markup, type Address, type CaseEvent } from '../../shared/model';
import { timeLineOf } from './timeLine';

/** What answers a dispute, gathered from the case: one document, and the fields that payment providers ask for one by one. */
export const Evidence = z.object({
	customerName: z.string().optional(),
	customerEmail: z.string().optional(),
	shippingAddress: z.string().optional(),
	/** When the order was sent, as people write it. */
	shippingDate: z.string().optional(),
	productDescription: z.string().optional(),
	/** Why the customer is owed nothing, or nothing more. */
	refundRefusal: z.string().optional(),
	/** The whole document. */
	text: z.string(),
	html: z.string(),
	fileName: z.string(),
});
export type Evidence = z.infer<typeof Evidence>;

/**
 * The evidence about a dispute: the order and its delivery, what the customer asked for and sent, the policy, what went back, and the time line. Only
 * what a bank may read: neither notes nor questions among staff. What is not known is left out. Pure.
 */
export function evidenceOf(state: CaseState, dispute: CaseDispute, timeline: CaseEvent[], timeZone: string): Evidence {
	const { order, customer } = state;
	const at = (time: string) => shownTime(time, timeZone);
	const who = { ...order?.customer, ...customer };
	const address = order?.customer?.address ?? customer?.address;
	const goods = (order?.lines ?? []).map(
		({ quantity, title, sku, subtotal }) =>
			`${quantity} x ${title || sku}${title && sku ? ` (${sku})` : ''}, ${format(subtotal)}`,
	);
	const refusal = refundRefusal(state, dispute, at);
	const parts: Array<[title: string, lines: string[]]> = [
		[
			'Dispute',
			[
				`${nameOf(dispute)}, reason: ${dispute.reason || 'none given'}`,
				...(dispute.dueAt ? [`Evidence until ${at(dispute.dueAt)}`] : []),
				`Return ${state.reference}`,
			],
		],
		['Customer', [who.name, who.email, address && addressLine(address)].filter((one): one is string => !!one)],
		[
			'Order',
			[
				`Order ${order?.number ?? state.orderNumber ?? 'unknown'}${order?.placedAt ? ` of ${at(order.placedAt)}` : ''}`,
				...(order?.fulfilledAt ? [`Sent on ${at(order.fulfilledAt)}`] : []),
				...(order?.deliveredAt ? [`Delivered on ${at(order.deliveredAt)}`] : []),
				...goods,
			],
		],
		['Return', returnLines(state, at)],
		['Parcels of the return', parcelLines(state, at)],
		['Policy', policyLines(state, at)],
		['What went back', paidLines(state)],
		['Why nothing more is owed', refusal ? [refusal] : []],
		['Time line', timeLineOf(timeline).map(({ at: time, what }) => `${at(time)}: ${what}`)],
	];
	const full = parts.filter(([, lines]) => lines.length);
	const title = `Evidence about ${nameOf(dispute)}`;
	return {
		...(who.name && { customerName: who.name }),
		...(who.email && { customerEmail: who.email }),
		...(address && { shippingAddress: addressLine(address) }),
		...(order?.fulfilledAt && { shippingDate: at(order.fulfilledAt) }),
		...(goods.length && { productDescription: goods.join('\n') }),
		...(refusal && { refundRefusal: refusal }),
		text: [title, ...full.map(([name, lines]) => `${name}\n${lines.map((line) => `- ${line}`).join('\n')}`)].join(
			'\n\n',
		),
		html: documentOf(title, full),
		fileName: `evidence-${dispute.id
			.split('/')
			.at(-1)!
			.replace(/[^\w-]/g, '')}.html`,
	};
}

type Shown = (time: string) => string;

function returnLines({ lines, openedAt, statements = [] }: CaseState, at: Shown): string[] {
	const said = [...new Set(lines.flatMap(({ note }) => note?.trim() || []))];
	return [
		`Asked for on ${at(openedAt)}`,
		...statements.map(({ toldAt, channel }) => `Withdrawal from the contract on ${at(toldAt)}, by ${channel}`),
		...lines.map(
			({ quantity, title, sku, reason, quantities: { approved, received } }) =>
				`${quantity} x ${title || sku}, reason: ${reason.replace(/_/g, ' ').toLowerCase()}; ${approved} approved, ${received} came back`,
		),
		...said.map((note) => `The customer wrote: ${note}`),
	];
}

function parcelLines({ labels, parcels = [] }: CaseState, at: Shown): string[] {
	const sent = labels.filter(({ voided }) => !voided);
	return [
		...sent.map(({ carrier, trackingNumber, trackingUrl }) =>
			[`Label of ${carrier}, ${trackingNumber}`, trackingUrl].filter(Boolean).join(', '),
		),
		...parcels.map(({ trackingNumber, status, acceptedAt, deliveredAt }) =>
			[
				`Parcel ${trackingNumber}: ${status.replace(/_/g, ' ')}`,
				acceptedAt && `the carrier has it since ${at(acceptedAt)}`,
				deliveredAt && `delivered on ${at(deliveredAt)}`,
			]
				.filter(Boolean)
				.join(', '),
		),
		...(sent.length && !parcels.length ? ['No carrier has reported a parcel of this return'] : []),
	];
}

function policyLines(state: CaseState, at: Shown): string[] {
	const { decision, withdrawal } = state;
	const rules = rulesOf(state);
	const { published } = decision ?? {};
	return [
		...(published ? [`${published.name}, version ${published.version} of ${at(published.publishedAt)}`] : []),
		...(rules ? [`Goods can be returned within ${rules.windowDays} days`] : []),
		...(rules && timings[rules.refundTiming] ? [`A refund is due ${timings[rules.refundTiming]}`] : []),
		...(withdrawal ? ['The customer has withdrawn from the contract by law'] : []),
	];
}

const timings: Record<string, string> = {
	at_approval: 'when the return is approved',
	at_first_scan: 'when a carrier has the goods',
	at_receipt: 'when the goods are received',
	after_inspection: 'when the goods were inspected',
};

function paidLines({ refunds }: CaseState): string[] {
	return refunds.flatMap(({ intent, state, refund, storeCredit, exchange }) => {
		if (state !== 'succeeded' && state !== 'pending') return [];
		const how = exchange
			? 'as new goods'
			: storeCredit
				? 'as store credit'
				: `by ${intent.payment.method ?? intent.payment.processor.replaceAll('_', ' ')}`;
		return [
			`${format(intent.amount)} ${how}${refund ? `, refund ${refund.id}` : ''}${state === 'pending' ? ', on its way' : ''}`,
		];
	});
}

/** Why the customer is owed nothing more than went back; undefined when the case does not say so. */
function refundRefusal(state: CaseState, dispute: CaseDispute, at: Shown): string | undefined {
	const beside = paidBeside(state, dispute);
	if (beside.length)
		return `The customer has got money back on this payment already: ${beside.map(({ intent, refund }) => `refund ${refund!.id} of ${format(intent.amount)}`).join(', ')}.`;
	if (state.verdict === 'declined') return 'The return was declined.';
	if (state.verdict === 'canceled') return 'The return was canceled.';
	if (state.verdict !== 'approved') return undefined;
	const open = state.lines.filter(({ quantities: { approved, received } }) => received < approved);
	if (!open.length || state.withdrawal) return undefined;
	return `The return was approved${state.approvedAt ? ` on ${at(state.approvedAt)}` : ''}, and the goods have not come back: ${open.map(({ title, sku, quantities: { approved, received } }) => `${received} of ${approved} x ${title || sku}`).join(', ')}.`;
}

function addressLine({ name, company, street1, street2, postalCode, city, state, country }: Address): string {
	return [name, company, street1, street2, `${postalCode} ${city}`, state, country].filter(Boolean).join(', ');
}

function documentOf(title: string, parts: Array<[title: string, lines: string[]]>): string {
	const sections = parts.map(
		([name, lines]) => markup`<h2>${name}</h2><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`,
	);
	return markup`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>${new Html(sections.map(({ text }) => text).join(''))}</body></html>`
		.text;
}
