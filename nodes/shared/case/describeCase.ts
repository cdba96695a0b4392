import { z } from 'zod';
import type { CaseDispute, CaseLine, CaseState } from './caseState';
import { nameOf } from './disputes';
import { latenessOf } from './reminders';
import { peopleNeeded, toApprove } from './approvals';
import { allocate, escapeHtml, format, Money, money, type CaseEvent, type EventData, type Order } from '../model';
import { shownTime, standingOf, waitsForDecision } from './standing';

export const Description = z.object({
	/** How the return stands: that it waits, or what was decided, when and by whom. */
	standing: z.string(),
	/** Whether a person may still decide about it. */
	waitsForDecision: z.boolean(),
	/** What the goods are worth that a person approves, tax included; absent: the order does not tell. */
	toApprove: Money.optional(),
	/** All that is needed to decide, as plain text. */
	text: z.string(),
	/** The same as HTML; what customers, shops and warehouses wrote is shown as it is and does nothing. */
	html: z.string(),
});
type Description = z.infer<typeof Description>;

/** A case for a person who shall decide about it; `now` in milliseconds, for what is late. Pure. */
export function describeCase(
	state: CaseState,
	timeline: CaseEvent[],
	timeZone: string,
	now = Date.parse(state.updatedAt),
): Description {
	const standing = standingOf(state, timeline, timeZone);
	const [waits, { value }] = [waitsForDecision(state), toApprove(state)];
	const facts = decisionFacts(state, timeline, timeZone, now);
	return {
		standing,
		waitsForDecision: waitsForDecision(state),
		...(waits && value && { toApprove: value }),
		text: facts.map(([name, values]) => `${name}: ${values.join('\n  ')}`).join('\n'),
		html: `<table>${facts.map(([name, values]) => `<tr><td><b>${name}</b></td><td>${values.map(escapeHtml).join('<br>')}</td></tr>`).join('')}</table>`,
	};
}

/** What a person must know who decides about a return, name by name. Pure. */
export function decisionFacts(
	state: CaseState,
	timeline: CaseEvent[],
	timeZone: string,
	now: number,
): Array<[name: string, values: string[]]> {
	const standing = standingOf(state, timeline, timeZone);
	return factsOf(state, timeline, { timeZone, standing, now }).filter(([, values]) => values.length);
}

/** Names are ours, values may be anybody's. */
function factsOf(
	state: CaseState,
	timeline: CaseEvent[],
	{ timeZone, standing, now }: { timeZone: string; standing: string; now: number },
): Array<[name: string, values: string[]]> {
	const { order, customer, decision } = state;
	const { request } = timeline.find(({ type }) => type === 'return.requested')?.data as EventData<'return.requested'>;
	const notes = [request.note, ...state.lines.map(({ note }) => note)].filter((note): note is string => !!note?.trim());
	return [
		['Return', [state.reference]],
		[
			'Order',
			[
				[state.orderNumber ?? 'unknown', order?.placedAt && `of ${shownTime(order.placedAt, timeZone)}`]
					.filter(Boolean)
					.join(' '),
			],
		],
		['Customer', [[customer?.name, customer?.email].filter(Boolean).join(', ') || 'unknown']],
		['Asked on', [shownTime(state.openedAt, timeZone)]],
		['Withdrawal', withdrawalFacts(state, timeZone, now)],
		['Goods', state.lines.map((line) => lineOf(line, order))],
		['The customer says', [...new Set(notes)]],
		['Wants', state.refundTo === 'store_credit' ? ['store credit'] : []],
		[
			'Paid',
			(order?.payments ?? []).map(
				({ captured, refunded, processor, method }) =>
					`${format(captured)} by ${method ?? processor}${refunded.amount ? `, ${format(refunded)} of it paid back` : ''}`,
			),
		],
		[
			'Waits for a day',
			state.refunds.flatMap(({ intent, state: is, releaseAt }) =>
				is === 'held' && releaseAt ? [`${format(intent.amount)} until ${shownTime(releaseAt, timeZone)}`] : [],
			),
		],
		['Disputes', (state.disputes ?? []).map((one) => disputeFact(one, timeZone))],
		['Why a person decides', decision?.outcome === 'review' ? decision.reasons.map(({ message }) => message) : []],
		['Must approve', approvalFacts(state, timeZone)],
		['Policy', policyFacts(state, timeZone)],
		['Needs a person', state.exceptions.filter(({ resolved }) => !resolved).map(({ message }) => message)],
		['State', [standing]],
	];
}

