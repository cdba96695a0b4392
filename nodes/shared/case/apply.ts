import {
	copyOf,
	type CaseEvent,
	type CaseException,
	type Decision,
	type EventData,
	type EventType,
	type NewEvent,
	type Order,
	type PolicySettings,
	type Refund,
} from '../model';
import type { CaseLine, CaseState, RollUps } from './caseState';
import { askedFrom, whyVoid } from './approvals';
import { isFreeToEnd } from './can';
import { exceptionOf } from './exceptionOf';
import { takePayment } from './foundPayment';
import { claimEvent, damageOf, openClaimOf } from './claims';
import { misfitsOf } from './misfits';
import { afterNews, isNews, parcelStatusOf } from './parcelProgress';
import { noQuantities, putAt, sentBack, totalOf } from './quantities';
import { withoutOwnReturn } from './ownReturn';
import { readAgain } from './readAgain';
import { legOf, settle, settledBy } from './refundLeg';
import { rollUp } from './rollUp';
import { transitions } from './transitions';
import { releasedClock, startedClock, type WithdrawalClock } from './withdrawalClock';

/**
 * Number of the rules by which events become a state. One more whenever the same events would give other decisions, quantities,
 * refunds or payments: a case keeps the number it was opened under (integrity.ts).
 */
export const stateRules = 3;

/** A case right after it was requested. */
export function opened(event: CaseEvent<'return.requested'>): CaseState {
	const { request } = event.data;
	const state: Omit<CaseState, keyof RollUps> = {
		reference: event.subject,
		kind: request.withdrawal ? 'withdrawal' : 'return',
		brand: request.brand,
		channel: request.channel,
		orderNumber: request.orderNumber,
		version: event.position,
		openedAt: event.time,
		updatedAt: event.time,
		customer: request.customer,
		lines: request.lines.map((line) => ({ ...line, quantities: noQuantities(line.quantity) })),
		orders: {},
		labels: [],
		receipts: [],
		inspections: [],
		refunds: [],
		exceptions: [],
		ids: { ...request.providerIds },
		...(request.refundTo && { refundTo: request.refundTo }),
		...(request.returnBy && { returnBy: request.returnBy }),
		...(request.withdrawal && { withdrawal: true }),
		verdict: 'requested',
	};
	return { ...state, ...rollUp(state) };
}

/** What follows from an event by itself. */
export interface Aftermath {
	state: CaseState;
	/** Opened because the event does not fit; facts are recorded all the same. */
	exceptions: CaseException[];
	/** Why a closed case is open again. */
	reopened?: string;
	/** Why approvals count no more. */
	voided?: string;
	/** What a carrier is to pay for. */
	claim?: NewEvent;
}

/** The case after an event, and what follows from it. Pure: neither argument is changed. */
export function applied(before: CaseState, event: CaseEvent): Aftermath {
	const state = copyOf(before);
	const exceptions = misfitsOf(before, event);
	state.version = event.position;
	const handler = handlers[event.type] as Handler<EventType> | undefined;
	handler?.(state, event.data as never, event, exceptions);
	const voided = whyVoid(state);
	const claim = claimEvent({ ...state, ...rollUp(state) }, event);
	const after: Aftermath = {
		state: { ...state, ...rollUp(state) },
		exceptions,
		...(voided && { voided }),
		...(claim && { claim }),
	};
	return before.closedAt && event.type === 'refund.failed'
		? { ...after, reopened: 'A refund did not reach the customer.' }
		: after;
}

type Handler<T extends EventType> = (
	state: CaseState,
	data: EventData<T>,
	event: CaseEvent,
	exceptions: CaseException[],
) => void;

