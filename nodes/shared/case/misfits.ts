import {
	format,
	type CaseEvent,
	type CaseException,
	type EventData,
	type EventType,
	type RefundIntent,
	sameMoney,
} from '../model';
import { isOn, isUndecided, nameOf } from './disputes';
import { exceptionOf } from './exceptionOf';
import { whyNotItsPayment } from './itsPayment';
import { legOf } from './refundLeg';
import type { CaseState, RefundLeg } from './caseState';
import { transitions, type ExceptionCode } from './transitions';

/**
 * What does not fit about a fact, seen from the case as it was before: the verdict does not expect it, or what it says contradicts the
 * case. Each is an exception that says what to do. Commands that do not fit are refused (commands.ts); what a command leaves for a person
 * to do is an exception too.
 */
export function misfitsOf(before: CaseState, event: CaseEvent): CaseException[] {
	const { from, otherwise } = transitions[event.type];
	const found = checks[event.type]?.(before, event.data as never) ?? [];
	if (from.includes(before.verdict) || !otherwise || found.some(({ code }) => code === otherwise)) return found;
	const message = unexpected[otherwise]?.(before, event);
	return message ? [exceptionOf(otherwise, message, { ...intentOf(event) }), ...found] : found;
}

type Check<T extends EventType> = (before: CaseState, data: EventData<T>) => CaseException[];

const checks: { [T in EventType]?: Check<T> } = {
	'return.declined': goodsAreHere,
	'return.canceled': goodsAreHere,
	'return.expired': (before) => {
		const why = whyLate(before);
		return why
			? [
					exceptionOf(
						'expired_late',
						`The return was said to have expired, but ${why}. Decide whether the customer still gets the money, and pay it by hand or tell them; then resolve this exception.`,
					),
				]
			: [];
	},
	'refund.held': (before, { intent }) => foreign(before, intent),
	'exchange.created': (before, { intent }) => (intent && !legOf(before, intent.id) ? foreign(before, intent) : []),
	'refund.submitted': (before, { refund }) =>
		notDue(before, refund.intent, `Refund ${refund.id} was sent to the payment provider`),
	'refund.succeeded': (before, { refund }) => {
		const leg = legOf(before, refund.intent);
		// Finance was asked about it, and says that it was paid already.
		const answered = leg?.elsewhere && refund.id.startsWith(`${refund.intent} `);
		const found = leg && !answered ? notDue(before, refund.intent, `Refund ${refund.id} reached the customer`) : [];
		if (leg && !sameMoney(leg.intent.amount, refund.amount)) {
			found.push(
				exceptionOf(
					'refund_differs',
					`Refund ${refund.id} paid ${format(refund.amount)}, but ${format(leg.intent.amount)} was owed as ${refund.intent}. Pay the rest or ask for it back, correct the books, then resolve this exception.`,
					{ intent: refund.intent },
				),
			);
		}
		return [...found, ...(leg && leg.state !== 'held' ? besideDispute(before, leg, refund.id) : [])];
	},
};

/** A return that ends when its goods have arrived already. */
function goodsAreHere({ lines }: CaseState): CaseException[] {
	const here = lines.reduce((total, { quantities }) => total + quantities.received, 0);
	return here
		? [
				exceptionOf(
					'goods_of_ended_return',
					`The return ended, but ${here === 1 ? '1 piece of it is' : `${here} pieces of it are`} here already. Set them aside and ask customer service whether they go back to the customer, then resolve this exception.`,
				),
			]
		: [];
}

/** Why a return can no longer expire; undefined when it can. */
function whyLate({ verdict, closedAt, lines, refunds }: CaseState): string | undefined {
	if (verdict === 'declined' || verdict === 'canceled') return `it is ${verdict}`;
	if (refunds.some(({ state }) => state !== 'held')) return 'a refund of it is due or paid';
	if (lines.some(({ quantities }) => quantities.received > 0)) return 'goods of it have arrived';
	return closedAt && verdict !== 'expired' ? 'it is closed' : undefined;
}

function foreign(before: CaseState, intent: RefundIntent): CaseException[] {
	const why = whyNotItsPayment(before, intent);
	return why
		? [
				exceptionOf(
					'foreign_payment',
					`${why} Do not pay refund ${intent.id}; look where it comes from, then resolve this exception.`,
					{ intent: intent.id },
				),
			]
		: [];
}

