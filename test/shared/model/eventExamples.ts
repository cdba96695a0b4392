import type { EventType } from '../../../nodes/shared/model';

export const eur = (amount: number) => ({ amount, currency: 'EUR' });
export const intent = {
	id: 'RMA-1/R1',
	amount: eur(500),
	breakdown: [
		{ kind: 'line', line: 'l1', quantity: 1, amount: eur(600) },
		{ kind: 'fee', amount: eur(-100) },
	],
	payment: { id: 'p1', processor: 'stripe' },
};
const refund = { id: 're_1', intent: 'RMA-1/R1', amount: eur(500), status: 'pending' };
const decision = { outcome: 'approve', reasons: [], lines: [{ line: 'l1', quantity: 1 }] };
const tracking = { trackingNumber: 'T1', status: 'in_transit' };
const label = { id: 'lb1', carrier: 'UPS', trackingNumber: 'T1', labelUrl: 'https://labels.example/lb1.pdf' };
const order = {
	number: '#1',
	currency: 'EUR',
	lines: [{ id: 'o1', sku: 'A', quantity: 1, subtotal: eur(500), tax: eur(0) }],
};

const statement = {
	id: 's1',
	toldAt: '2026-11-21T09:00:00.000Z',
	timeZone: 'Europe/Berlin',
	channel: 'phone',
	name: 'Alex Example',
	contract: '#1001',
	email: 'alex@example.com',
	lines: [],
};
const receipt = { subject: 'We have received your withdrawal', text: 'Received.' };

