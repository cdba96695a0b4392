import { h } from 'preact';
import { shownTime, standingOf } from '../../shared/case/standing';
import type { CaseState } from '../../shared/case/caseState';
import { asReference, destinations, format, seesBrand, type CaseEvent, type EventData } from '../../shared/model';
import { destinationWords } from '../acts/inspect';
import { facts, section, table, words, type Node } from '../html/view';
import { actForms } from './actForms';
import type { Desk, Query } from '../session/desk';
import { detailOf } from './eventDetail';
import { pageOf } from './layout';
import { linksIn, type OutsideLink, type Sites } from './otherSystems';
import { alarmRows, alarmColumns, stepColumns, stepRows } from './work';
import { refundedOf } from './shown';

const mostAlarms = 50;

/** Everything of one return. Undefined: there is no such case, or it is of a brand that this person does not see. */
export async function casePage(desk: Desk, query: Query): Promise<string | undefined> {
	const { store, rights } = desk;
	const reference = asReference(query.case ?? '');
	const state = reference ? await store.cases.get(reference) : undefined;
	if (!state || !seesBrand(rights, state.brand)) return undefined;
	const { timeZone } = await store.settings.get(state.brand);
	const timeline = await store.cases.timeline(state.reference);
	const steps = (await store.steps.of(state.reference)).filter((step) => step.state !== 'done');
	const alarms = await store.alarms.open({ limit: mostAlarms, reference: state.reference });
	const sites = await sitesFor(desk, state.brand);
	const time = (instant: string | undefined) => instant && shownTime(instant, timeZone);
	return pageOf(
		desk,
		'cases',
		state.reference,
		facts([
			['State', standingOf(state, timeline, timeZone)],
			['Order', state.orderNumber],
			['Customer', [state.customer?.name, state.customer?.email].filter(Boolean).join(', ')],
			['Brand', state.brand],
			['Way in', state.channel],
			['Asked', time(state.openedAt)],
			['Withdrawal', state.withdrawal ? 'The customer has withdrawn from the contract.' : undefined],
			['Shadow mode', state.shadow ? 'Nothing is done outside for this return.' : undefined],
			['Authorization', words(state.authorization)],
			['Logistics', words(state.logistics)],
			['Inspection', words(state.inspection)],
			['Settlement', words(state.settlement)],
			['Refund', refundedOf(state)],
		]),
		section('What you may do', ...actForms(desk, state)),
		section(
			'Goods',
			table(
				'Goods',
				['Article', 'Asked', 'Approved', 'Received', 'Inspected', 'Reason', 'The customer says'],
				lineRows(state),
				'No goods.',
			),
		),
		...photosOf(timeline),
		...(state.decision?.reasons.length
			? [
					section(
						'What the policy says',
						h(
							'ul',
							null,
							state.decision.reasons.map(({ message }) => h('li', null, message)),
						),
					),
				]
			: []),
		...(state.order?.payments.length
			? [
					section(
						'Paid for the order',
						table(
							'Paid for the order',
							['By', 'Paid', 'Paid back so far', 'Can still be paid back'],
							state.order.payments.map(({ processor, method, captured, refunded, refundable }) => [
								method && method !== processor ? `${words(method)} (${words(processor)})` : words(processor),
								format(captured),
								format(refunded),
								format(refundable),
							]),
							'',
						),
					),
				]
			: []),
		section(
			'Money',
			table(
				'Money',
				['Refund', 'Amount', 'State', 'Goes back by', 'Credit note', 'Booked'],
				moneyRows(state),
				'No refund has been worked out yet.',
			),
		),
		...(state.labels.length || state.parcels?.length
			? [
					section(
						'Parcels',
						table(
							'Parcels',
							['Number', 'Carrier', 'State', 'Expected', 'Delivered', 'The carrier says'],
							parcelRows(state, timeZone),
							'',
						),
					),
				]
			: []),
		...(alarms.length
			? [section('Needs a person', table('Needs a person', alarmColumns, alarmRows(desk, alarms), ''))]
			: []),
		...(steps.length
			? [section('Steps that are open', table('Steps that are open', stepColumns, stepRows(desk, steps), ''))]
			: []),
		section(
			'What happened',
			table(
				'What happened',
				['When', 'What', 'More', 'Who', 'Source'],
				timeline.map((event) => eventRow(event, timeZone, sites)).reverse(),
				'',
			),
		),
	);
}

