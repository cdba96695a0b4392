import { h } from 'preact';
import { deductionToConfirm, disputeDecided } from '../../shared/operation/byHand/question';
import { payByHand } from '../../shared/operation/byHand/requestToFinance';
import { refundedElsewhere } from '../../shared/operation';
import { creditNoteMisfit, heldByHand, shopWorth } from '../../shared/case/exceptionOf';
import type { CaseState } from '../../shared/case/caseState';
import {
	csvText,
	format,
	seesBrand,
	toDecimal,
	type CaseEvent,
	type EventData,
	type KeptDrift,
} from '../../shared/model';
import type { Alarm } from '../../shared/store';
import { section, table, words, type Node } from '../html/view';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { periodForm, periodOf, type ShownPeriod } from './period';
import { ageOf, caseLink } from './shown';

const mostAlarms = 200;
const mostCases = 100;
const mostRefunds = 2_000;
const mostDrifts = 100;

/** What finance is asked, by the heading that it stands under. */
const headings: Array<[title: string, codes: readonly string[], nothing: string]> = [
	['To pay by hand', [payByHand, 'refund_failed', 'refund_waits_for_funds'], 'Nothing is to be paid by hand.'],
	[
		'To decide',
		[refundedElsewhere, deductionToConfirm, shopWorth, creditNoteMisfit, heldByHand],
		'No refund waits for a decision.',
	],
	['Disputes', ['dispute', 'dispute_lost', disputeDecided, 'refund_beside_dispute'], 'No payment is disputed.'],
];

/** What finance sees to: refunds to pay and to decide on, disputes, what is not in the books yet, and the register of all that was paid. */
export async function financePage(desk: Desk, query: Query): Promise<string> {
	const { store, rights } = desk;
	const period = periodOf(query, desk.now);
	const alarms = (await store.alarms.open({ limit: mostAlarms, owner: 'finance' })).filter(({ brand }) =>
		seesBrand(rights, brand),
	);
	const known = headings.flatMap(([, codes]) => codes);
	const unbooked = await unbookedOf(desk);
	const drifts = await driftsOf(desk);
	const register = await registerOf(desk, period);
	return pageOf(
		desk,
		'finance',
		'Finance',
		...headings.map(([title, codes, nothing]) =>
			section(
				title,
				alarmTable(
					desk,
					title,
					alarms.filter(({ facts }) => codes.includes(facts.subject)),
					nothing,
				),
			),
		),
		section(
			'Other questions',
			alarmTable(
				desk,
				'Other questions',
				alarms.filter(({ facts }) => !known.includes(facts.subject)),
				'No other question.',
			),
		),
		section(
			'Paid, and not yet in the books',
			table(
				'Paid, and not yet in the books',
				['Return', 'Refund', 'Amount', 'Credit note', 'Payment'],
				unbooked,
				'All that open returns have paid is in the books.',
			),
		),
		section(
			'Differences between the systems',
			table(
				'Differences between the systems',
				['Return', 'Difference', 'At risk', 'Owner', 'State', 'What to do'],
				drifts.map(({ reference, message, amount, owner, state, advice }) => [
					reference ? caseLink(reference) : '',
					message,
					amount ? format(amount) : '',
					owner,
					state,
					advice,
				]),
				'Reconciliation knows of none that has not healed.',
			),
		),
		section(
			'Refund register',
			periodForm('finance', period),
			h(
				'p',
				null,
				h(
					'a',
					{
						href: `?${new URLSearchParams({ page: 'finance', from: period.first, to: period.last, as: 'csv' }).toString()}`,
					},
					'Download as CSV',
				),
			),
			table(
				'Refund register',
				['Recorded', 'Return', 'Order', 'Refund', 'Amount', 'By', 'Credit note'],
				register.map((row) => [
					row.recorded,
					caseLink(row.reference),
					row.order,
					row.refund,
					row.amount,
					row.by,
					row.creditNote,
				]),
				'Nothing was paid in this period.',
			),
			...(register.length === mostRefunds
				? [h('p', null, `The newest ${mostRefunds} are shown. Choose a shorter period.`)]
				: []),
		),
	);
}