/** For every event type: data that fits, data that does not, and the field at fault. */
export const eventExamples: Record<EventType, [good: object, bad: object, field: string]> = {
	'return.requested': [
		{ request: { channel: 'shopify', lines: [{ id: 'l1', quantity: 1 }] } },
		{ request: { channel: 'shopify', lines: [] } },
		'request.lines',
	],
	'return.review_required': [{ decision }, { decision: { ...decision, outcome: 'maybe' } }, 'decision.outcome'],
	'return.approval_given': [
		{
			by: 'ann@example.com',
			lines: [{ line: 'l1', quantity: 1 }],
			value: eur(500),
			note: 'seen',
			asks: 'secondApprover',
			message: 'm',
		},
		{ by: ' ', lines: [] },
		'by',
	],
	'return.approval_voided': [
		{ reason: 'It is worth more now.', asks: 'service' },
		{ reason: 'x', asks: 'nobody' },
		'asks',
	],
	'return.review_reminded': [
		{ reminder: 1, escalated: false, asks: 'service', message: 'It waits.' },
		{ reminder: 0, escalated: false, message: 'It waits.' },
		'reminder',
	],
	'return.proof_given': [
		{ proof: { keptAt: 'https://pictures.example.com/1.jpg', sha256: 'a'.repeat(64), line: 'L1' } },
		{ proof: { keptAt: 'https://pictures.example.com/1.jpg', sha256: 'abc' } },
		'proof.sha256',
	],
	'return.approved': [
		{ lines: [{ line: 'l1', quantity: 1 }] },
		{ lines: [{ line: 'l1', quantity: -1 }] },
		'lines.0.quantity',
	],
	'policy.kept': [{ rules: { windowDays: 30 } }, { rules: { windowDays: -1 } }, 'rules.windowDays'],
	'return.declined': [{ reason: 'Out of the return window' }, {}, 'reason'],
	'return.canceled': [{}, { reason: 5 }, 'reason'],
	'return.expired': [{}, [] as object, 'data'],
	'return.reminded': [{ day: 7, at: 1_764_000_000_000 }, { day: 0, at: 1_764_000_000_000 }, 'day'],
	'return.items_removed': [
		{ lines: [{ line: 'l1', quantity: 0 }] },
		{ lines: [{ line: 'l1', quantity: -1 }] },
		'lines.0.quantity',
	],
	'return.closed': [{ reason: 'done' }, { reason: {} }, 'reason'],
	'return.reopened': [{ reason: 'a late parcel' }, { reason: 1 }, 'reason'],
	'withdrawal.declared': [
		{ statement, receipt },
		{ statement: { ...statement, timeZone: 'Berlin' }, receipt },
		'statement.timeZone',
	],
	'withdrawal.acknowledged': [{ statement: 's1', how: 'post' }, { how: 'post' }, 'statement'],
	'withdrawal.proof_given': [{ proof: 'Receipt of the post office' }, { proof: '' }, 'proof'],
	'withdrawal.consent_given': [
		{ refundTo: 'store_credit', consent: 'By e-mail of 21 November' },
		{ refundTo: 'original', consent: 'x' },
		'refundTo',
	],
	'withdrawal.reminded': [
		{ about: 'refund', day: 10, at: 1_764_000_000_000, owner: 'finance', message: 'Not paid.', advice: 'Pay.' },
		{ about: 'goods', day: 10, at: 1, owner: 'finance', message: 'x', advice: 'x' },
		'about',
	],
	'order.canceled': [{ id: '42', system: 'odoo' }, { id: 42, system: 'odoo' }, 'id'],
	'order.found': [
		{ order, system: 'odoo' },
		{ order: { ...order, currency: 'eur' }, system: 'odoo' },
		'order.currency',
	],
	'return_document.created': [{ id: '17', system: 'odoo' }, { id: 17, system: 'odoo' }, 'id'],
	'return_document.canceled': [{ id: '17', system: 'odoo' }, { id: '17' }, 'system'],
	'return_document.undone': [
		{ id: '18', system: 'odoo', lines: [{ sku: 'A', quantity: 1 }] },
		{ id: '18', system: 'odoo', lines: [{ sku: 'A' }] },
		'lines.0.quantity',
	],
	'shop_return.processed': [{ id: 'gid://1' }, {}, 'id'],
	'shop_parcel.announced': [
		{ id: 'gid://1', trackingNumber: 'T1' },
		{ id: 'gid://1', trackingNumber: 5 },
		'trackingNumber',
	],
	'payment.found': [
		{ payment: '8', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_1' } },
		{ payment: '8', processor: 'bank', providerIds: {} },
		'processor',
	],
	'shop_goods.sorted': [
		{ id: 'gid://1', lines: [{ line: 'gid://2', quantity: 1, disposition: 'restocked' }] },
		{ id: 'gid://1', lines: [{ line: 'gid://2', quantity: 0, disposition: 'restocked' }] },
		'lines.0.quantity',
	],
	'shop_stock.changed': [
		{ id: 'gid://3', changes: [{ item: 'gid://4', location: 'gid://5', quantity: 'available', delta: -1 }] },
		{ id: 'gid://3', changes: [{ item: 'gid://4', location: 'gid://5', quantity: 'available', delta: 0.5 }] },
		'changes.0.delta',
	],
	'shop_refund.recorded': [
		{ id: 'gid://6', intent: 'RMA-1/R1', amount: { amount: 1250, currency: 'EUR' } },
		{ id: 'gid://6', intent: 'RMA-1/R1' },
		'amount',
	],
	'label.issued': [{ label }, { label: { ...label, cost: { amount: 7.02, currency: 'USD' } } }, 'label.cost.amount'],
	'label.voided': [{ label: 'lb1' }, {}, 'label'],
	'label.refund_decided': [{ label: 'lb1', refund: 'paid' }, { label: 'lb1', refund: 'maybe' }, 'refund'],
	'shipment.in_transit': [{ tracking }, { tracking: { status: 'x' } }, 'tracking.trackingNumber'],
	'shipment.delivered': [{ tracking }, { tracking: { ...tracking, time: 'yesterday' } }, 'tracking.time'],
	'shipment.exception': [
		{ tracking },
		{ tracking: { ...tracking, time: '2026-01-01T00:00:00+99:99' } },
		'tracking.time',
	],
	'claim.opened': [
		{
			claim: {
				id: 'RMA-1/claim/T1',
				trackingNumber: 'T1',
				carrier: 'UPS',
				reason: 'lost',
				said: 'lost',
				label: { id: 'lb1' },
				goods: [{ line: 'l1', sku: 'A', title: 'A', quantity: 1 }],
			},
		},
		{ claim: { id: 'RMA-1/claim/T1', trackingNumber: 'T1' } },
		'claim.carrier',
	],
	'claim.decided': [
		{ claim: 'RMA-1/claim/T1', outcome: 'paid', amount: eur(500) },
		{ claim: 'RMA-1/claim/T1', outcome: 'maybe' },
		'outcome',
	],
	'return.received': [
		{ receipt: { id: 'r1', lines: [{ sku: 'A', quantity: 1 }] } },
		{ receipt: { id: 'r1', lines: [{ sku: 'A', quantity: 0 }] } },
		'receipt.lines.0.quantity',
	],
	'return.inspected': [
		{ inspection: { id: 'i1', lines: [{ sku: 'A', quantity: 1, destination: 'restock' }] } },
		{ inspection: { id: 'i1', lines: [{ sku: 'A', quantity: 1, destination: 'bin' }] } },
		'inspection.lines.0.destination',
	],
	'receipt.canceled': [{ receipt: 'R-1', reason: 'counted twice' }, { receipt: 1 }, 'receipt'],
	'receipt.posted': [{ id: '9', system: 'odoo' }, { id: '9' }, 'system'],
	'stock.updated': [
		{ movements: [{ line: 'l1', quantity: 1, destination: 'scrap' }], system: 'odoo' },
		{ movements: [{ line: 'l1', quantity: 1.5, destination: 'scrap' }], system: 'odoo' },
		'movements.0.quantity',
	],
	'hold.placed': [
		{ hold: { id: 'RMA-1/H1', amount: { amount: 15_000, currency: 'EUR' } } },
		{ hold: { id: 'RMA-1/H1', amount: { amount: 0, currency: 'EUR' } } },
		'hold.amount',
	],
	'hold.captured': [{ hold: 'RMA-1/H1', amount: { amount: 15_000, currency: 'EUR' } }, { hold: 'RMA-1/H1' }, 'amount'],
	'hold.released': [{ hold: 'RMA-1/H1' }, {}, 'hold'],
	'dispute.opened': [
		{ dispute: { id: 'du_1', provider: 'stripe', phase: 'dispute', amount: eur(500), reason: 'fraudulent' } },
		{ dispute: { id: 'du_1', provider: 'stripe', phase: 'war', amount: eur(500) } },
		'dispute.phase',
	],
	'dispute.funds_moved': [
		{ dispute: 'du_1', movement: { id: 'txn_1', amount: eur(-500), fee: eur(1500) } },
		{ dispute: 'du_1', movement: { id: 'txn_1' } },
		'movement.amount',
	],
	'dispute.evidence_drafted': [{ dispute: 'du_1' }, {}, 'dispute'],
	'dispute.evidence_submitted': [{ dispute: 'du_1' }, {}, 'dispute'],
	'dispute.decided': [{ dispute: 'du_1', outcome: 'lost' }, { dispute: 'du_1', outcome: 'open' }, 'outcome'],
	'dispute.reminded': [
		{ dispute: 'du_1', at: 1, owner: 'finance', message: 'm', advice: 'a' },
		{ dispute: 'du_1', at: 1, owner: 'nobody', message: 'm', advice: 'a' },
		'owner',
	],
	'refund.held': [{ intent, until: '2026-12-01' }, { intent }, 'until'],
	'refund.dropped': [{ intent: 'RMA-1/R1' }, {}, 'intent'],
	'refund.due': [{ intent }, { intent: { ...intent, amount: eur(501) } }, 'intent.breakdown'],
	'refund.submitted': [{ refund }, { refund: { ...refund, status: 'sent' } }, 'refund.status'],
	'refund.succeeded': [
		{ refund },
		{ refund: { ...refund, amount: { amount: 5, currency: 'Euro' } } },
		'refund.amount.currency',
	],
	'refund.failed': [{ refund }, {}, 'refund'],
	'credit_note.posted': [
		{ creditNote: { id: '3', amount: eur(500) } },
		{ creditNote: { id: '3' } },
		'creditNote.amount',
	],
	'payment.recorded': [
		{ payment: { id: '4', amount: eur(500), refund: 're_1' } },
		{ payment: { id: '4', amount: eur(500) } },
		'payment.refund',
	],
	'store_credit.issued': [{ id: 'gc1' }, {}, 'id'],
	'exchange.created': [{ id: 'x1' }, {}, 'id'],
	'exception.opened': [
		{ exception: { code: 'x', owner: 'finance', message: 'Look.' } },
		{ exception: { code: 'x', owner: 'boss', message: 'Look.' } },
		'exception.owner',
	],
	'exception.resolved': [{ code: 'x' }, {}, 'code'],
	'reconciliation.drift_found': [
		{ class: 'missing_refund', message: 'One is missing.' },
		{ class: 'missing_refund' },
		'message',
	],
	'customer.notified': [{ about: 'label' }, {}, 'about'],
	'note.added': [{ note: 'The customer calls again on Monday.' }, { note: ' ' }, 'note'],
	'step.no_action': [{ step: 'Label', reason: 'Nothing to send' }, { step: 'Label' }, 'reason'],
	'shadow.began': [{ brand: 'nord' }, {}, 'brand'],
	'shadow.withheld': [{ effect: { kind: 'stripe.refund', key: 'R1' } }, { effect: { kind: 'x' } }, 'effect.key'],
	'shadow.observed': [{ what: 'approved', id: '1', system: 'shopify' }, { what: 'x', id: '1', system: 's' }, 'what'],
};