/** How a dispute of a payment stands. */
export function disputeFact(dispute: CaseDispute, timeZone: string): string {
	const { reason, state, openedAt, decidedAt, dueAt, submittedAt } = dispute;
	const ends = { over: 'over, the bank keeps nothing', lost: 'lost', prevented: 'prevented' };
	const standing =
		state !== 'open'
			? `${ends[state]}${decidedAt ? ` since ${shownTime(decidedAt, timeZone)}` : ''}`
			: submittedAt
				? `evidence was sent on ${shownTime(submittedAt, timeZone)}`
				: dueAt
					? `evidence can be sent until ${shownTime(dueAt, timeZone)}`
					: 'open';
	return `${nameOf(dispute)}, ${reason || 'no reason given'}, told on ${shownTime(openedAt, timeZone)}: ${standing}`;
}

/** Who must approve, and who has. */
function approvalFacts(state: CaseState, timeZone: string): string[] {
	const { value } = toApprove(state);
	const given = (state.review?.approvals ?? []).map(
		({ by, at, value: frozen, note, void: why }) =>
			`${by} has approved${frozen ? ` ${format(frozen)}` : ''} on ${shownTime(at, timeZone)}${note ? ` (${note})` : ''}${why ? `. That counts no more: ${why}` : ''}`,
	);
	return peopleNeeded(state) > 1
		? [`two people, never one of them twice${value ? `: goods worth ${format(value)}` : ''}`, ...given]
		: given;
}

/** By which published policy it was judged. */
function policyFacts({ decision }: CaseState, timeZone: string): string[] {
	const { published } = decision ?? {};
	return published
		? [`${published.name}, version ${published.version} of ${shownTime(published.publishedAt, timeZone)}`]
		: [];
}

/** What the law asks for after a withdrawal, and how far it is. */
function withdrawalFacts(state: CaseState, timeZone: string, now: number): string[] {
	const { clock, statements = [], orderCanceledIn } = state;
	if (!clock) return state.withdrawal ? ['the customer has withdrawn from the contract'] : [];
	const { surcharge } = latenessOf(state, now);
	return [
		...statements.map(
			({ channel, toldAt, acknowledgedAt }) =>
				`declared by ${channel} on ${shownTime(toldAt, timeZone)}, ${acknowledgedAt ? `receipt given on ${shownTime(acknowledgedAt, timeZone)}` : 'no receipt given yet'}`,
		),
		clock.held
			? `refund due by ${clock.refundDueBy}; it may wait for the goods, or proof that they were sent`
			: `refund due by ${clock.refundDueBy}; nothing may be waited for (${releases[clock.releasedBy ?? 'goods']})`,
		...(surcharge
			? [`late: ${[surcharge.amount && format(surcharge.amount), surcharge.says].filter(Boolean).join(', ')}`]
			: []),
		...(orderCanceledIn ? [`order canceled in ${orderCanceledIn.join(' and ')}`] : []),
	];
}

const releases: Record<NonNullable<NonNullable<CaseState['clock']>['releasedBy']>, string> = {
	carrier: 'a carrier has the parcel',
	goods: 'goods have come back',
	proof: 'proof of sending was given',
	never_shipped: 'nothing was ever sent',
};

function lineOf(line: CaseLine, order: Order | undefined): string {
	const name = line.title && line.title !== line.sku ? `${line.title} (${line.sku})` : line.sku;
	const price = priceOf(line, order);
	return `${line.quantity} x ${name}${price ? `, ${price}` : ''}, reason: ${line.reason.replace(/_/g, ' ').toLowerCase()}`;
}

/** What the customer paid for the pieces, with tax; undefined when the order does not tell. */
function priceOf(line: CaseLine, order: Order | undefined): string | undefined {
	const sold =
		order?.lines.find(({ id }) => id === line.orderLineId) ?? order?.lines.find(({ sku }) => sku === line.sku);
	if (!order || !sold?.quantity || line.quantity > sold.quantity) return undefined;
	const paid = sold.subtotal.amount + (order.taxesIncluded ? 0 : sold.tax.amount);
	const [part] = allocate(paid, [line.quantity, sold.quantity - line.quantity]);
	return format(money(part, sold.subtotal.currency));
}