const handlers: { [T in EventType]?: Handler<T> } = {
	'return.review_required': (state, { decision }, event) => {
		// The customer may have canceled while the policy was asked: what is decided needs no decision any more.
		if (state.verdict !== 'requested' && state.verdict !== 'in_review') return;
		state.verdict = 'in_review';
		state.decision = decision;
		askedFrom(state, event);
	},
	'return.approval_given': (state, { by, lines, value, note }, event) => {
		const approval = { by, at: event.time, lines, ...(value && { value }), ...(note && { note }) };
		askedFrom(state, event).approvals.push(approval);
	},
	'return.approval_voided': (state, { reason }, event) => {
		for (const one of askedFrom(state, event).approvals) one.void ??= reason;
	},
	'return.review_reminded': (state, { reminder }) => {
		if (state.review) state.review.reminders = Math.max(state.review.reminders, reminder);
	},
	'return.proof_given': (state, { proof }, { time, actor }) => {
		(state.proofs ??= []).push({ ...proof, at: time, ...(actor && { by: actor }) });
		// What is no picture is kept, and shows a rule nothing.
		if (proof.mimeType && !proof.mimeType.startsWith('image/')) return;
		for (const line of state.lines)
			if (!proof.line || line.id === proof.line) line.photos = [...(line.photos ?? []), proof.keptAt];
	},
	'return.approved': (state, { lines, decision, refundTo }, event) => {
		state.verdict = 'approved';
		state.approvedAt ??= event.time;
		if (refundTo) state.refundTo = refundTo;
		if (decision) state.decision = decision;
		state.refundTiming = state.decision?.refundTiming;
		const approved = lines ?? decision?.lines ?? state.decision?.lines;
		for (const line of state.lines)
			line.quantities.approved = approved
				? (approved.find((one) => one.line === line.id)?.quantity ?? 0)
				: line.quantity;
	},
	'policy.kept': (state, { rules }) => {
		state.rules ??= rules;
		state.refundTiming ??= rules.refundTiming;
	},
	'return.declined': (state, { decision }, event) => {
		end(state, 'declined', event);
		if (decision) state.decision = decision;
	},
	'return.canceled': (state, _data, event) => {
		end(state, 'canceled', event);
	},
	'return.expired': (state, _data, event) => {
		if (state.verdict === 'declined' || state.verdict === 'canceled') return; // ended before
		end(state, 'expired', event);
	},
	'return.reminded': (state, { at }) => {
		state.remindedAt = Math.max(at, state.remindedAt ?? at);
	},
	'return.items_removed': (state, { lines }) => {
		for (const { line: id, quantity } of lines) {
			const line = state.lines.find((one) => one.id === id);
			if (line)
				line.quantities.approved = Math.min(line.quantities.approved, Math.max(quantity, line.quantities.received));
		}
	},
	'return.closed': (state, _data, event) => {
		state.closedAt = event.time;
	},
	'return.reopened': (state) => {
		delete state.closedAt;
	},
	'withdrawal.declared': (state, { statement: { id, channel, email, held, toldAt, timeZone } }, event, exceptions) => {
		state.kind = 'withdrawal';
		state.withdrawal = true;
		state.statements = [
			...(state.statements ?? []),
			{ id, channel, ...(email && { email }), ...(held && { held }), toldAt, recordedAt: event.time },
		];
		state.clock = startedClock({ toldAt, timeZone }, state.clock);
		// Declared of a return that was under way already.
		if (state.logistics === 'part_received' || state.logistics === 'received') release(state, 'goods', event.time);
		else if (state.tracking) release(state, 'carrier', event.time);
		if (!email)
			exceptions.push(
				exceptionOf(
					'withdrawal_without_address',
					`The customer has withdrawn by ${channel} and has given no e-mail address. Hand over the receipt in another way, e.g. by post, and record that with Return Case: Acknowledge Withdrawal; then resolve this exception.`,
				),
			);
	},
	'withdrawal.acknowledged': (state, { statement }, event) => {
		for (const one of state.statements ?? []) if (one.id === statement) one.acknowledgedAt ??= event.time;
	},
	'withdrawal.proof_given': (state, { sentAt }, event) => {
		release(state, 'proof', sentAt ?? event.time);
	},
	'withdrawal.consent_given': (state, { refundTo }, event) => {
		state.consent = { refundTo, at: event.time };
		state.refundTo = refundTo;
	},
	'withdrawal.reminded': (state, { about, at }) => {
		const { reminded } = state.clock ?? {};
		if (reminded) reminded[about] = Math.max(at, reminded[about] ?? at);
	},
	'order.canceled': (state, { system }, event) => {
		state.orderCanceledIn = [...new Set([...(state.orderCanceledIn ?? []), system])];
		release(state, 'never_shipped', event.time);
	},
	'order.found': (state, { order, system, lineLinks }, event) => {
		state.orderFoundAt = event.time;
		// A withdrawal from the whole contract names no goods: they are those of the order.
		if (!state.lines.length) state.lines = linesOf(order);
		state.orderNumber ??= order.number;
		state.customer = {
			...order.customer,
			...withoutBlanks(state.customer),
			providerIds: { ...order.customer?.providerIds, ...state.customer?.providerIds },
		};
		for (const line of state.lines) {
			const linked = order.lines.find((one) => one.id === lineLinks[line.id]);
			if (!linked) continue;
			line.orderLineId ??= linked.id;
			line.sku ||= linked.sku;
			line.title ||= linked.title;
			line.providerIds = { ...linked.providerIds, ...line.providerIds };
		}
		state.orders[system] = withoutOwnReturn(readAgain(order, state.orders[system], state.refunds), state);
		state.order = withSerials(Object.values(state.orders));
		Object.assign(state.ids, order.providerIds);
	},
	'payment.found': takePayment,
	'return_document.created': (state, { id, system }) => {
		state.ids[`${system}.return`] = id;
		const known = state.orders[system];
		if (!known) return;
		state.orders[system] = withoutOwnReturn(known, state);
		state.order = withSerials(Object.values(state.orders));
	},
	'return_document.undone': (_state, { lines }, _event, exceptions) => {
		exceptions.push(
			exceptionOf(
				'return_undone',
				`${lines.map(({ sku, quantity }) => `${quantity} x ${sku}`).join(', ')} went back to the customer. Look at the refunds of this return, then resolve this exception.`,
			),
		);
	},
	'label.issued': (state, { label }) => {
		state.labels.push(label);
	},
	'label.voided': (state, { label }) => {
		for (const one of state.labels) if (one.id === label) one.voided = true;
	},
	'label.refund_decided': (state, { label, refund }, _event, exceptions) => {
		const one = state.labels.find(({ id }) => id === label);
		if (one) one.refund = refund;
		if (refund === 'refused')
			exceptions.push(
				exceptionOf(
					'label_not_refunded',
					`The carrier does not pay back label ${one?.trackingNumber || label}. Ask it why, or book the price as a cost; then resolve this exception.`,
				),
			);
	},
	'shipment.in_transit': track,
	'shipment.delivered': (state, data, event, exceptions) => {
		track(state, data, event);
		const { trackingNumber } = data.tracking;
		if (openClaimOf(state, trackingNumber))
			openOnce(
				state,
				exceptions,
				exceptionOf(
					'found_parcel',
					`Parcel ${trackingNumber} has arrived after it was claimed from the carrier. Withdraw the claim when its goods are whole, and record what the carrier pays (claim.decided); then resolve this exception.`,
					{ parcel: trackingNumber },
				),
			);
	},
	'shipment.exception': (state, data, event, exceptions) => {
		track(state, data, event);
		openOnce(state, exceptions, wrongWith(data.tracking));
	},
	'claim.opened': (state, { claim }) => {
		state.claims = [...(state.claims ?? []), claim];
	},
	'claim.decided': (state, { claim, outcome, amount }) => {
		for (const one of state.claims ?? [])
			if (one.id === claim) Object.assign(one, { outcome, ...(amount && { amount }) });
	},
	'return.received': (state, { receipt }, event, exceptions) => {
		state.receipts.push(receipt);
		release(state, 'goods', event.time);
		for (const one of receipt.lines) {
			const line = lineOf(state, one);
			if (!line) {
				exceptions.push(
					exceptionOf(
						'unknown_item',
						`${one.quantity} x ${one.sku ?? one.line ?? 'an item'} arrived that this return does not list. Set it aside and ask customer service, then resolve this exception.`,
					),
				);
				continue;
			}
			line.quantities.received += one.quantity;
			// Of a return that has ended nothing was to come: that is told already.
			if (
				line.quantities.received > line.quantities.approved &&
				transitions['return.received'].from.includes(state.verdict)
			) {
				exceptions.push(
					exceptionOf(
						'over_receipt',
						`${line.quantities.received} x ${line.sku || line.id} arrived, ${line.quantities.approved} were approved. Set aside what is too much and ask customer service, then resolve this exception.`,
						{ line: line.id },
					),
				);
			}
		}
	},
	'return.inspected': (state, { inspection }, _event, exceptions) => {
		state.inspections.push(inspection);
		for (const one of inspection.lines) {
			const line = lineOf(state, one);
			if (!line) {
				exceptions.push(
					exceptionOf(
						'unknown_item',
						`${one.quantity} x ${one.sku ?? one.line ?? 'an item'} was inspected that this return does not list. Set it aside and ask customer service, then resolve this exception.`,
					),
				);
				continue;
			}
			putAt(line.quantities.inspected, one.destination, one.quantity);
			const inspected = totalOf(line.quantities.inspected);
			if (inspected > line.quantities.received) {
				exceptions.push(
					exceptionOf(
						'over_inspection',
						`${inspected} x ${line.sku || line.id} were inspected, ${line.quantities.received} were received. Count again, and record what was received when that was forgotten; then resolve this exception.`,
						{ line: line.id },
					),
				);
			}
			const refunded = piecesIn(state, line.id);
			if (one.destination === 'customer' && refunded > line.quantities.approved - sentBack(line.quantities))
				exceptions.push(
					exceptionOf(
						'sent_back_after_refund',
						`${one.quantity} x ${line.sku || line.id} goes back to the customer, but refunds of this return are for ${refunded} of ${line.quantities.approved}. Stop the refund or ask for the money, then resolve this exception.`,
						{ line: line.id },
					),
				);
		}
	},
	'stock.updated': (state, { movements }) => {
		for (const movement of movements) {
			const line = state.lines.find((one) => one.id === movement.line);
			if (line) putAt(line.quantities.stock, movement.destination, movement.quantity);
		}
	},
	'refund.held': (state, { intent, elsewhere }) => {
		const leg = legOf(state, intent.id);
		if (!leg) state.refunds.push({ intent, state: 'held' });
		else if (elsewhere && leg.state === 'due') Object.assign(leg, { state: 'held', elsewhere });
	},
	'refund.dropped': (state, { intent }) => {
		const leg = legOf(state, intent);
		if (leg?.state === 'held' || leg?.state === 'due') leg.state = 'dropped';
	},
	'refund.due': (state, { intent }) => {
		const leg = legOf(state, intent.id);
		if (!leg) state.refunds.push({ intent, state: 'due' });
		else if (leg.state === 'held') leg.state = 'due';
	},
	'refund.submitted': (state, { refund }, _event, exceptions) => {
		const leg = legOf(state, refund.intent);
		if (!leg || leg.state === 'succeeded') return;
		Object.assign(leg, { state: 'pending', refund });
		if (refund.waitsFor) exceptions.push(waitingFor(refund.waitsFor, refund.id, refund.intent));
	},
	'refund.succeeded': (state, { refund }, _event, exceptions) => {
		settle(state, { what: 'Refund', id: refund.id, intent: refund.intent }, { refund }, exceptions);
	},
	'refund.failed': (state, { refund }, _event, exceptions) => {
		const leg = legOf(state, refund.intent);
		const settled = leg && settledBy(leg);
		if (settled && settled !== refund.id) return; // another way has worked meanwhile
		if (leg) Object.assign(leg, { state: 'failed', refund });
		exceptions.push(
			exceptionOf(
				'refund_failed',
				`Refund ${refund.id} did not reach the customer${refund.failureReason ? `: ${refund.failureReason}` : ''}. Pay it another way, then resolve this exception.`,
				leg && { intent: refund.intent },
			),
		);
	},
	'store_credit.issued': (state, credit, _event, exceptions) => {
		if (credit.intent)
			settle(
				state,
				{ what: 'Store credit', id: credit.id, intent: credit.intent },
				{ storeCredit: credit },
				exceptions,
			);
	},
	'exchange.created': (state, { id, intent, rest }, _event, exceptions) => {
		if (!intent) return;
		// What is exchanged need not have been due before.
		if (!legOf(state, intent.id)) state.refunds.push({ intent, state: 'held' });
		settle(state, { what: 'Exchange', id, intent: intent.id }, { exchange: { id, ...(rest && { rest }) } }, exceptions);
	},
	'credit_note.posted': (state, { creditNote }) => {
		const leg = legOf(state, creditNote.intent);
		if (leg) leg.creditNote = creditNote;
	},
	'payment.recorded': (state, { payment }) => {
		const leg = legOf(state, payment.intent);
		if (leg) leg.payment = payment;
	},
	'shop_refund.recorded': (state, { id, intent, amount }) => {
		const leg = legOf(state, intent);
		if (leg) leg.shopRecord = { id, amount };
	},
	'shadow.began': (state) => {
		state.shadow = true;
	},
	'shadow.withheld': (state) => {
		state.shadow = true;
	},
	'hold.placed': (state, { hold }) => {
		if (!state.holds?.some(({ id }) => id === hold.id)) (state.holds ??= []).push({ ...hold, state: 'placed' });
	},
	'hold.captured': (state, { hold, amount }) => {
		for (const one of state.holds ?? [])
			if (one.id === hold) Object.assign(one, { state: 'captured', captured: amount });
	},
	'hold.released': (state, { hold }) => {
		for (const one of state.holds ?? []) if (one.id === hold && one.state === 'placed') one.state = 'released';
	},
	'exception.opened': (state, { exception }) => {
		state.exceptions.push(exception);
	},
	'exception.resolved': (state, { code, intent }) => {
		for (const one of state.exceptions)
			if (one.code === code && (!intent || one.intent === intent)) one.resolved = true;
	},
};

