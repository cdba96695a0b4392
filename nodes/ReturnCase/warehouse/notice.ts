import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { CaseState } from '../../shared/case';
import { isKept, isNothingExpected, returnToOf } from '../../shared/case/expected';
import { Address, csvText, type Settings } from '../../shared/model';

/*
 * What a warehouse is told of goods that come back: that they are expected (an ASN, advance ship notice), or not any more. One document, from which
 * the body of a signed webhook and the rows of a CSV are made, so that every warehouse is told the same.
 */

export const WarehouseNotice = z.object({
	/** Names the notice once and for all: the same is told again under the same id, a change has another. */
	id: z.string(),
	kind: z.enum(['expected', 'canceled']),
	reference: z.string(),
	brand: z.string(),
	orderNumber: z.string(),
	/** Where the goods go: by the rules of the return, else as the settings say. */
	returnTo: Address.optional(),
	parcels: z.array(
		z.object({ trackingNumber: z.string(), carrier: z.string(), estimatedDelivery: z.string().optional() }),
	),
	/** What is still to come; of a return that is canceled what was. */
	lines: z.array(
		z.object({
			line: z.string(),
			sku: z.string(),
			title: z.string(),
			quantity: z.number().int(),
			reason: z.string(),
			serials: z.array(z.string()).optional(),
		}),
	),
});
export type WarehouseNotice = z.infer<typeof WarehouseNotice>;

/** What a warehouse is told of a case as it is now; undefined when it has nothing to expect and was to expect nothing. Pure. */
export function noticeOf(
	state: CaseState,
	{ returnAddress }: Pick<Settings, 'returnAddress'>,
): WarehouseNotice | undefined {
	const { reference, brand, orderNumber = '', verdict, labels, parcels = [] } = state;
	const isComing = verdict === 'approved' && !state.closedAt && !isNothingExpected(state);
	const approved = state.lines.filter(({ id, quantities }) => quantities.approved > 0 && !isKept(state, id));
	const lines = approved
		.map(({ id: line, sku, title, reason, serials, quantities }) => ({
			line,
			sku,
			title,
			quantity: quantities.approved - (isComing ? quantities.received : 0),
			reason,
			...(serials && { serials }),
		}))
		.filter(({ quantity }) => quantity > 0);
	if (!lines.length) return undefined;
	const returnTo = returnToOf(state) ?? returnAddress;
	const known = labels
		.filter(({ voided, trackingNumber }) => trackingNumber && (!voided || !isComing))
		.map(({ trackingNumber, carrier }) => {
			const estimatedDelivery = parcels.find((one) => one.trackingNumber === trackingNumber)?.estimatedDelivery;
			return { trackingNumber, carrier, ...(estimatedDelivery && { estimatedDelivery }) };
		});
	const notice = {
		kind: isComing ? ('expected' as const) : ('canceled' as const),
		reference,
		brand,
		orderNumber,
		...(returnTo && { returnTo }),
		parcels: known,
		lines,
	};
	// What is expected as it was before, after something else was, is news: how it came to that is part of what names it.
	const history = [
		state.approvedAt,
		...(isComing ? [state.labels.map(({ id, voided }) => [id, !!voided])] : []),
		...(isComing ? [state.receipts.map(({ id, canceled }) => [id, !!canceled])] : []),
	];
	const content = createHmac('sha256', 'notice')
		.update(JSON.stringify([notice, history]))
		.digest('hex')
		.slice(0, 12);
	return { id: `${reference}/${notice.kind}/${content}`, ...notice };
}

const columns = [
	...['notice', 'kind', 'reference', 'order', 'line', 'sku', 'title', 'quantity', 'reason', 'serials'],
	...['tracking_numbers', 'carriers', 'expected_on', 'return_to'],
] as const;

/** The notice as CSV: a head, and a row for each line. */
export function noticeCsv(notice: WarehouseNotice): string {
	const { id, kind, reference, orderNumber, parcels, lines, returnTo } = notice;
	const place = returnTo && [returnTo.company ?? returnTo.name, returnTo.postalCode, returnTo.city, returnTo.country];
	const all = (of: (parcel: WarehouseNotice['parcels'][number]) => string | undefined) =>
		parcels.map(of).filter(Boolean).join(' ');
	return csvText([
		[...columns],
		...lines.map(({ line, sku, title, quantity, reason, serials }) => [
			...[id, kind, reference, orderNumber, line, sku, title, quantity, reason, (serials ?? []).join(' ')],
			...[all((one) => one.trackingNumber), all((one) => one.carrier), all((one) => one.estimatedDelivery)],
			place?.join(', ') ?? '',
		]),
	]);
}