/** A refund that reaches the customer although the bank has paid them, or may. */
function besideDispute(
	state: CaseState,
	{ intent: { id: intent, payment } }: RefundLeg,
	refund: string,
): CaseException[] {
	return (state.disputes ?? [])
		.filter((one) => (isUndecided(one) || one.state === 'lost') && isOn(state, one, payment))
		.map((one) =>
			exceptionOf(
				'refund_beside_dispute',
				`Refund ${refund} reached the customer, but the same payment is disputed: ${nameOf(one)}. ${one.state === 'lost' ? 'The bank has paid it too: ask the customer for one of them back.' : 'Send the refund to the bank as evidence; else the customer has it twice.'} Then resolve this exception.`,
				{ intent, dispute: one.id },
			),
		);
}

/** Money that moved although the case had not said so. */
function notDue(before: CaseState, intent: string, what: string): CaseException[] {
	const leg = legOf(before, intent);
	if (!leg)
		return [
			exceptionOf(
				'unknown_refund',
				`${what}, but this return has no refund ${intent || 'of that name'}. Look at the provider what it was for, then resolve this exception.`,
			),
		];
	if (leg.state !== 'held') return [];
	return [
		exceptionOf(
			'refund_not_due',
			`${what}, but refund ${intent} is held. Look who paid it; when it should not have been paid, take it back. Then resolve this exception.`,
			{ intent },
		),
	];
}

const ended = ({ verdict }: CaseState) => `the return is ${verdict}`;

/** What a person is told of a fact that the verdict does not expect; undefined when there is nothing to do. */
const unexpected: Partial<Record<ExceptionCode, (before: CaseState, event: CaseEvent) => string | undefined>> = {
	requested_again: () =>
		'The return was asked for once more. Nothing was changed: when the customer wants to send something else, open a new return, then resolve this exception.',
	withdrawal_of_ended_return: (before) =>
		`The customer has withdrawn from the contract, but ${ended(before)}. Look what of it they can withdraw from; open a return for that, or tell the customer why there is nothing. Then resolve this exception.`,
	document_of_ended_return: (before, event) => {
		const { id, name, system } = event.data as EventData<'return_document.created'>;
		return `A return document (${name ?? id}) was made in ${system}, but ${ended(before)}. Cancel the document there, then resolve this exception.`;
	},
	label_of_ended_return: (before, event) => {
		const { label } = event.data as EventData<'label.issued'>;
		return `Label ${label.trackingNumber || label.id} was bought, but ${ended(before)}. Void it at the carrier and tell the customer not to use it, then resolve this exception.`;
	},
	parcel_of_ended_return: (before, event) => {
		const { tracking, trackingNumber } = event.data as Partial<EventData<'shipment.delivered'>> & {
			trackingNumber?: string;
		};
		const number = tracking?.trackingNumber ?? trackingNumber;
		const message = `A parcel${number ? ` (${number})` : ''} is on its way or has arrived, but ${ended(before)}. Set it aside when it comes, and ask customer service whether it goes back to the customer; then resolve this exception.`;
		// Carriers report each stop of a parcel; one exception for it is enough while it is open.
		return before.exceptions.some(
			(one) => one.code === 'parcel_of_ended_return' && !one.resolved && one.message === message,
		)
			? undefined
			: message;
	},
	goods_of_ended_return: (before, event) =>
		`Goods ${event.type === 'return.received' ? 'arrived' : 'were inspected'}, but ${ended(before)}. Set them aside and ask customer service: send them back to the customer, or pay for them by hand. Then resolve this exception.`,
	refund_of_ended_return: (before, event) => {
		if ((event.type === 'store_credit.issued' || event.type === 'exchange.created') && !intentOf(event).intent)
			return undefined; // given besides, for no refund of this return
		const what = {
			'refund.held': 'was planned',
			'refund.submitted': 'was sent to the payment provider',
			'refund.succeeded': 'reached the customer',
			'store_credit.issued': 'was given as store credit',
			'exchange.created': 'was given as new goods',
		}[event.type as 'refund.held'];
		return `Refund ${intentOf(event).intent ?? ''} ${what}, but ${ended(before)}. Decide whether the customer keeps it: when not, take it back; correct the books. Then resolve this exception.`;
	},
};

/** The refund that an event is about. */
function intentOf({ data }: Pick<CaseEvent, 'data'>): { intent?: string } {
	const { intent, refund } = data as { intent?: string | { id: string }; refund?: { intent: string } };
	const id = typeof intent === 'object' ? intent.id : (intent ?? refund?.intent);
	return id ? { intent: id } : {};
}