/** The policy that a return was decided by; undefined while it is not decided, and for those decided before policies were kept. */
export function rulesOf({
	decision,
	rules,
}: {
	decision?: Pick<Decision, 'rules'>;
	rules?: PolicySettings;
}): PolicySettings | undefined {
	return decision?.rules ?? rules;
}

/** Who must do something for a refund to go on: finance itself, or the customer, whom service tells. */
function waitingFor(
	{ who, what, until }: NonNullable<Refund['waitsFor']>,
	refund: string,
	intent: string,
): CaseException {
	const by = until ? ` by ${until.slice(0, 10)}` : '';
	return who === 'finance'
		? exceptionOf('refund_waits_for_funds', `Refund ${refund} is on hold${by}: ${what} Then resolve this exception.`, {
				intent,
			})
		: exceptionOf(
				'refund_waits_for_customer',
				`Refund ${refund} waits for the customer${by}: ${what} Tell the customer, then resolve this exception.`,
				{ intent },
			);
}

/** The return ends, and not by its goods coming back: it is closed too, but for money that is on its way. */
function end(state: CaseState, verdict: 'declined' | 'canceled' | 'expired', { time }: CaseEvent): void {
	state.verdict = verdict;
	if (isFreeToEnd(state)) state.closedAt ??= time;
}