/** What reconciliation has found and has not healed; without a return it is for who sees all brands. */
async function driftsOf({ store, rights }: Desk): Promise<KeptDrift[]> {
	const standing = await store.drifts.standing({ limit: mostDrifts });
	if (!rights.brands) return standing;
	const states = await Promise.all(
		standing.map(async ({ reference }) => (reference ? await store.cases.get(reference) : undefined)),
	);
	return standing.filter((_, index) => {
		const state = states[index];
		return !!state && seesBrand(rights, state.brand);
	});
}

/** The register of a period, for a spreadsheet. What customers and providers wrote cannot become a formula there. */
export async function financeCsv(desk: Desk, query: Query): Promise<string> {
	const rows = await registerOf(desk, periodOf(query, desk.now));
	return csvText([
		[
			'recorded',
			'brand',
			'return',
			'order',
			'refund',
			'amount',
			'currency',
			'paid by',
			'provider id',
			'credit note',
			'told by',
		],
		...rows.map((row) => [
			row.recorded,
			row.brand,
			row.reference,
			row.order,
			row.refund,
			row.decimal,
			row.currency,
			row.by,
			row.providerId,
			row.creditNote,
			row.actor,
		]),
	]);
}

function alarmTable({ now }: Desk, title: string, alarms: Alarm[], nothing: string): Node {
	return table(
		title,
		['Return', 'For', 'Amount', 'What'],
		alarms.map(({ reference, raisedAt, facts, case: state }) => [
			reference ? caseLink(reference) : '',
			ageOf(raisedAt, now),
			amountOf(state, facts.intent),
			facts.reason ?? words(facts.subject),
		]),
		nothing,
	);
}

function amountOf(state: CaseState | undefined, intent: string | undefined): string {
	const leg = state?.refunds.find((one) => one.intent.id === intent);
	return leg ? format(leg.intent.amount) : '';
}

/** Refunds of open returns that have reached the customer, and lack their credit note or its payment. */
async function unbookedOf({ store, rights }: Desk): Promise<Node[][]> {
	const lists = await Promise.all(
		['settled', 'part_settled'].map(
			async (settlement) => await store.cases.getMany({ open: true, settlement, limit: mostCases }),
		),
	);
	return lists
		.flat()
		.filter(({ brand }) => seesBrand(rights, brand))
		.flatMap(({ reference, refunds }) =>
			refunds
				.filter(
					(leg) => leg.state === 'succeeded' && !leg.storeCredit && !leg.exchange && (!leg.creditNote || !leg.payment),
				)
				.map(({ intent, creditNote, payment }) => [
					caseLink(reference),
					intent.id,
					format(intent.amount),
					creditNote ? (creditNote.number ?? creditNote.id) : 'missing',
					payment ? 'recorded' : 'missing',
				]),
		);
}

/** What has reached customers in a period, the newest first. */
async function registerOf({ store, rights }: Desk, { from, to }: ShownPeriod) {
	const paid = await store.cases.paid({ from, to, limit: mostRefunds });
	return paid.flatMap(({ event, case: state }) => (seesBrand(rights, state.brand) ? [registerRow(event, state)] : []));
}

function registerRow(event: CaseEvent, { reference, brand, orderNumber = '', refunds }: CaseState) {
	const credit = event.type === 'store_credit.issued' ? (event.data as EventData<'store_credit.issued'>) : undefined;
	const refund = credit ? undefined : (event.data as EventData<'refund.succeeded'>).refund;
	const intent = credit ? credit.intent : refund!.intent;
	const leg = refunds.find((one) => one.intent.id === intent);
	const amount = credit ? (credit.amount ?? leg?.intent.amount) : refund!.amount;
	return {
		recorded: event.time.slice(0, 19).replace('T', ' '),
		brand,
		reference,
		order: orderNumber,
		refund: intent ?? '',
		amount: amount ? format(amount) : '',
		decimal: amount ? toDecimal(amount) : '',
		currency: amount?.currency ?? '',
		by: credit
			? words(credit.kind)
			: event.source === 'by hand'
				? 'by hand'
				: words(leg?.intent.payment.processor ?? event.source),
		providerId: credit?.id ?? refund!.id,
		creditNote: leg?.creditNote ? (leg.creditNote.number ?? leg.creditNote.id) : '',
		actor: event.actor ?? '',
	};
}
