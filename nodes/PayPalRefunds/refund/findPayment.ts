import { EffectError, sameMoney } from '../../shared/model';
import {
	findingOf,
	fittingAmong,
	whyNotSearched,
	type Finding,
	type SearchedProvider,
	type Searched,
	type UnknownPayment,
} from '../../shared/operation';
import { instantOf } from '../records/fields';
import { PayPalTransactions, type PayPalTransaction } from '../records/transaction';
import type { PayPal } from '../transport/paypal';
import { toPayment, type PaymentNow } from './payment';
import { readPayment } from './readPayment';

/** Payments of PayPal as they are searched: those of a PayPal gateway of the shop, which keeps no id of PayPal. */
export const searchedPayPal: SearchedProvider = {
	processor: 'paypal',
	isUnknown: ({ processor, method }) => processor === 'other' && /paypal/i.test(method ?? ''),
	idsOf: ({ providerIds }) => [providerIds['paypal.capture']],
};

/** How long PayPal takes at most until it finds a payment. */
const slowness = 3 * 60 * 60_000;
const pageSize = 500;

/** Searches a payment in PayPal, so many minutes around the time when the customer paid. It is found when exactly one fits. */
export async function findPayment(
	paypal: PayPal,
	sought: UnknownPayment,
	minutes: number,
): Promise<Finding<PaymentNow>> {
	const { match, candidates, why } = await search(paypal, sought, minutes);
	const payment = match && toPayment(await readPayment(paypal, match.transaction_info.transaction_id));
	const dated = candidates.map(({ payment: { transaction_info: info }, id, fits }) => ({
		id,
		createdAt: instantOf(info.transaction_initiation_date) ?? '',
		fits,
	}));
	return findingOf('PayPal', sought, { candidates: dated, why }, payment);
}

async function search(paypal: PayPal, sought: UnknownPayment, minutes: number): Promise<Searched<PayPalTransaction>> {
	const not = whyNotSearched('PayPal', sought);
	if (not) return not;
	const paid = Date.parse(sought.paidAt!);
	const at = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
	const range = { start_date: at(paid - minutes * 60_000), end_date: at(paid + minutes * 60_000) };
	const rows = (await transactions(paypal, range)).filter((row) => isPayment(row, sought));
	const found = fittingAmong('PayPal', rows.map(traceOf), sought);
	if (!found.match && Date.now() - paid < slowness)
		throw new EffectError('PayPal may not show the payment yet: it takes up to three hours', {
			category: 'rejected',
			connection: 'paypal',
			code: 'not_shown_yet',
			notYet: true,
			advice: 'It is looked for again by itself. Without a case store: try again three hours after the payment.',
		});
	return found;
}

async function transactions(
	paypal: PayPal,
	range: { start_date: string; end_date: string },
): Promise<PayPalTransaction[]> {
	const found: PayPalTransaction[] = [];
	for (let page = 1, pages = 1; page <= pages; page++) {
		const { transaction_details: rows, total_pages: all } = await paypal.get(
			'/v1/reporting/transactions',
			PayPalTransactions,
			{ ...range, fields: 'transaction_info,payer_info', page_size: pageSize, page },
		);
		found.push(...rows);
		pages = all;
	}
	return found;
}

/** Money of just that amount that a customer has paid, and that has arrived: not a refund, a fee or a transfer to the bank. */
function isPayment({ transaction_info: info }: PayPalTransaction, { amount }: UnknownPayment): boolean {
	return (
		/^T00/.test(info.transaction_event_code ?? '') &&
		info.transaction_status === 'S' &&
		sameMoney(info.transaction_amount, amount)
	);
}

function traceOf(payment: PayPalTransaction) {
	const { transaction_info: info, payer_info: payer } = payment;
	const { invoice_id: order, custom_field: custom, transaction_subject: subject, transaction_note: note } = info;
	return {
		payment,
		id: info.transaction_id,
		fields: { ...(order && { order }), ...(custom && { custom }) },
		text: [order, custom, subject, note].filter(Boolean).join('\n'),
		emails: payer?.email_address ? [payer.email_address] : [],
	};
}
