import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { Order, PolicySettings } from '../../nodes/shared/model';

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** Two T-shirts (36.00 + 7.20 tax) and a mug (12.50 + 2.50 tax), shipping 5.00 + 1.00, paid 64.20 in one payment. */
export function orderOf(changes: object = {}) {
	return Order.parse({
		number: '#1001',
		currency: 'EUR',
		placedAt: '2026-11-01T09:00:00Z',
		deliveredAt: '2026-11-05T12:00:00Z',
		lines: [
			{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 2, subtotal: eur(3600), tax: eur(720) },
			{ id: 'o2', sku: 'MUG', title: 'Mug', quantity: 1, subtotal: eur(1250), tax: eur(250) },
		],
		shipping: { subtotal: eur(500), tax: eur(100) },
		payments: [payment('p1', 6420)],
		...changes,
	});
}

export function payment(id: string, captured: number, changes: object = {}) {
	return {
		id,
		processor: 'stripe',
		providerIds: { 'stripe.payment_intent': `pi_${id}` },
		captured: eur(captured),
		refunded: eur(0),
		refundable: eur(captured),
		...changes,
	};
}

/** A request for both T-shirts and the mug, made twelve days after delivery. */
export function caseOf(changes: object = {}) {
	return PolicyCase.parse({
		reference: 'RMA-7K2M9QX4TB',
		openedAt: '2026-11-17T10:00:00Z',
		lines: [
			{ id: 'l1', orderLineId: 'o1', title: 'T-shirt', quantity: 2 },
			{ id: 'l2', orderLineId: 'o2', title: 'Mug', quantity: 1 },
		],
		...changes,
		order: 'order' in changes ? changes.order : orderOf(),
	});
}

/** The same request, approved, with this many pieces of each line inspected. */
export function inspected(pieces: [number, number], changes: object = {}) {
	const base = caseOf(changes);
	return PolicyCase.parse({
		...base,
		authorization: 'approved',
		lines: base.lines.map((line, index) => ({
			...line,
			quantities: { approved: line.quantity, received: pieces[index], inspected: { restock: pieces[index] } },
		})),
		...changes,
	});
}

/** Refunds after the inspection and keeps the delivery. */
export const inspectedFirst = { refundTiming: 'after_inspection', refundShipping: false };
export const policyOf = (changes: object = {}) => PolicySettings.parse({ ...inspectedFirst, ...changes });