/** A parcel goes forward only: what a carrier tells late stays in the history, and changes nothing. */
function track(state: CaseState, { tracking }: EventData<'shipment.delivered'>, { type, time: told }: CaseEvent): void {
	release(state, 'carrier', tracking.time ?? told);
	const { trackingNumber, detail, estimatedDelivery } = tracking;
	const status = parcelStatusOf(type, tracking.status);
	const known = state.parcels?.find((one) => one.trackingNumber === trackingNumber);
	if (!isNews(known, status, detail)) return;
	state.tracking = { trackingNumber, status: tracking.status };
	const time = tracking.time ?? told;
	const parcel = {
		...known,
		trackingNumber,
		...afterNews(known, status, detail),
		acceptedAt: known?.acceptedAt ?? time,
		...(status === 'delivered' && { deliveredAt: time }),
		...(estimatedDelivery && { estimatedDelivery }),
	};
	state.parcels = [...(state.parcels ?? []).filter((one) => one !== known), parcel];
}

/** One exception for the same of a parcel is enough while it is open; of a problem on its way, one for each of the carrier's words. */
function openOnce({ exceptions: known }: CaseState, exceptions: CaseException[], exception: CaseException): void {
	const isOpen = known.some(
		({ code, parcel, message, resolved }) =>
			!resolved &&
			code === exception.code &&
			parcel === exception.parcel &&
			(code !== 'shipment' || message === exception.message),
	);
	if (!isOpen) exceptions.push(exception);
}