/** Where the records of other systems are, as they were found for the brand, or for the usual one. */
async function sitesFor({ store }: Desk, brand: string): Promise<Sites> {
	const reports = await store.setUpReports.list();
	const of = (wanted: string) =>
		reports.filter((one) => one.brand === wanted).map(({ connection, address }) => [connection, address]);
	return { ...Object.fromEntries(of('default')), ...Object.fromEntries(of(brand)) } as Sites;
}

function outside({ text, address }: OutsideLink): Node {
	return [' ', h('a', { href: address, rel: 'noreferrer' }, text)];
}

function lineRows({ lines }: CaseState): Node[][] {
	return lines.map(({ sku, title, quantity, quantities, reason, note }) => [
		[title, sku].filter(Boolean).join(', '),
		quantity,
		quantities.approved,
		quantities.received,
		inspectedOf(quantities),
		reason ? words(reason.toLowerCase()) : '',
		note ?? '',
	]);
}

/** How many pieces go where. */
function inspectedOf({ inspected }: CaseState['lines'][number]['quantities']): string {
	return destinations
		.filter((one) => inspected[one])
		.map((one) => `${inspected[one]} ${destinationWords[one].toLowerCase()}`)
		.join(', ');
}

function moneyRows({ refunds }: CaseState): Node[][] {
	return refunds.map(({ intent, state, creditNote, payment, storeCredit }) => [
		intent.id,
		format(intent.amount),
		words(state),
		storeCredit ? 'store credit' : words(intent.payment.processor),
		creditNote?.number ?? creditNote?.id ?? '',
		payment ? 'yes' : 'no',
	]);
}

/** Parcels and their labels, with what a carrier said last. */
function parcelRows({ labels, parcels = [] }: CaseState, timeZone: string): Node[][] {
	const numbers = new Set([...labels, ...parcels].map(({ trackingNumber }) => trackingNumber));
	return [...numbers].map((number) => {
		const label = labels.find(({ trackingNumber }) => trackingNumber === number);
		const parcel = parcels.find(({ trackingNumber }) => trackingNumber === number);
		const { trackingUrl = '' } = label ?? {};
		return [
			/^https?:/.test(trackingUrl) ? h('a', { href: trackingUrl }, number) : number,
			label?.carrier ?? '',
			label?.voided ? 'given back' : parcel ? words(parcel.status) : 'label made',
			parcel?.deliveredAt ? '' : (parcel?.estimatedDelivery ?? '').slice(0, 10),
			parcel?.deliveredAt ? shownTime(parcel.deliveredAt, timeZone) : '',
			parcel?.detail ?? '',
		];
	});
}

/** What shows something of the goods: what inspection has kept, and what customers have sent. */
function photosOf(timeline: CaseEvent[]): Node[] {
	const found = timeline.flatMap(({ type, data }): Array<[address: string, of: string]> => {
		const { inspection, proof } = data as Partial<EventData<'return.inspected'> & EventData<'return.proof_given'>>;
		if (type === 'return.proof_given' && proof) return [[proof.keptAt, proof.note ?? 'given for the return']];
		if (type !== 'return.inspected' || !inspection) return [];
		return inspection.lines.map(({ evidence = '', sku, line, condition, note }) => [
			evidence,
			[sku ?? line, condition === 'unknown' ? '' : condition, note].filter(Boolean).join(', '),
		]);
	});
	const linked = found.filter(([address]) => /^https?:/.test(address));
	if (!linked.length) return [];
	return [
		section(
			'Photos',
			h(
				'ul',
				null,
				linked.map(([address, of], index) =>
					h('li', null, h('a', { href: address, rel: 'noreferrer' }, `Photo ${index + 1}: ${of}`)),
				),
			),
		),
	];
}

function eventRow(event: CaseEvent, timeZone: string, sites: Sites): Node[] {
	const { type, time, actor, source } = event;
	const name = words(type);
	return [
		shownTime(time, timeZone),
		`${name[0].toUpperCase()}${name.slice(1)}`,
		[detailOf(event), ...linksIn(event.data, sites).map(outside)],
		actor?.replace(/^n8n: /, '') ?? '',
		source,
	];
}