/** What a person is asked when something is wrong with a parcel. */
function wrongWith({ trackingNumber, status, detail }: EventData<'shipment.exception'>['tracking']): CaseException {
	const about = { parcel: trackingNumber };
	const said = `The carrier reports "${detail ?? status}" for parcel ${trackingNumber}.`;
	if (damageOf({ status, detail }))
		return exceptionOf(
			'lost_parcel',
			`${said} Claim it from the carrier, and decide whether the customer gets the money: the parcel is at the shop's risk when the shop made its label. Then resolve this exception.`,
			about,
		);
	if (status === 'returned_to_sender')
		return exceptionOf(
			'returned_parcel',
			`${said} It goes back to the customer, and not by the customer's doing. Make another label, or collect the goods; then resolve this exception.`,
			about,
		);
	return exceptionOf(
		'shipment',
		`${said} Ask the carrier where it is and tell the customer, then resolve this exception.`,
		about,
	);
}

/** The refund of a withdrawal need not wait any more; what said so first stands. */
function release(state: CaseState, by: NonNullable<WithdrawalClock['releasedBy']>, at: string): void {
	if (state.clock?.held) state.clock = releasedClock(state.clock, by, at);
}

/** The goods of an order that have not come back, as lines of a case. */
function linesOf({ lines }: Order): CaseLine[] {
	return lines
		.map((line) => ({ line, quantity: line.quantity - (line.returnedBefore ?? 0) }))
		.filter(({ line, quantity }) => line.comesBack !== false && quantity > 0)
		.map(({ line: { id, sku, title, providerIds }, quantity }, index) => ({
			id: `L${index + 1}`,
			orderLineId: id,
			sku,
			title,
			quantity,
			reason: 'withdrawal',
			providerIds,
			quantities: noQuantities(quantity),
		}));
}

/** The line of a case that a warehouse names by id or SKU. */
export function lineOf(state: CaseState, name: { line?: string; sku?: string }): CaseLine | undefined {
	if (name.line) return state.lines.find((line) => line.id === name.line);
	return state.lines.find((line) => line.sku && line.sku === name.sku);
}

/** Pieces of a line that refunds of the case contain, those that were dropped left out. */
function piecesIn({ refunds }: CaseState, line: string): number {
	return refunds
		.filter(({ state }) => state !== 'dropped')
		.flatMap(({ intent }) => intent.breakdown)
		.filter((part) => part.kind === 'line' && part.line === line)
		.reduce((total, { quantity }) => total + (quantity ?? 0), 0);
}

/** The order that was found first, with the serial numbers of its lines that any system knows. */
function withSerials([first, ...others]: Order[]): Order {
	const known = new Map(
		others.flatMap(({ lines }) => lines).flatMap(({ id, serials }) => (serials ? [[id, serials]] : [])),
	);
	if (!known.size) return first;
	return {
		...first,
		lines: first.lines.map((line) => ({ ...line, ...(known.has(line.id) && { serials: known.get(line.id) }) })),
	};
}

function withoutBlanks<T extends object>(object: T | undefined): Partial<T> {
	return Object.fromEntries(
		Object.entries(object ?? {}).filter(([, value]) => value !== undefined && value !== ''),
	) as Partial<T>;
}
